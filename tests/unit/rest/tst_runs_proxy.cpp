// What listens inside a run, as its client reaches it over the isorun-compatible routes.
#include "core/base/sha256.h"
#include "tests/unit/rest/runs_rig.h"

using namespace runstest;

namespace {

const std::string kRun = "run0123456789abcdef";
const QByteArray kPath = "/v1/runs/run0123456789abcdef";

/// What listens inside a run, behind the local address that leads there.
struct Inside {
    std::vector<http::Request> seen;
    std::function<void(const http::Request &, const http::Responder &)> answer;
    std::unique_ptr<http::Server> server;

    explicit Inside(ports::Clock &clock)
    {
        server =
            *http::Server::listen(clock, {}, [this](const http::Request &request, const http::Responder &responder) {
                seen.push_back(request);
                answer(request, responder);
            });
    }
    std::string url() const { return server->url() + "/?glovebox-token=secret-token"; }
};

} // namespace

class RunsProxyTest : public QObject {
    Q_OBJECT

    std::unique_ptr<Rig> m_rig;

private Q_SLOTS:
    void init()
    {
        m_rig = std::make_unique<Rig>();
        m_rig->show(m_rig->run(kRun));
    }
    void cleanup() { m_rig.reset(); }

    void aServerInsideIsReachedWithoutTheKey()
    {
        Inside inside(m_rig->clock);
        inside.answer = [](const http::Request &request, const http::Responder &responder) {
            http::Response answer;
            answer.status = 201;
            answer.headers.add("x-inside", "yes");
            answer.body = "you said " + request.body;
            responder.send(std::move(answer));
        };
        m_rig->engine.next = api::Verdict::accepted(inside.url());
        const auto asking = m_rig->begin("POST", kPath + "/proxy/8000/a%2Fb/c?d=%20e", "hello",
                                         "cookie: x=1\r\nkeep-alive: 5\r\nx-own: 1\r\norigin: http://127.0.0.1:" +
                                             QByteArray::number(m_rig->server->port()) + "\r\n");
        const auto answer = m_rig->end(*asking);
        QCOMPARE(answer.status, 201);
        QVERIFY(answer.head.contains("x-inside: yes"));
        QCOMPARE(answer.whole(), QByteArray("you said hello"));
        const auto opened = m_rig->engine.all<api::OpenPort>();
        QVERIFY(opened.size() == 1 && opened[0].port == 8000 && opened[0].kind == domain::PortKind::Http);
        const auto &request = inside.seen.at(0);
        QCOMPARE(request.method, std::string("POST"));
        QCOMPARE(request.target, std::string("/a%2Fb/c?d=%20e"));
        QCOMPARE(request.headers.value("authorization"), std::optional<std::string>("Bearer secret-token"));
        QCOMPARE(request.headers.value("host"), std::optional(inside.server->url().substr(7)));
        QCOMPARE(request.headers.value("origin"), std::optional(inside.server->url()));
        QVERIFY(request.headers.value("x-own") && request.headers.value("cookie"));
        QVERIFY(!request.headers.value("keep-alive"));
    }

    void anAddressThatIsOpenIsUsedAgain()
    {
        Inside inside(m_rig->clock);
        inside.answer = [](const http::Request &, const http::Responder &responder) {
            responder.send({});
        };
        m_rig->engine.next = api::Verdict::accepted(inside.url());
        api::PortView port{.id = domain::PortId("prt-1"), .sandbox = domain::SandboxId(kRun)};
        port.port = 8000;
        port.address = inside.server->url().substr(7);
        m_rig->show(port);
        QCOMPARE(m_rig->ask("GET", kPath + "/proxy/8000").status, 200);
        QCOMPARE(m_rig->ask("GET", kPath + "/proxy/8000/").status, 200);
        QCOMPARE(inside.seen.at(0).target, std::string("/"));
        QCOMPARE(m_rig->engine.all<api::OpenPort>().size(), std::size_t{1});
        m_rig->show(api::PortGone{port.id});
        QCOMPARE(m_rig->ask("GET", kPath + "/proxy/8000/").status, 200);
        QCOMPARE(m_rig->engine.all<api::OpenPort>().size(), std::size_t{2});
    }

