// Programs, files and terminals of sandboxes over the local API: what a client sends and gets, at whose pace, and what
// becomes of it when either end goes.
#include "tests/unit/rest/api_rig.h"

using namespace resttest;

namespace {

constexpr char kText = 1;
constexpr char kBinary = 2;
constexpr char kClose = 8;

/// A client's WebSocket that says and hears whole, unfragmented messages.
class WebClient {
public:
    WebClient(ApiRig &rig, const QByteArray &path) : m_rig(rig)
    {
        m_client.connectToServer(QString::fromStdString(rig.socket()));
        m_client.write("GET " + path +
                       " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                       "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        m_rig.waitFor([&] {
            m_bytes += m_client.readAll();
            return m_bytes.contains("\r\n\r\n");
        });
        m_status = m_bytes.mid(9, 3).toInt();
        m_bytes = m_bytes.mid(m_bytes.indexOf("\r\n\r\n") + 4);
    }

    int status() const { return m_status; }

    void send(char opcode, const QByteArray &payload)
    {
        QByteArray frame(1, static_cast<char>(0x80 | opcode));
        if (payload.size() < 126) {
            frame += static_cast<char>(0x80 | payload.size());
        } else {
            frame += static_cast<char>(0x80 | 127);
            for (int shift = 56; shift >= 0; shift -= 8)
                frame += static_cast<char>((static_cast<quint64>(payload.size()) >> shift) & 0xff);
        }
        frame += QByteArray(4, '\0'); // a mask that changes nothing
        m_client.write(frame + payload);
    }

    /// The next message but pings: its opcode in front.
    QByteArray next()
    {
        QByteArray message;
        m_rig.waitFor([&] {
            m_bytes += m_client.readAll();
            message = take();
            return !message.isEmpty() || (m_client.state() == QLocalSocket::UnconnectedState && m_bytes.isEmpty());
        });
        return message;
    }
    json nextText() { return json::parse(next().mid(1).toStdString(), nullptr, false); }
    void hangUp() { m_client.abort(); }
    qint64 unsent() const { return m_client.bytesToWrite(); }

private:
    QByteArray take()
    {
        if (m_bytes.size() < 2)
            return {};
        qsizetype at = 2;
        quint64 size = static_cast<quint8>(m_bytes[1]) & 0x7f;
        const int more = size == 126 ? 2 : size == 127 ? 8 : 0;
        if (m_bytes.size() < at + more)
            return {};
        if (more > 0)
            size = 0;
        for (int i = 0; i < more; ++i)
            size = size << 8 | static_cast<quint8>(m_bytes[at + i]);
        at += more;
        if (static_cast<quint64>(m_bytes.size() - at) < size)
            return {};
        auto message =
            QByteArray(1, static_cast<char>(m_bytes[0] & 0x0f)) + m_bytes.mid(at, static_cast<qsizetype>(size));
        m_bytes = m_bytes.mid(at + static_cast<qsizetype>(size));
        return message;
    }

    ApiRig &m_rig;
    QLocalSocket m_client;
    QByteArray m_bytes;
    int m_status = 0;
};

} // namespace

class ApiWaysTest : public QObject {
    Q_OBJECT

    std::unique_ptr<ApiRig> m_rig;
    testsupport::ToldAccess &ways() { return m_rig->engine.ways; }

    /// A request whose answer is not waited for.
    std::unique_ptr<QLocalSocket> begin(const QByteArray &method, const QByteArray &path, const QByteArray &body = {},
                                        const QByteArray &headers = {})
    {
        auto client = std::make_unique<QLocalSocket>();
        client->connectToServer(QString::fromStdString(m_rig->socket()));
        const auto said = ways().said.size();
        client->write(m_rig->text(method, path, {.body = body, .headers = headers, .host = "localhost"}));
        m_rig->waitFor([&] { return ways().said.size() > said; });
        return client;
    }
    Answer answerTo(QLocalSocket &client)
    {
        QByteArray all;
        m_rig->waitFor([&] {
            all += client.readAll();
            return client.state() == QLocalSocket::UnconnectedState;
        });
        return answerIn(all + client.readAll());
    }
    /// What a source gives to one question.
    std::optional<std::string> given(const ContentSource &source, Call &call, std::size_t max = 1 << 20)
    {
        auto piece = std::make_shared<std::optional<std::string>>();
        call = source(max, [piece](Result<std::string> bytes) { *piece = bytes.value_or("an error"); });
        // Of what does not come there is no sign: a number of turns is enough for what does.
        for (int turns = 0; turns < 200 && !piece->has_value(); ++turns)
            m_rig->turn();
        return *piece;
    }

private Q_SLOTS:
    void init() { m_rig = std::make_unique<ApiRig>(); }
    void cleanup() { m_rig.reset(); }

