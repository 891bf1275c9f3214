// Role: what shows notifications on a desktop, noting what it is to show: the notification service of freedesktop.org,
// and the portal's part. Thread: the test's.
#pragma once

#include <QDBusArgument>
#include <QDBusConnection>
#include <QDBusMetaType>
#include <QObject>
#include <QStringList>
#include <QVariantMap>

#include <vector>

namespace testsupport {

struct ToldNotice {
    uint replaced = 0;
    uint number = 0;
    QString id; // of the portal's
    QString title;
    QString text;
    QStringList actions;
    QVariantMap hints;
};

class FakeNoticeService : public QObject {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")

public:
    QStringList capabilities{QStringLiteral("actions"), QStringLiteral("body"), QStringLiteral("body-markup")};
    std::vector<ToldNotice> told;
    QList<uint> closed;

    bool start(QDBusConnection bus)
    {
        return bus.registerObject(QStringLiteral("/org/freedesktop/Notifications"), this,
                                  QDBusConnection::ExportAllSlots | QDBusConnection::ExportAllSignals) &&
               bus.registerService(QStringLiteral("org.freedesktop.Notifications"));
    }
    void press(uint number, const char *action) { Q_EMIT ActionInvoked(number, QString::fromLatin1(action)); }
    void dismiss(uint number) { Q_EMIT NotificationClosed(number, 2); }

public Q_SLOTS: // of the interface
    QStringList GetCapabilities() { return capabilities; }
    uint Notify(const QString & /*program*/, uint replaced, const QString & /*icon*/, const QString &title,
                const QString &text, const QStringList &actions, const QVariantMap &hints, int /*timeout*/)
    {
        const uint number = replaced == 0 ? ++m_last : replaced;
        told.push_back({replaced, number, {}, title, text, actions, hints});
        return number;
    }
    void CloseNotification(uint number) { closed += number; }

Q_SIGNALS:
    void ActionInvoked(uint number, const QString &action);
    void NotificationClosed(uint number, uint reason);

private:
    uint m_last = 40;
};

class FakeNoticePortal : public QObject {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.portal.Notification")
    Q_PROPERTY(uint version READ version CONSTANT)

public:
    std::vector<ToldNotice> told;
    QStringList removed;

    static uint version() { return 1; }
    bool start(QDBusConnection bus)
    {
        qDBusRegisterMetaType<QList<QVariantMap>>();
        return bus.registerObject(QStringLiteral("/org/freedesktop/portal/desktop"), this,
                                  QDBusConnection::ExportAllContents) &&
               bus.registerService(QStringLiteral("org.freedesktop.portal.Desktop"));
    }
    void press(const QString &id, const char *action) { Q_EMIT ActionInvoked(id, QString::fromLatin1(action), {}); }

public Q_SLOTS: // of the interface
    void AddNotification(const QString &id, const QVariantMap &what)
    {
        QStringList actions{what.value(QStringLiteral("default-action")).toString()};
        const auto buttons = qdbus_cast<QList<QVariantMap>>(what.value(QStringLiteral("buttons")));
        for (const QVariantMap &button : buttons)
            actions << button.value(QStringLiteral("action")).toString()
                    << button.value(QStringLiteral("label")).toString();
        told.push_back({0, 0, id, what.value(QStringLiteral("title")).toString(),
                        what.value(QStringLiteral("body")).toString(), actions, what});
    }
    void RemoveNotification(const QString &id) { removed += id; }

Q_SIGNALS:
    void ActionInvoked(const QString &id, const QString &action, const QVariantList &parameter);
};

} // namespace testsupport