    void longAnswersComeAsTheyAre()
    {
        Inside inside(m_rig->clock);
        std::optional<http::Stream> stream;
        inside.answer = [&](const http::Request &, const http::Responder &responder) {
            stream = responder.stream({});
        };
        m_rig->engine.next = api::Verdict::accepted(inside.url());
        const auto asking = m_rig->begin("GET", kPath + "/proxy/80/events");
        QVERIFY(m_rig->until([&] { return stream.has_value(); }));
        stream->write("first");
        QVERIFY(m_rig->until([&] { return asking->answer().whole() == "first"; }));
        stream->write("second");
        stream->close();
        QCOMPARE(m_rig->end(*asking).whole(), QByteArray("firstsecond"));
    }

    void aWebSocketPassesBothWays()
    {
        Inside inside(m_rig->clock);
        std::optional<http::Tunnel> tunnel;
        inside.answer = [&](const http::Request &request, const http::Responder &responder) {
            http::Response head;
            head.status = 101;
            head.headers.add("connection", "Upgrade");
            head.headers.add("upgrade", request.headers.value("upgrade").value_or(""));
            head.headers.add("sec-websocket-accept", "abc");
            tunnel = responder.tunnel(std::move(head));
            tunnel->read({.bytes =
                              [&](std::string_view bytes) {
                                  tunnel->write("<" + std::string(bytes) + ">");
                                  tunnel->used(bytes.size());
                              },
                          .drained = {},
                          .closed = {}});
        };
        m_rig->engine.next = api::Verdict::accepted(inside.url());
        const auto host = "127.0.0.1:" + QByteArray::number(m_rig->server->port());
        Asking asking(m_rig->server->port(), "GET " + kPath + "/proxy/80/chat HTTP/1.1\r\nhost: " + host +
                                                 "\r\nauthorization: Bearer operate\r\nconnection: Upgrade\r\n"
                                                 "upgrade: websocket\r\nsec-websocket-key: k\r\n\r\n");
        QVERIFY(m_rig->until([&] { return asking.answer().status == 101; }));
        QVERIFY(asking.answer().head.contains("sec-websocket-accept: abc"));
        QVERIFY(asking.answer().head.contains("upgrade: websocket"));
        asking.say("hi");
        QVERIFY(m_rig->until([&] { return asking.answer().body == "<hi>"; }));
        QCOMPARE(inside.seen.at(0).headers.value("sec-websocket-key"), std::optional<std::string>("k"));
        tunnel->close();
        QVERIFY(m_rig->until([&] { return asking.isEnded(); }));
    }