    void aProgramIsRunAndWhatItSaidIsTheAnswer()
    {
        const auto client = begin("POST", "/v1/sandboxes/sbx-1/exec",
                                  R"({"command":"echo hi","environment":{"A":"1"},"user":"root","workdir":"/srv",
                                      "timeout_ms":5000,"input":"abc"})");
        QCOMPARE(ways().said, std::vector<std::string>{"run sbx-1: /bin/sh -c echo hi"});
        QCOMPARE(ways().program.environment, (std::vector<std::pair<std::string, std::string>>{{"A", "1"}}));
        QVERIFY(ways().program.user == "root" && ways().program.workdir == "/srv");
        QVERIFY(ways().program.timeout == 5s && ways().program.standardInput == "abc" && !ways().input);
        m_rig->clock.advance(16s);
        ways().running.output(domain::ProgramStream::Output, "hi\n");
        ways().running.output(domain::ProgramStream::Error, "\xff!");
        ways().running.done(domain::ProgramEnd{.status = 3});
        QByteArray all;
        m_rig->waitFor([&] {
            all += client->readAll();
            return client->state() == QLocalSocket::UnconnectedState;
        });
        QVERIFY(all.startsWith("HTTP/1.1 102 ")); // it was worked on
        const auto answer = answerIn(all);
        QCOMPARE(answer.status, 200);
        QVERIFY(answer.object() == json({{"exit_code", 3},
                                         {"timed_out", false},
                                         {"stdout", "hi\n"},
                                         {"stderr_base64", "/yE="},
                                         {"truncated", false}}));
        QCOMPARE(ways().letGo, 1); // the handle goes with the answer
    }

    void ofWhatAProgramSaysABoundedAmountIsKept()
    {
        const auto client = begin("POST", "/v1/sandboxes/sbx-1/exec", R"({"arguments":["yes"]})");
        const std::string piece(1 << 20, 'y');
        for (int i = 0; i < 12; ++i)
            ways().running.output(domain::ProgramStream::Output, piece);
        ways().running.done(domain::ProgramEnd{.signal = 9, .timedOut = true});
        const auto object = answerTo(*client).object();
        QCOMPARE(object["stdout"].get_ref<const std::string &>().size(), std::size_t{10} << 20);
        QVERIFY(object["truncated"] == true && object["signal"] == 9 && object["timed_out"] == true);
        QVERIFY(!object.contains("exit_code"));
    }

    void whoLeavesTakesTheProgramAlong()
    {
        const auto client = begin("POST", "/v1/sandboxes/sbx-1/exec", R"({"arguments":["sleep","9"]})");
        QCOMPARE(ways().letGo, 0);
        client->abort();
        QVERIFY(m_rig->waitFor([&] { return ways().letGo == 1; }));
    }

    void whatIsNoProgramIsRefused()
    {
        for (const auto *body : {"{}", R"({"arguments":[]})", R"({"arguments":"ls"})", R"({"arguments":[""]})",
                                 R"({"arguments":["ls"],"command":"ls"})", R"({"command":"ls","workdir":"srv"})",
                                 R"({"command":"ls","environment":{"":"x"}})", R"({"command":"ls","timeout_ms":-1})",
                                 R"({"command":"ls","stream_input":true})", "[]"})
            QCOMPARE(m_rig->askSocket("POST", "/v1/sandboxes/sbx-1/exec", body).status, 400);
        QVERIFY(ways().said.empty());
    }

