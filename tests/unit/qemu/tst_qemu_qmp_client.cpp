// The client against a monitor that behaves as recorded, and against ones that do not.
#include "core/qemu/qmp_client.h"

#include <QFile>
#include <QLocalServer>
#include <QLocalSocket>
#include <QTemporaryDir>
#include <QTest>

#include <unistd.h>

using namespace glovebox;
using namespace glovebox::qemu;
using namespace std::chrono_literals;

namespace {

const QByteArray kGreeting =
    R"({"QMP": {"version": {"qemu": {"micro": 22, "minor": 2, "major": 7}}, "capabilities": []}})"
    "\n";

/// A server that says what it is told to; `replies` are sent one per line that comes in.
class Monitor {
public:
    explicit Monitor(const QString &path)
    {
        QObject::connect(&m_server, &QLocalServer::newConnection, &m_server, [this] {
            m_peer = m_server.nextPendingConnection();
            QObject::connect(m_peer, &QLocalSocket::readyRead, m_peer, [this] {
                while (m_peer->canReadLine()) {
                    received << m_peer->readLine().trimmed();
                    if (!replies.isEmpty())
                        say(replies.takeFirst());
                }
            });
            say(greeting);
        });
        if (!m_server.listen(path))
            qFatal("the test's server cannot listen");
    }
    void say(const QByteArray &bytes)
    {
        m_peer->write(bytes);
        m_peer->flush();
    }
    void hangUp() { m_peer->disconnectFromServer(); }

    QByteArray greeting = kGreeting;
    QList<QByteArray> replies;
    QList<QByteArray> received;

private:
    QLocalServer m_server;
    QLocalSocket *m_peer = nullptr;
};

/// What a client reported.
struct Seen {
    QString version;
    QStringList events;
    std::optional<Error> closed;

    QmpHandlers handlers()
    {
        return {.ready = [this](std::string text) { version = QString::fromStdString(text); },
                .event = [this](const QmpEvent &event) { events << QString::fromStdString(event.name); },
                .closed =
                    [this](Error error) {
                        closed = std::move(error);
                    }};
    }
};

} // namespace

class TestQmpClient : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QString m_path = m_folder.filePath(QStringLiteral("qmp"));