    void whatTheClientSaysLastArrivesAndItsEndAsOne()
    {
        Inside inside(m_rig->clock);
        std::optional<http::Tunnel> tunnel;
        QByteArray heard;
        int ends = 0;
        inside.answer = [&](const http::Request &, const http::Responder &responder) {
            http::Response head;
            head.status = 101;
            head.headers.add("connection", "Upgrade");
            head.headers.add("upgrade", "chat");
            tunnel = responder.tunnel(std::move(head));
            tunnel->read({.bytes =
                              [&](std::string_view bytes) {
                                  heard.append(bytes.data(), static_cast<qsizetype>(bytes.size()));
                                  tunnel->used(bytes.size());
                              },
                          .drained = {},
                          .closed =
                              [&] {
                                  ++ends;
                              }});
        };
        m_rig->engine.next = api::Verdict::accepted(inside.url());
        const auto host = "127.0.0.1:" + QByteArray::number(m_rig->server->port());
        Asking asking(m_rig->server->port(), "GET " + kPath + "/proxy/80/chat HTTP/1.1\r\nhost: " + host +
                                                 "\r\nauthorization: Bearer operate\r\nconnection: Upgrade\r\n"
                                                 "upgrade: chat\r\n\r\n");
        QVERIFY(m_rig->until([&] { return asking.answer().status == 101; }));
        const QByteArray last(200'000, 'z');
        asking.say(last + "goodbye");
        asking.hangUp();
        QVERIFY(m_rig->until([&] { return ends == 1; }));
        QCOMPARE(heard.size(), last.size() + 7);
        QVERIFY(heard.endsWith("zgoodbye"));
    }

    void itsOwnRefusalsOpenNoOtherAddress()
    {
        Inside inside(m_rig->clock);
        std::string unknown; // what is said of the token
        inside.answer = [&](const http::Request &, const http::Responder &responder) {
            http::Response answer;
            answer.status = 401;
            if (!unknown.empty())
                answer.headers.add("glovebox-unknown-token", unknown);
            responder.send(std::move(answer));
        };
        m_rig->engine.next = api::Verdict::accepted(inside.url());
        api::PortView port{.id = domain::PortId("prt-1"), .sandbox = domain::SandboxId(kRun)};
        port.port = 8000;
        port.address = inside.server->url().substr(7);
        m_rig->show(port);
        for (int i = 0; i < 3; ++i)
            QCOMPARE(m_rig->ask("GET", kPath + "/proxy/8000/").status, 401);
        unknown = std::string(64, '0'); // a run that pretends to be the gate
        QCOMPARE(m_rig->ask("GET", kPath + "/proxy/8000/").status, 401);
        QCOMPARE(m_rig->engine.all<api::OpenPort>().size(), std::size_t{1});
        unknown = sha256Hex("secret-token"); // the gate, which has forgotten it
        const auto asking = m_rig->begin("GET", kPath + "/proxy/8000/");
        const auto refused = m_rig->end(*asking);
        QCOMPARE(refused.status, 401);
        QVERIFY(!refused.head.contains("glovebox-unknown-token"));
        QCOMPARE(m_rig->ask("GET", kPath + "/proxy/8000/").status, 401);
        QCOMPARE(m_rig->engine.all<api::OpenPort>().size(), std::size_t{2});
    }

    void whatNeverBeginsToAnswerIsGivenUp()
    {
        Inside inside(m_rig->clock);
        std::optional<http::Responder> never;
        inside.answer = [&](const http::Request &, const http::Responder &responder) {
            never = responder;
        };
        m_rig->engine.next = api::Verdict::accepted(inside.url());
        const auto asking = m_rig->begin("GET", kPath + "/proxy/80/slow");
        QVERIFY(m_rig->until([&] { return never.has_value(); }));
        m_rig->pass(4min);
        QCOMPARE(asking->answer().status, 0); // it may take its time
        m_rig->pass(61s);
        const auto answer = m_rig->end(*asking);
        QCOMPARE(answer.status, 504);
        QVERIFY(answer.object()["code"] == "guest_timeout");
        QCOMPARE(answer.object()["error"].get<std::string>(),
                 std::string("port 80 of the run: did not begin to answer within 300 s"));
    }

    void whereNothingListensItIsABadGateway()
    {
        std::string url;
        {
            const Inside gone(m_rig->clock);
            url = gone.url();
        }
        m_rig->engine.next = api::Verdict::accepted(url);
        const auto answer = m_rig->ask("GET", kPath + "/proxy/80/");
        QCOMPARE(answer.status, 502);
        QVERIFY(answer.object()["code"] == "bad_gateway");
        m_rig->engine.next = api::Verdict::denied("It has failed.");
        QCOMPARE(m_rig->ask("GET", kPath + "/proxy/80/").status, 409);
        for (const auto *port : {"0", "65536", "x", "-1", "80x"})
            QCOMPARE(m_rig->ask("GET", kPath + "/proxy/" + port + "/").status, 400);
    }
};

QTEST_GUILESS_MAIN(RunsProxyTest)
#include "tst_runs_proxy.moc"
