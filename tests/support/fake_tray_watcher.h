// Role: the desktop's watcher of tray items, with or without a host that shows them. Thread: the test's.
#pragma once

#include <QDBusConnection>
#include <QObject>
#include <QStringList>

namespace testsupport {

class FakeTrayWatcher : public QObject {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.kde.StatusNotifierWatcher")
    Q_PROPERTY(bool IsStatusNotifierHostRegistered READ hasHost)

public:
    QStringList items;

    bool hasHost() const { return m_hasHost; }
    void setHost(bool there)
    {
        m_hasHost = there;
        if (there)
            Q_EMIT StatusNotifierHostRegistered();
        else
            Q_EMIT StatusNotifierHostUnregistered();
    }
    bool start(QDBusConnection bus, bool hasHost)
    {
        m_hasHost = hasHost;
        return bus.registerObject(QStringLiteral("/StatusNotifierWatcher"), this, QDBusConnection::ExportAllContents) &&
               bus.registerService(QStringLiteral("org.kde.StatusNotifierWatcher"));
    }
    static void stop(QDBusConnection bus)
    {
        bus.unregisterService(QStringLiteral("org.kde.StatusNotifierWatcher"));
        bus.unregisterObject(QStringLiteral("/StatusNotifierWatcher"));
    }

public Q_SLOTS: // of the interface
    void RegisterStatusNotifierItem(const QString &service) { items += service; }

Q_SIGNALS:
    void StatusNotifierHostRegistered();
    void StatusNotifierHostUnregistered();

private:
    bool m_hasHost = false;
};

} // namespace testsupport
