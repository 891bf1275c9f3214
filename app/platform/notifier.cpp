#include "app/platform/notifier.h"

#include <QDBusMessage>
#include <QDBusMetaType>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>

namespace glovebox::platform {

namespace {

const QString kPortal = QStringLiteral("org.freedesktop.portal.Desktop");
const QString kPortalPath = QStringLiteral("/org/freedesktop/portal/desktop");
const QString kPortalNotices = QStringLiteral("org.freedesktop.portal.Notification");
const QString kService = QStringLiteral("org.freedesktop.Notifications");
const QString kServicePath = QStringLiteral("/org/freedesktop/Notifications");
const QString kProperties = QStringLiteral("org.freedesktop.DBus.Properties");
/// The notification itself: a name of the specification for the service, ours for the portal.
const QString kDefault = QStringLiteral("default");
constexpr uchar kUrgencyNormal = 1;
constexpr int kTimeOfDesktop = -1;

QDBusMessage portalCall(const char *method)
{
    return QDBusMessage::createMethodCall(kPortal, kPortalPath, kPortalNotices, QLatin1String(method));
}

QDBusMessage serviceCall(const char *method)
{
    return QDBusMessage::createMethodCall(kService, kServicePath, kService, QLatin1String(method));
}

template <typename Done>
void ask(QObject *asker, QDBusConnection &bus, const QDBusMessage &call, Done done)
{
    auto *watcher = new QDBusPendingCallWatcher(bus.asyncCall(call), asker);
    QObject::connect(watcher, &QDBusPendingCallWatcher::finished, asker,
                     [done = std::move(done)](QDBusPendingCallWatcher *finished) {
                         finished->deleteLater();
                         done(*finished);
                     });
}

} // namespace

Notifier::Notifier(QDBusConnection bus, QString appName, QString icon, QObject *parent)
    : QObject(parent), m_bus(std::move(bus)), m_appName(std::move(appName)), m_icon(std::move(icon))
{
    if (!m_bus.isConnected())
        return;
    qDBusRegisterMetaType<QList<QVariantMap>>();
    m_watcher.setConnection(m_bus);
    m_watcher.setWatchMode(QDBusServiceWatcher::WatchForOwnerChange);
    m_watcher.addWatchedService(kPortal);
    m_watcher.addWatchedService(kService);
    connect(&m_watcher, &QDBusServiceWatcher::serviceOwnerChanged, this, [this](const QString &service) {
        if (service == kService)
            m_shown.clear(); // another one knows nothing of the numbers
        look();
    });
    m_bus.connect(kPortal, kPortalPath, kPortalNotices, QStringLiteral("ActionInvoked"), this,
                  SLOT(portalPressed(QString, QString, QVariantList)));
    m_bus.connect(kService, kServicePath, kService, QStringLiteral("ActionInvoked"), this,
                  SLOT(servicePressed(uint, QString)));
    m_bus.connect(kService, kServicePath, kService, QStringLiteral("NotificationClosed"), this,
                  SLOT(serviceClosed(uint, uint)));
    look();
}

Notifier::~Notifier() = default;

void Notifier::setWay(Way way)
{
    if (std::exchange(m_way, way) != way)
        Q_EMIT wayChanged();
}

/// A portal without a desktop behind it has no such part.
void Notifier::look()
{
    QDBusMessage call = QDBusMessage::createMethodCall(kPortal, kPortalPath, kProperties, QStringLiteral("Get"));
    call << kPortalNotices << QStringLiteral("version");
    ask(this, m_bus, call, [this, turn = ++m_looks](const QDBusPendingReply<QDBusVariant> &reply) {
        if (turn != m_looks)
            return;
        if (reply.isError())
            askService();
        else
            setWay(Way::Portal);
    });
}

void Notifier::askService()
{
    ask(this, m_bus, serviceCall("GetCapabilities"),
        [this, turn = m_looks](const QDBusPendingReply<QStringList> &reply) {
            if (turn != m_looks)
                return;
            if (reply.isError())
                return setWay(Way::Nobody);
            m_takesButtons = reply.value().contains(QLatin1String("actions"));
            m_readsMarks = reply.value().contains(QLatin1String("body-markup"));
            setWay(Way::Service);
        });
}

void Notifier::show(const DesktopNotice &notice)
{
    if (m_way == Way::Portal)
        showByPortal(notice);
    else if (m_way == Way::Service)
        showByService(notice);
}

void Notifier::takeAway(const QString &id)
{
    if (m_way == Way::Portal) {
        m_bus.send(portalCall("RemoveNotification") << id);
        return;
    }
    const auto it = m_shown.find(id);
    if (it == m_shown.end())
        return;
    if (it->isAsked) { // its number is not known yet
        it->isOver = true;
        it->next.reset();
        return;
    }
    closeByService(it->number);
    m_shown.erase(it);
}

void Notifier::showByPortal(const DesktopNotice &notice)
{
    QList<QVariantMap> buttons;
    for (const NoticeButton &button : notice.buttons)
        buttons += QVariantMap{{QStringLiteral("label"), button.text}, {QStringLiteral("action"), button.key}};
    QVariantMap what{{QStringLiteral("title"), notice.title},
                     {QStringLiteral("body"), notice.text},
                     {QStringLiteral("priority"), QStringLiteral("normal")},
                     {QStringLiteral("default-action"), kDefault}};
    if (!buttons.empty())
        what.insert(QStringLiteral("buttons"), QVariant::fromValue(buttons));
    m_bus.send(portalCall("AddNotification") << notice.id << what);
}

void Notifier::showByService(const DesktopNotice &notice)
{
    Shown &shown = m_shown[notice.id];
    shown.isOver = false;
    if (shown.isAsked) {
        shown.next = notice;
        return;
    }
    shown.isAsked = true;
    QStringList actions;
    if (m_takesButtons) {
        actions << kDefault << QString();
        for (const NoticeButton &button : notice.buttons)
            actions << button.key << button.text;
    }
    const QString text = m_readsMarks ? notice.text.toHtmlEscaped() : notice.text;
    const QVariantMap hints{{QStringLiteral("urgency"), QVariant::fromValue(kUrgencyNormal)},
                            {QStringLiteral("desktop-entry"), m_icon}};
    QDBusMessage call = serviceCall("Notify");
    call << m_appName << shown.number << m_icon << notice.title << text << actions << hints << kTimeOfDesktop;
    ask(this, m_bus, call, [this, id = notice.id](const QDBusPendingReply<uint> &reply) {
        answered(id, reply.isError() ? 0 : reply.value());
    });
}

void Notifier::answered(const QString &id, uint number)
{
    const auto it = m_shown.find(id);
    if (it == m_shown.end()) // the service is another one by now
        return;
    it->isAsked = false;
    it->number = number;
    if (it->isOver) {
        closeByService(number);
        m_shown.erase(it);
    } else if (const auto next = std::exchange(it->next, std::nullopt)) {
        showByService(*next);
    } else if (number == 0) { // refused: there is nothing to press
        m_shown.erase(it);
    }
}

void Notifier::closeByService(uint number)
{
    if (number != 0)
        m_bus.send(serviceCall("CloseNotification") << number);
}

QString Notifier::idOf(uint number) const
{
    for (auto it = m_shown.begin(); it != m_shown.end(); ++it)
        if (it->number == number)
            return it.key();
    return {};
}

void Notifier::portalPressed(const QString &id, const QString &action, const QVariantList & /*parameter*/)
{
    Q_EMIT pressed(id, action == kDefault ? QString() : action);
}

/// Of somebody else's the service tells us, too.
void Notifier::servicePressed(uint number, const QString &action)
{
    if (const QString id = idOf(number); number != 0 && !id.isEmpty())
        Q_EMIT pressed(id, action == kDefault ? QString() : action);
}

void Notifier::serviceClosed(uint number, uint /*reason*/)
{
    const auto it = m_shown.find(idOf(number));
    if (it == m_shown.end() || number == 0)
        return;
    it->number = 0; // the next one is a new one
    if (!it->isAsked)
        m_shown.erase(it);
}

} // namespace glovebox::platform