private Q_SLOTS:
    void recordedConversationsPlayToTheirEnd_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QStringList>("events");
        QTest::newRow("power off") << QStringLiteral("guest-power-off")
                                   << QStringList{QStringLiteral("RESUME"), QStringLiteral("SHUTDOWN")};
        QTest::newRow("reset") << QStringLiteral("guest-reset")
                               << QStringList{QStringLiteral("RESUME"), QStringLiteral("SHUTDOWN")};
        QTest::newRow("panic") << QStringLiteral("guest-panic")
                               << QStringList{QStringLiteral("RESUME"), QStringLiteral("GUEST_PANICKED"),
                                              QStringLiteral("SHUTDOWN")};
    }
    void recordedConversationsPlayToTheirEnd()
    {
        QFETCH(QString, name);
        QFile file(QStringLiteral(FIXTURES "/") + name + QStringLiteral(".txt"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        Monitor monitor(m_path);
        monitor.greeting.clear();
        QByteArray *said = &monitor.greeting;
        for (const auto &line : file.readAll().split('\n')) {
            if (line.startsWith("C ")) {
                monitor.replies << QByteArray();
                said = &monitor.replies.last();
            } else if (line.startsWith("S ")) {
                said->append(line.mid(2) + '\n');
            }
        }
        Seen seen;
        QmpClient client(m_path.toStdString(), 10s, seen.handlers());
        QTRY_COMPARE(seen.version, QStringLiteral("7.2.22"));
        bool continued = false;
        client.execute("cont", [&](Result<nlohmann::json> answer) { continued = answer.has_value(); });
        QTRY_VERIFY(continued);
        QTEST(seen.events, "events");
        QVERIFY(!seen.closed);
        QCOMPARE(monitor.received.at(1), QByteArray(R"({"execute":"cont","id":2})"));
        monitor.hangUp();
        QTRY_VERIFY(seen.closed);
        QCOMPARE(seen.closed->code, ErrorCode::GuestExited);
    }

    void aSocketThatAppearsLateIsFound()
    {
        Seen seen;
        QmpClient client(m_path.toStdString(), 10s, seen.handlers());
        int looks = 0; // turns of the event loop with nobody listening
        QTRY_VERIFY(++looks > 5);
        Monitor monitor(m_path);
        monitor.replies << "{\"return\": {}, \"id\": 1}\n";
        QTRY_VERIFY(!seen.version.isEmpty());
        QCOMPARE(client.peerProcess(), ::getpid());
    }

    void aRefusedCommandFailsWithQemusWords()
    {
        Monitor monitor(m_path);
        monitor.replies << "{\"return\": {}, \"id\": 1}\n"
                        << "{\"id\": 2, \"error\": {\"class\": \"CommandNotFound\", \"desc\": \"no such thing\"}}\n";
        Seen seen;
        QmpClient client(m_path.toStdString(), 10s, seen.handlers());
        QTRY_VERIFY(!seen.version.isEmpty());
        std::optional<Error> refusal;
        client.execute("dance", [&](Result<nlohmann::json> answer) { refusal = answer.error(); });
        QTRY_VERIFY(refusal);
        QCOMPARE(refusal->code, ErrorCode::ProtocolError);
        QCOMPARE(refusal->detail, std::string("dance: CommandNotFound: no such thing"));
        QVERIFY(!seen.closed);
    }

    void anUnansweredCommandTimesOutAndTheConversationGoesOn()
    {
        Monitor monitor(m_path);
        monitor.replies << "{\"return\": {}, \"id\": 1}\n";
        Seen seen;
        QmpClient client(m_path.toStdString(), 10s, seen.handlers());
        QTRY_VERIFY(!seen.version.isEmpty());
        std::optional<Error> late;
        client.execute(
            "slow", nlohmann::json::object(), [&](Result<nlohmann::json> answer) { late = answer.error(); }, 1ms);
        QTRY_VERIFY(late);
        QCOMPARE(late->code, ErrorCode::TimedOut);
        monitor.say("{\"return\": {}, \"id\": 2}\n{\"event\": \"STOP\"}\n"); // the late answer changes nothing
        QTRY_COMPARE(seen.events.size(), 1);
        QVERIFY(!seen.closed);
    }

    void withoutAGreetingItGivesUp()
    {
        Monitor monitor(m_path);
        monitor.greeting.clear();
        Seen seen;
        QmpClient client(m_path.toStdString(), 60ms, seen.handlers());
        QTRY_VERIFY(seen.closed);
        QCOMPARE(seen.closed->code, ErrorCode::TimedOut);
        QVERIFY(seen.version.isEmpty());
    }

    void whatIsNoQmpEndsTheConversation_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("code");
        const int protocol = static_cast<int>(ErrorCode::ProtocolError);
        QTest::newRow("no JSON") << QByteArray("hello\n") << protocol;
        QTest::newRow("second greeting") << kGreeting << protocol;
        QTest::newRow("answer to nothing") << QByteArray("{\"return\": {}, \"id\": 99}\n") << protocol;
        QTest::newRow("error about nothing") << QByteArray("{\"error\": {}}\n") << protocol;
        QTest::newRow("endless line") << QByteArray(3 << 20, 'x') << static_cast<int>(ErrorCode::TooLarge);
    }
    void whatIsNoQmpEndsTheConversation()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, code);
        Monitor monitor(m_path);
        monitor.replies << "{\"return\": {}, \"id\": 1}\n";
        Seen seen;
        QmpClient client(m_path.toStdString(), 10s, seen.handlers());
        QTRY_VERIFY(!seen.version.isEmpty());
        std::optional<Error> unanswered;
        client.execute("query-status", [&](Result<nlohmann::json> answer) { unanswered = answer.error(); });
        monitor.say(bytes);
        QTRY_VERIFY(seen.closed);
        QCOMPARE(static_cast<int>(seen.closed->code), code);
        QVERIFY(unanswered); // nobody is left waiting
    }

    void theClientMayBeDestroyedByItsOwnHandler()
    {
        Monitor monitor(m_path);
        monitor.replies << "{\"return\": {}, \"id\": 1}\n{\"event\": \"A\"}\n{\"event\": \"B\"}\n";
        int events = 0;
        std::unique_ptr<QmpClient> client;
        client = std::make_unique<QmpClient>(m_path.toStdString(), 10s, QmpHandlers{.event = [&](const QmpEvent &) {
                                                 ++events;
                                                 client.reset();
                                             }});
        QTRY_VERIFY(!client);
        QCOMPARE(events, 1);
    }

    void beforeTheGreetingCommandsAreRefused()
    {
        QmpClient client(m_path.toStdString(), 10s, {});
        std::optional<Error> refused;
        client.execute("quit", [&](Result<nlohmann::json> answer) { refused = answer.error(); });
        QVERIFY(!refused); // never from inside the call
        QTRY_VERIFY(refused);
        QCOMPARE(refused->code, ErrorCode::InvalidState);
    }
};

QTEST_GUILESS_MAIN(TestQmpClient)
#include "tst_qemu_qmp_client.moc"
