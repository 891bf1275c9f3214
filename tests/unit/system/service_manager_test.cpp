// What a service manager hears, over its real socket.
#include "core/system/service_manager.h"

#include <QTemporaryDir>
#include <QTest>

#include <cstddef>
#include <cstring>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using namespace glovebox;
using namespace std::chrono_literals;
using system::ServiceManager;

namespace {

/// What systemd has at the other end.
class Ear {
public:
    explicit Ear(const std::string &address) : m_socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0))
    {
        sockaddr_un own{};
        own.sun_family = AF_UNIX;
        address.copy(own.sun_path, sizeof own.sun_path - 1);
        if (address[0] == '@')
            own.sun_path[0] = '\0';
        const auto size = offsetof(sockaddr_un, sun_path) + address.size() + (address[0] == '@' ? 0 : 1);
        m_bound = ::bind(m_socket, reinterpret_cast<const sockaddr *>(&own), static_cast<socklen_t>(size)) == 0;
    }
    ~Ear() { ::close(m_socket); }
    bool bound() const { return m_bound; }
    std::string heard() const
    {
        char bytes[4096];
        const auto size = ::recv(m_socket, bytes, sizeof bytes, MSG_DONTWAIT);
        return size < 0 ? "nothing" : std::string(bytes, static_cast<std::size_t>(size));
    }

private:
    int m_socket;
    bool m_bound = false;
};

void setVariables(const std::string &address, const char *microseconds = nullptr, const char *process = nullptr)
{
    ::setenv("NOTIFY_SOCKET", address.c_str(), 1);
    microseconds ? ::setenv("WATCHDOG_USEC", microseconds, 1) : ::unsetenv("WATCHDOG_USEC");
    process ? ::setenv("WATCHDOG_PID", process, 1) : ::unsetenv("WATCHDOG_PID");
}

} // namespace

class ServiceManagerTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::string m_path = m_folder.filePath(QStringLiteral("notify")).toStdString();

private Q_SLOTS:
    void itHearsWholeDatagramsAtAPath()
    {
        const Ear ear(m_path);
        QVERIFY(ear.bound());
        const auto manager = ServiceManager::at(m_path);
        QVERIFY(manager && !(*manager)->watchdog());
        QVERIFY((*manager)->tell("READY=1\nSTATUS=2 of 8 sandboxes"));
        QVERIFY((*manager)->tell("WATCHDOG=1"));
        QCOMPARE(ear.heard(), std::string("READY=1\nSTATUS=2 of 8 sandboxes"));
        QCOMPARE(ear.heard(), std::string("WATCHDOG=1"));
        QCOMPARE(ear.heard(), std::string("nothing"));
    }

    void itHearsInTheAbstractNamespace()
    {
        const auto address = "@glovebox-test-" + std::to_string(::getpid());
        const Ear ear(address);
        QVERIFY(ear.bound());
        const auto manager = ServiceManager::at(address);
        QVERIFY(manager && (*manager)->tell("READY=1"));
        QCOMPARE(ear.heard(), std::string("READY=1"));
    }

    void nobodyThereOrAFullSocketHoldsNobodyUp()
    {
        QFile::remove(QString::fromStdString(m_path));
        const auto manager = ServiceManager::at(m_path);
        QVERIFY(manager && !(*manager)->tell("READY=1"));
        const Ear ear(m_path);
        int told = 0;
        while (told < 1'000'000 && (*manager)->tell("WATCHDOG=1"))
            ++told;
        QVERIFY(told > 0 && told < 1'000'000);
        QCOMPARE(ear.heard(), std::string("WATCHDOG=1"));
    }

    void whatIsNoAddressIsRefused()
    {
        for (const std::string address : {"", "/", "@", "relative", "vsock:2:1"})
            QVERIFY2(!ServiceManager::at(address), address.c_str());
        QVERIFY(!ServiceManager::at("/" + std::string(107, 'x')));
        QVERIFY(ServiceManager::at("/" + std::string(106, 'x')));
    }

    void theEnvironmentIsTakenAndChildrenDoNotSeeIt()
    {
        setVariables(m_path, "30000000", std::to_string(::getpid()).c_str());
        const auto manager = ServiceManager::takeFromEnvironment();
        QVERIFY(manager && manager->watchdog() == 30s);
        for (const char *name : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"})
            QVERIFY2(!std::getenv(name), name);
        QVERIFY(!ServiceManager::takeFromEnvironment());
    }

    void aWatchdogOfAnotherProcessIsNotOurs()
    {
        setVariables(m_path, "30000000", "1");
        const auto other = ServiceManager::takeFromEnvironment();
        QVERIFY(other && !other->watchdog());
        for (const char *wrong : {"", "x", "-5", "0", "10", "99999999999999999999"}) {
            setVariables(m_path, wrong);
            const auto manager = ServiceManager::takeFromEnvironment();
            QVERIFY2(manager && !manager->watchdog(), wrong);
        }
        setVariables("nowhere");
        QVERIFY(!ServiceManager::takeFromEnvironment());
        QVERIFY(!std::getenv("NOTIFY_SOCKET"));
    }
};

QTEST_GUILESS_MAIN(ServiceManagerTest)
#include "service_manager_test.moc"