    void errorsOfTheWayHaveTheirStatus()
    {
        for (const auto &[code, status] :
             {std::pair{ErrorCode::NotFound, 404}, std::pair{ErrorCode::InvalidState, 409},
              std::pair{ErrorCode::Unsupported, 422}, std::pair{ErrorCode::GuestUnresponsive, 504},
              std::pair{ErrorCode::TooLarge, 413}, std::pair{ErrorCode::PermissionDenied, 403},
              std::pair{ErrorCode::OutOfDisk, 503}, std::pair{ErrorCode::Internal, 500}}) {
            const auto client = begin("POST", "/v1/sandboxes/sbx-1/exec", R"({"command":"x"})");
            ways().running.done(fail(code, "words"));
            const auto answer = answerTo(*client);
            QCOMPARE(answer.status, status);
            QCOMPARE(answer.problem(), std::string("words"));
        }
    }

    void aProgramIsStreamedBothWays()
    {
        WebClient client(*m_rig, "/v1/sandboxes/sbx-1/exec/stream");
        QCOMPARE(client.status(), 101);
        client.send(kText, R"({"arguments":["cat"],"stream_input":true})");
        QVERIFY(m_rig->waitFor([&] { return !ways().said.empty(); }));
        QVERIFY(ways().input);
        Call asked;
        QVERIFY(!given(ways().input, asked)); // nothing came yet
        client.send(kBinary, QByteArray("\0one", 4));
        Call second;
        QVERIFY(given(ways().input, second) == "one");
        ways().running.output(domain::ProgramStream::Output, "one");
        ways().running.output(domain::ProgramStream::Error, "!");
        QCOMPARE(client.next(), QByteArray("\2\1one"));
        QCOMPARE(client.next(), QByteArray("\2\2!"));
        client.send(kText, R"({"eof":true})");
        Call third;
        QVERIFY(given(ways().input, third) == ""); // its end
        ways().running.done(domain::ProgramEnd{.status = 0});
        QVERIFY(client.nextText() == json({{"exit_code", 0}, {"timed_out", false}}));
        QCOMPARE(client.next().left(1), QByteArray(1, kClose));
    }

    void anInputThatEndsWithoutAByteEnds()
    {
        WebClient client(*m_rig, "/v1/sandboxes/sbx-1/exec/stream");
        client.send(kText, R"({"arguments":["cat"],"stream_input":true})");
        client.send(kText, R"({"eof":true})");
        QVERIFY(m_rig->waitFor([&] { return !ways().said.empty(); }));
        Call asked;
        QVERIFY(given(ways().input, asked) == "");
    }

    void aProgramThatDoesNotReadStopsItsClientAndNotTheHost()
    {
        WebClient client(*m_rig, "/v1/sandboxes/sbx-1/exec/stream");
        client.send(kText, R"({"arguments":["sleep","9"],"stream_input":true})");
        QVERIFY(m_rig->waitFor([&] { return !ways().said.empty(); }));
        const QByteArray piece = QByteArray(1, '\0') + QByteArray(512 << 10, 'x');
        for (int i = 0; i < 64; ++i)
            client.send(kBinary, piece);
        for (int turns = 0; turns < 2000; ++turns)
            m_rig->turn();
        QVERIFY(client.unsent() > 16 << 20); // most of it is still the client's
        qint64 taken = 0;
        for (Call asked; taken < qint64{64} * (512 << 10);) {
            const auto more = given(ways().input, asked);
            QVERIFY(more && !more->empty());
            taken += static_cast<qint64>(more->size());
        }
        QCOMPARE(taken, qint64{64} * (512 << 10));
    }

