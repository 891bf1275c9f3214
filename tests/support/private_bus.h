// Role: a D-Bus of a test's own: a real dbus-daemon that nobody else knows, connections to it, and calls that wait for
// their answer while the test's event loop goes on, since both ends may be in it. Thread: the test's.
#pragma once

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCall>
#include <QDBusPendingCallWatcher>
#include <QDBusVariant>
#include <QProcess>
#include <QSignalSpy>

namespace testsupport {

class PrivateBus {
public:
    PrivateBus()
    {
        m_daemon.start(QStringLiteral("dbus-daemon"),
                       {QStringLiteral("--session"), QStringLiteral("--nofork"), QStringLiteral("--nopidfile"),
                        QStringLiteral("--print-address")});
        if (!m_daemon.waitForReadyRead())
            qFatal("dbus-daemon does not start");
        m_address = QString::fromUtf8(m_daemon.readLine()).trimmed();
    }
    ~PrivateBus()
    {
        for (const QString &name : std::as_const(m_names))
            QDBusConnection::disconnectFromBus(name);
        m_daemon.kill();
        m_daemon.waitForFinished();
    }
    PrivateBus(const PrivateBus &) = delete;
    PrivateBus &operator=(const PrivateBus &) = delete;

    /// A program's own.
    QDBusConnection connection()
    {
        static int count = 0;
        m_names += QStringLiteral("private-%1").arg(++count);
        return QDBusConnection::connectToBus(m_address, m_names.constLast());
    }
    /// The first thing in the answer; invalid: an error.
    static QVariant ask(QDBusConnection bus, const QDBusMessage &call)
    {
        const QDBusMessage reply = answerTo(std::move(bus), call);
        return reply.type() == QDBusMessage::ReplyMessage ? reply.arguments().value(0) : QVariant();
    }
    static QDBusMessage answerTo(QDBusConnection bus, const QDBusMessage &call)
    {
        QDBusPendingCallWatcher watcher(bus.asyncCall(call));
        QSignalSpy finished(&watcher, &QDBusPendingCallWatcher::finished);
        if (!watcher.isFinished())
            finished.wait();
        return watcher.reply();
    }
    static QVariant property(QDBusConnection bus, const QString &service, const QString &path, const QString &interface,
                             const char *name)
    {
        QDBusMessage call = QDBusMessage::createMethodCall(
            service, path, QStringLiteral("org.freedesktop.DBus.Properties"), QStringLiteral("Get"));
        call << interface << QString::fromLatin1(name);
        return ask(std::move(bus), call).value<QDBusVariant>().variant();
    }

private:
    QProcess m_daemon;
    QString m_address;
    QStringList m_names;
};

} // namespace testsupport
