#include "app/platform/tray.h"

#include <QCoreApplication>
#include <QDBusMessage>
#include <QDBusMetaType>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QtEndian>

namespace glovebox::platform {

namespace {

const QString kWatcher = QStringLiteral("org.kde.StatusNotifierWatcher");
const QString kWatcherPath = QStringLiteral("/StatusNotifierWatcher");
const QString kItemPath = QStringLiteral("/StatusNotifierItem");
const QString kMenuPath = QStringLiteral("/MenuBar");

/// Of this program's one tray.
QString serviceName()
{
    return QStringLiteral("org.kde.StatusNotifierItem-%1-1").arg(QCoreApplication::applicationPid());
}

} // namespace

QDBusArgument &operator<<(QDBusArgument &out, const BusIcon &icon)
{
    out.beginStructure();
    out << icon.width << icon.height << icon.bytes;
    out.endStructure();
    return out;
}

const QDBusArgument &operator>>(const QDBusArgument &in, BusIcon &icon)
{
    in.beginStructure();
    in >> icon.width >> icon.height >> icon.bytes;
    in.endStructure();
    return in;
}

QDBusArgument &operator<<(QDBusArgument &out, const BusToolTip &tip)
{
    out.beginStructure();
    out << tip.iconName << tip.icons << tip.title << tip.text;
    out.endStructure();
    return out;
}

const QDBusArgument &operator>>(const QDBusArgument &in, BusToolTip &tip)
{
    in.beginStructure();
    in >> tip.iconName >> tip.icons >> tip.title >> tip.text;
    in.endStructure();
    return in;
}

TrayItemOnBus::TrayItemOnBus(Tray *tray) : QDBusAbstractAdaptor(tray), m_tray(tray) {}

QDBusObjectPath TrayItemOnBus::menu()
{
    return QDBusObjectPath(kMenuPath);
}

QString TrayItemOnBus::title() const
{
    return m_tray->look().title;
}

/// "Passive" would let the desktop hide it, and there would be no way back.
QString TrayItemOnBus::status() const
{
    return m_tray->look().needsAttention ? QStringLiteral("NeedsAttention") : QStringLiteral("Active");
}

QList<BusIcon> TrayItemOnBus::icons() const
{
    QList<BusIcon> all;
    for (const QImage &drawn : m_tray->look().icons) {
        const QImage image = drawn.convertToFormat(QImage::Format_ARGB32);
        BusIcon icon{image.width(), image.height(), QByteArray(qsizetype{4} * image.width() * image.height(), 0)};
        char *to = icon.bytes.data();
        for (int y = 0; y < image.height(); ++y) {
            const auto *line = reinterpret_cast<const QRgb *>(image.constScanLine(y));
            for (int x = 0; x < image.width(); ++x, to += 4)
                qToBigEndian<quint32>(line[x], to);
        }
        all += icon;
    }
    return all;
}

BusToolTip TrayItemOnBus::toolTip() const
{
    return {{}, {}, m_tray->look().title, m_tray->look().tip};
}

void TrayItemOnBus::Activate(int /*x*/, int /*y*/)
{
    Q_EMIT m_tray->activated();
}

void TrayItemOnBus::SecondaryActivate(int x, int y)
{
    Activate(x, y);
}

/// A host that draws no menus asks for ours, which would need a window of its own.
void TrayItemOnBus::ContextMenu(int x, int y)
{
    Activate(x, y);
}

void TrayItemOnBus::Scroll(int /*delta*/, const QString & /*orientation*/) {}

Tray::Tray(QDBusConnection bus, QObject *parent)
    : QObject(parent), m_bus(std::move(bus)),
      m_menu(new MenuOnBus(&m_menuObject, [this](int row) { Q_EMIT chosen(row); })), m_item(new TrayItemOnBus(this))
{
    qDBusRegisterMetaType<BusIcon>();
    qDBusRegisterMetaType<QList<BusIcon>>();
    qDBusRegisterMetaType<BusToolTip>();
    if (!m_bus.isConnected())
        return;
    m_watcher.setConnection(m_bus);
    m_watcher.setWatchMode(QDBusServiceWatcher::WatchForOwnerChange);
    m_watcher.addWatchedService(kWatcher);
    connect(&m_watcher, &QDBusServiceWatcher::serviceOwnerChanged, this, [this] {
        leave(); // another one does not know of us
        lookForHost();
    });
    for (const char *news : {"StatusNotifierHostRegistered", "StatusNotifierHostUnregistered"})
        m_bus.connect(kWatcher, kWatcherPath, kWatcher, QLatin1String(news), this, SLOT(lookForHost()));
    lookForHost();
}

Tray::~Tray()
{
    if (m_there)
        withdraw();
}

void Tray::lookForHost()
{
    QDBusMessage call = QDBusMessage::createMethodCall(
        kWatcher, kWatcherPath, QStringLiteral("org.freedesktop.DBus.Properties"), QStringLiteral("Get"));
    call << kWatcher << QStringLiteral("IsStatusNotifierHostRegistered");
    auto *asked = new QDBusPendingCallWatcher(m_bus.asyncCall(call), this);
    connect(asked, &QDBusPendingCallWatcher::finished, this, [this, turn = ++m_looks](QDBusPendingCallWatcher *done) {
        done->deleteLater();
        if (turn != m_looks)
            return;
        const QDBusPendingReply<QDBusVariant> reply = *done;
        if (!reply.isError() && reply.value().variant().toBool())
            join();
        else
            leave();
    });
}

void Tray::join()
{
    if (m_there || !m_bus.registerObject(kItemPath, this, QDBusConnection::ExportAdaptors) ||
        !m_bus.registerObject(kMenuPath, &m_menuObject, QDBusConnection::ExportAdaptors) ||
        !m_bus.registerService(serviceName()))
        return;
    m_bus.send(
        QDBusMessage::createMethodCall(kWatcher, kWatcherPath, kWatcher, QStringLiteral("RegisterStatusNotifierItem"))
        << serviceName());
    m_there = true;
    Q_EMIT thereChanged();
}

void Tray::leave()
{
    if (!m_there)
        return;
    withdraw();
    m_there = false;
    Q_EMIT thereChanged();
}

void Tray::withdraw()
{
    m_bus.unregisterService(serviceName());
    m_bus.unregisterObject(kItemPath);
    m_bus.unregisterObject(kMenuPath);
}

void Tray::setLook(TrayLook look)
{
    m_look = std::move(look);
    Q_EMIT m_item->NewTitle();
    Q_EMIT m_item->NewIcon();
    Q_EMIT m_item->NewAttentionIcon();
    Q_EMIT m_item->NewToolTip();
    Q_EMIT m_item->NewStatus(m_item->status());
}

} // namespace glovebox::platform