    void aStreamThatBeginsWronglyEndsWithWords()
    {
        for (const auto *begun : {"[]", "{}", R"({"arguments":["x"],"stream_input":true,"input":"y"})"}) {
            WebClient client(*m_rig, "/v1/sandboxes/sbx-1/exec/stream");
            client.send(kText, begun);
            QVERIFY(client.nextText()["error"]["code"] == "InvalidArgument");
            QCOMPARE(client.next().left(1), QByteArray(1, kClose));
        }
        QVERIFY(ways().said.empty());
        QCOMPARE(m_rig->askSocket("GET", "/v1/sandboxes/sbx-1/exec/stream").status, 400);
        const auto other = m_rig->askSocket("GET", "/v1/sandboxes/sbx-1/exec/stream", {},
                                            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 8\r\n"
                                            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
        QCOMPARE(other.status, 426);
    }

    void whoLeavesAStreamTakesTheProgramAlong()
    {
        WebClient client(*m_rig, "/v1/sandboxes/sbx-1/exec/stream");
        client.send(kText, R"({"arguments":["sleep","9"]})");
        QVERIFY(m_rig->waitFor([&] { return !ways().said.empty(); }));
        client.hangUp();
        QVERIFY(m_rig->waitFor([&] { return ways().letGo == 1; }));
    }

    void aFileIsReadAtItsReadersPace()
    {
        const auto client = begin("GET", "/v1/sandboxes/sbx-1/files?path=/srv/a%20b");
        QCOMPARE(ways().said.back(), std::string("read sbx-1: /srv/a b"));
        std::size_t used = 0;
        std::size_t sent = 0;
        ways().reading.pace->onUsed([&](std::size_t bytes) { used += bytes; });
        const std::string piece(64 << 10, 'f');
        // A guest keeps to the pace: a window of 256 KiB that was not used up.
        QByteArray got;
        while (sent < std::size_t{8} << 20) {
            if (sent - used < std::size_t{256} << 10) {
                QVERIFY(ways().reading.piece(piece));
                sent += piece.size();
                continue;
            }
            const auto before = used;
            QVERIFY(m_rig->waitFor([&] {
                got += client->readAll();
                return used > before;
            }));
        }
        ways().reading.done({});
        QByteArray all = got;
        m_rig->waitFor([&] {
            all += client->readAll();
            return client->state() == QLocalSocket::UnconnectedState;
        });
        const auto answer = answerIn(all + client->readAll());
        QCOMPARE(answer.status, 200);
        QVERIFY(answer.head.contains("application/octet-stream"));
        QCOMPARE(answer.bytes.size(), qsizetype{8} << 20);
    }

    void aFileOfNoBytesIsOne()
    {
        const auto client = begin("GET", "/v1/sandboxes/sbx-1/files?path=/empty");
        ways().reading.done({});
        const auto answer = answerTo(*client);
        QCOMPARE(answer.status, 200);
        QVERIFY(answer.bytes.isEmpty());
    }

    void aReadingThatBreaksOffIsNotTakenForWhole()
    {
        const auto none = begin("GET", "/v1/sandboxes/sbx-1/files?path=/none");
        ways().reading.done(fail(ErrorCode::NotFound, "there is no such file"));
        QCOMPARE(answerTo(*none).status, 404);
        const auto client = begin("GET", "/v1/sandboxes/sbx-1/files?path=/half");
        QVERIFY(ways().reading.piece("half"));
        QByteArray all;
        QVERIFY(m_rig->waitFor([&] {
            all += client->readAll();
            return all.contains("half");
        }));
        ways().reading.done(fail(ErrorCode::GuestExited, "it is gone"));
        m_rig->waitFor([&] {
            all += client->readAll();
            return client->state() == QLocalSocket::UnconnectedState;
        });
        QVERIFY(all.startsWith("HTTP/1.1 200 ") && !all.endsWith("0\r\n\r\n"));
    }

    void aFileIsWrittenAsItComes()
    {
        const auto client = begin("PUT", "/v1/sandboxes/sbx-1/files?path=/srv/x&mode=0750", {},
                                  "Content-Length: 7\r\nExpect: 100-continue\r\n");
        QCOMPARE(ways().said.back(), std::string("write sbx-1: /srv/x"));
        QCOMPARE(ways().target.mode.value(), 0750u);
        for (int turns = 0; turns < 100; ++turns)
            m_rig->turn();
        QCOMPARE(client->bytesAvailable(), 0); // it is not told to go on before the sandbox asks
        QByteArray all;
        QObject::connect(client.get(), &QLocalSocket::readyRead, client.get(), [&] {
            if (all.isEmpty()) // it is told so now
                client->write("content");
            all += client->readAll();
        });
        std::string got;
        for (Call asked; got.size() < 7;)
            got += given(ways().content, asked, 4).value_or("nothing at all");
        QCOMPARE(got, std::string("content"));
        Call end;
        QVERIFY(given(ways().content, end) == "");
        ways().done({});
        m_rig->waitFor([&] {
            all += client->readAll();
            return client->state() == QLocalSocket::UnconnectedState;
        });
        QVERIFY(all.startsWith("HTTP/1.1 100 "));
        QCOMPARE(answerIn(all).status, 200);
        for (const auto *query : {"", "?path=", "?path=x", "?path=/x&mode=9", "?path=/x&mode=100000", "?path=/x&m=1"})
            QCOMPARE(m_rig->askSocket("PUT", QByteArray("/v1/sandboxes/sbx-1/files") + query).status, 400);
    }

    void anUploadThatBreaksOffIsLetGo()
    {
        const auto client = begin("PUT", "/v1/sandboxes/sbx-1/files?path=/x", "abc", "Content-Length: 100\r\n");
        Call asked;
        QVERIFY(given(ways().content, asked) == "abc");
        client->abort();
        QVERIFY(m_rig->waitFor([&] { return ways().letGo == 1; }));
    }

    void foldersAreListedAndMadeAndFilesRemoved()
    {
        const auto list = begin("GET", "/v1/sandboxes/sbx-1/files/list?path=/srv&recursive=true");
        QCOMPARE(ways().said.back(), std::string("list sbx-1: /srv and below"));
        domain::GuestEntry file{.path = "a", .kind = domain::GuestEntry::Kind::File, .size = {5}};
        file.mode = 0644;
        file.changed = 1'700'000'000'000'000'000;
        domain::GuestEntry link{.path = "l"};
        link.target = "/etc";
        ways().listed(std::vector{file, link});
        const auto entries = answerTo(*list).object()["entries"];
        QVERIFY(entries[0] == json({{"name", "a"},
                                    {"kind", "file"},
                                    {"size", 5},
                                    {"mode", "0644"},
                                    {"changed", "2023-11-14T22:13:20.000Z"}}));
        QVERIFY(entries[1]["kind"] == "link" && entries[1]["target"] == "/etc");
        const auto folder = begin("POST", "/v1/sandboxes/sbx-1/folders", R"({"path":"/srv/new","mode":"0700"})");
        QCOMPARE(ways().said.back(), "folder sbx-1: /srv/new " + std::to_string(0700));
        ways().done({});
        QCOMPARE(answerTo(*folder).status, 201);
        const auto removed = begin("DELETE", "/v1/sandboxes/sbx-1/files?path=/srv/old");
        QCOMPARE(ways().said.back(), std::string("remove sbx-1: /srv/old"));
        ways().done(fail(ErrorCode::NotFound, "nothing is there"));
        QCOMPARE(answerTo(*removed).status, 404);
    }

    void terminalsAreOpenedListedSizedAndClosed()
    {
        const auto opened = begin("POST", "/v1/sandboxes/sbx-1/terminals", R"({"columns":120,"rows":40,"user":"dev"})");
        QVERIFY(ways().wish.size == (domain::TerminalSize{120, 40}) && ways().wish.user == "dev");
        ways().opened(domain::TerminalNumber{7});
        const auto answer = answerTo(*opened);
        QCOMPARE(answer.status, 201);
        QVERIFY(answer.object() == json({{"id", 7}}));
        const auto list = begin("GET", "/v1/sandboxes/sbx-1/terminals");
        ways().terminals(
            std::vector{domain::GuestTerminal{.number = 7, .program = "bash", .size = {120, 40}, .age = 5s},
                        domain::GuestTerminal{.number = 8, .end = domain::ProgramEnd{.status = 1}}});
        const auto terminals = answerTo(*list).object()["terminals"];
        QVERIFY(terminals[0] ==
                json({{"id", 7}, {"program", "bash"}, {"columns", 120}, {"rows", 40}, {"age_seconds", 5}}));
        QVERIFY(terminals[1]["ended"]["exit_code"] == 1);
        const auto patched = [this] {
            return m_rig->askSocket("PATCH", "/v1/sandboxes/sbx-1/terminals/7", R"({"columns":90,"rows":30})").status;
        };
        QCOMPARE(patched(), 404);
        m_rig->saw(api::SandboxView{.generation = 1, .id = domain::SandboxId("sbx-1")});
        QCOMPARE(patched(), 200);
        QCOMPARE(ways().said.back(), std::string("resize sbx-1 7: 90x30"));
        const auto closed = begin("DELETE", "/v1/sandboxes/sbx-1/terminals/7");
        ways().done({});
        QCOMPARE(answerTo(*closed).status, 200);
        for (const auto *name : {"0", "-1", "x", "4294967296", "7x"})
            QCOMPARE(m_rig->askSocket("DELETE", QByteArray("/v1/sandboxes/sbx-1/terminals/") + name).status, 404);
        QCOMPARE(m_rig->askSocket("PATCH", "/v1/sandboxes/sbx-1/terminals/7", R"({"columns":0,"rows":30})").status,
                 400);
    }

    void aTerminalIsLookedAtAndTypedInto()
    {
        WebClient client(*m_rig, "/v1/sandboxes/sbx-1/terminals/7/attach");
        QCOMPARE(client.status(), 101);
        QCOMPARE(ways().said, std::vector<std::string>{"watch sbx-1 7"});
        ways().watch.output("$ ");
        QCOMPARE(client.next(), QByteArray("\2$ "));
        client.send(kBinary, "ls\r");
        client.send(kText, R"({"resize":{"columns":100,"rows":50}})");
        QVERIFY(m_rig->waitFor([&] { return ways().said.size() == 3; }));
        QCOMPARE(ways().said[1], std::string("type into sbx-1 7: ls\r"));
        QCOMPARE(ways().said[2], std::string("resize sbx-1 7: 100x50"));
        ways().typed[0]({});
        ways().watch.present(false);
        QVERIFY(client.nextText() == json({{"present", false}}));
        ways().watch.present(true);
        QVERIFY(client.nextText() == json({{"present", true}}));
        ways().watch.ended(domain::ProgramEnd{.status = 0});
        QVERIFY(client.nextText() == json({{"ended", {{"exit_code", 0}, {"timed_out", false}}}}));
        QCOMPARE(client.next().left(1), QByteArray(1, kClose));
    }

    void whatWasTypedBeforeLeavingArrives()
    {
        WebClient client(*m_rig, "/v1/sandboxes/sbx-1/terminals/7/attach");
        client.send(kBinary, "make\r");
        QVERIFY(m_rig->waitFor([&] { return ways().typed.size() == 1; }));
        client.hangUp();
        QVERIFY(m_rig->waitFor([&] { return ways().letGo == 1; })); // the watching
        ways().typed[0]({});
        ways().typed.clear();
        QCOMPARE(ways().letGo, 2); // and only now the typing
    }

    void aTerminalThatDoesNotTakeWhatIsTypedStopsItsClient()
    {
        WebClient client(*m_rig, "/v1/sandboxes/sbx-1/terminals/7/attach");
        for (int i = 0; i < 64; ++i)
            client.send(kBinary, QByteArray(512 << 10, 'x'));
        for (int turns = 0; turns < 2000; ++turns)
            m_rig->turn();
        QCOMPARE(ways().typed.size(), std::size_t{1});
        ways().typed[0]({});
        QVERIFY(m_rig->waitFor([&] { return ways().typed.size() == 2; }));
    }
};

QTEST_GUILESS_MAIN(ApiWaysTest)
#include "tst_api_ways.moc"
