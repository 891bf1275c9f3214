// The local API over a real unix socket: what a program of this user is told, and what it may ask for.
#include "core/rest/local_api.h"
#include "tests/support/manual_clock.h"
#include "tests/support/told_engine.h"

#include <QCoreApplication>
#include <QLocalSocket>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

using namespace glovebox;
using namespace std::chrono_literals;
using nlohmann::json;
using testsupport::ManualClock;

namespace {

struct Answer {
    int status = 0;
    json body;
};

using Engine = testsupport::NotingDoor;

api::SandboxView sandbox(const char *id, std::uint64_t generation = 1)
{
    api::SandboxView view{.generation = generation, .id = domain::SandboxId(id)};
    view.name = "one";
    view.image = "python:3.12";
    view.state = domain::SandboxState::Running;
    return view;
}

api::OperationView operation(const char *id, const char *object, WallTime began)
{
    api::OperationView view{.operation = {.id = domain::OperationId(id)}};
    view.operation.kind = domain::OperationKind::BuildTemplate;
    view.operation.object = object;
    view.operation.state = domain::OperationState::Running;
    view.operation.step = "Step 2 of 5";
    view.operation.progress = 0.4;
    view.operation.beganAt = began;
    return view;
}

} // namespace

class LocalApiTest : public QObject {
    Q_OBJECT

    Answer ask(const QByteArray &method, const QByteArray &path, const QByteArray &body = {},
               const QByteArray &host = "localhost", qsizetype announced = 0)
    {
        QLocalSocket client;
        client.connectToServer(QString::fromStdString(m_socket));
        client.write(method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\nContent-Length: " +
                     QByteArray::number(std::max(announced, body.size())) + "\r\n\r\n" + body);
        QByteArray answer;
        const auto closed = [&] {
            answer += client.readAll();
            return client.state() == QLocalSocket::UnconnectedState;
        };
        if (!QTest::qWaitFor(closed, 10'000))
            return {};
        answer += client.readAll();
        const auto at = answer.indexOf("\r\n\r\n");
        return {answer.mid(9, 3).toInt(), json::parse(answer.mid(at + 4).toStdString(), nullptr, false)};
    }

    QTemporaryDir m_folder;
    std::string m_socket = m_folder.filePath(QStringLiteral("api.sock")).toStdString();
    ManualClock m_clock;
    std::unique_ptr<Engine> m_engine;
    std::unique_ptr<rest::LocalApi> m_api;

private Q_SLOTS:
    void init()
    {
        m_engine = std::make_unique<Engine>();
        m_api = std::make_unique<rest::LocalApi>(m_clock, [this](const rest::LocalApi::Job &job) { job(*m_engine); });
        QVERIFY(m_api->listen(m_socket));
    }
    void cleanup() { m_api.reset(); }

    void onlyThisUserMaySpeakToIt()
    {
        struct stat info {};
        QCOMPARE(::stat(m_socket.c_str(), &info), 0);
        QCOMPARE(info.st_mode & 0077, 0u);
        QCOMPARE(ask("GET", "/v1/sandboxes", {}, "evil.example").status, 403);
    }

    void aSecondProgramOnTheSameSocketIsRefusedAndADeadOnesIsReplaced()
    {
        rest::LocalApi second(m_clock, [this](const rest::LocalApi::Job &job) { job(*m_engine); });
        const auto refused = second.listen(m_socket);
        QVERIFY(!refused && refused.error().code == ErrorCode::AddressInUse);
        QCOMPARE(ask("GET", "/v1/sandboxes").status, 200);
        m_api.reset();
        QFile::remove(QString::fromStdString(m_socket));
        { // what a crash leaves: a socket that nobody listens on
            const int left = ::socket(AF_UNIX, SOCK_STREAM, 0);
            sockaddr_un address{};
            address.sun_family = AF_UNIX;
            m_socket.copy(address.sun_path, sizeof address.sun_path - 1);
            QCOMPARE(::bind(left, reinterpret_cast<sockaddr *>(&address), sizeof address), 0);
            ::close(left);
        }
        QVERIFY(second.listen(m_socket));
        QCOMPARE(ask("GET", "/v1/sandboxes").status, 200);
    }

    void sandboxesAreListedAsTheEngineToldThemLast()
    {
        m_api->saw(sandbox("sbx-1", 5));
        auto older = sandbox("sbx-1", 4);
        older.state = domain::SandboxState::Failed;
        m_api->saw(older);
        m_api->saw(sandbox("sbx-2"));
        m_api->saw(api::SandboxGone{domain::SandboxId("sbx-2")});
        const auto answer = ask("GET", "/v1/sandboxes");
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.body["sandboxes"].size(), std::size_t{1});
        QVERIFY(answer.body["sandboxes"][0]["id"] == "sbx-1");
        QVERIFY(answer.body["sandboxes"][0]["state"] == "running");
        QVERIFY(answer.body["sandboxes"][0]["image"] == "python:3.12");
        QCOMPARE(ask("GET", "/v1/sandboxes/sbx-1").status, 200);
        const auto none = ask("GET", "/v1/sandboxes/sbx-2");
        QCOMPARE(none.status, 404);
        QVERIFY(none.body["error"]["message"] == "there is no sandbox 'sbx-2' here");
    }

    void snapshotsAreTakenShownAndRemoved()
    {
        m_engine->next = api::Verdict::accepted("snapshot/snap-1");
        const auto taken = ask("POST", "/v1/sandboxes/sbx-1/snapshots", R"({"name":"filled"})");
        QCOMPARE(taken.status, 202);
        QVERIFY(taken.body["object"] == "snapshot/snap-1");
        QCOMPARE(ask("POST", "/v1/sandboxes/sbx-1/snapshots", R"({"nam":"x"})").status, 400);
        api::SnapshotView view{.generation = 1,
                               .id = domain::SnapshotId("snap-1"),
                               .state = domain::SnapshotState::Ready,
                               .sandbox = domain::SandboxId("sbx-1"),
                               .base = domain::TemplateId("tpl-1")};
        m_api->saw(view);
        QVERIFY(ask("GET", "/v1/snapshots/snap-1").body["state"] == "ready");
        QCOMPARE(ask("GET", "/v1/snapshots?sandbox=sbx-1").body["snapshots"].size(), std::size_t{1});
        QCOMPARE(ask("GET", "/v1/snapshots?sandbox=sbx-2").body["snapshots"].size(), std::size_t{0});
        QCOMPARE(ask("DELETE", "/v1/snapshots/snap-1").status, 202);
        QCOMPARE(m_engine->said.size(), std::size_t{2});
        m_api->saw(api::SnapshotGone{view.id});
        QCOMPARE(ask("GET", "/v1/snapshots/snap-1").status, 404);
    }

    void portsAreOpenedListedWithoutTokensAndClosed()
    {
        m_engine->next = api::Verdict::accepted("http://127.0.0.1:41234/?glovebox-token=once");
        const auto opened = ask("POST", "/v1/sandboxes/sbx-1/ports", R"({"port":8000,"kind":"http","path":"/x"})");
        QCOMPARE(opened.status, 200);
        QVERIFY(opened.body["url"] == "http://127.0.0.1:41234/?glovebox-token=once");
        QCOMPARE(m_engine->said, std::vector<std::string>{"open port sbx-1:8000"});
        for (const auto *wrong : {R"({})", R"({"port":0})", R"({"port":65536})", R"({"port":"8000"})",
                                  R"({"port":8000,"kind":"udp"})", R"({"port":8000,"host":"0.0.0.0"})"})
            QCOMPARE(ask("POST", "/v1/sandboxes/sbx-1/ports", wrong).status, 400);
        m_engine->next = api::Verdict::notFound("There is no such sandbox.");
        QCOMPARE(ask("POST", "/v1/sandboxes/sbx-9/ports", R"({"port":8000})").status, 404);
        m_engine->next = api::Verdict::invalid("The path begins with /.");
        QCOMPARE(ask("POST", "/v1/sandboxes/sbx-1/ports", R"({"port":8000,"path":"x"})").status, 400);
        m_engine->next = api::Verdict::denied("It has failed.");
        QCOMPARE(ask("POST", "/v1/sandboxes/sbx-1/ports", R"({"port":8000})").status, 409);
        m_engine->next = api::Verdict::accepted();
        QCOMPARE(ask("DELETE", "/v1/ports/prt-1").status, 404);
        api::PortView view{.generation = 1, .id = domain::PortId("prt-1"), .sandbox = domain::SandboxId("sbx-1")};
        view.port = 8000;
        view.address = "127.0.0.1:41234";
        view.taken = 3;
        m_api->saw(view);
        const auto listed = ask("GET", "/v1/ports?sandbox=sbx-1").body["ports"];
        QCOMPARE(listed.size(), std::size_t{1});
        QVERIFY(listed[0]["address"] == "127.0.0.1:41234" && listed[0]["kind"] == "http" && listed[0]["taken"] == 3);
        QCOMPARE(ask("GET", "/v1/ports?sandbox=sbx-2").body["ports"].size(), std::size_t{0});
        QCOMPARE(ask("DELETE", "/v1/ports/prt-1").status, 202);
        QCOMPARE(m_engine->said.back(), std::string("close port prt-1"));
        m_api->saw(api::PortGone{view.id});
        QCOMPARE(ask("GET", "/v1/ports").body["ports"].size(), std::size_t{0});
    }

    void whatIsAcceptedSaysWhatThereIsNow()
    {
        m_engine->next = api::Verdict::accepted("sandbox/sbx-9");
        const auto answer = ask("POST", "/v1/sandboxes", R"({"name":"mine","image":"alpine","memory_mib":1024})");
        QCOMPARE(answer.status, 202);
        QVERIFY(answer.body["object"] == "sandbox/sbx-9");
        QCOMPARE(m_engine->said, std::vector<std::string>{"create mine"});
    }

    void whatIsDeniedSaysWhy()
    {
        m_engine->next = api::Verdict::denied("A tool runs in it.");
        const auto answer = ask("POST", "/v1/sandboxes/sbx-1/hibernate");
        QCOMPARE(answer.status, 409);
        QVERIFY(answer.body["error"]["message"] == "A tool runs in it.");
        m_engine->next = api::Verdict::alreadySo();
        QCOMPARE(ask("POST", "/v1/sandboxes/sbx-1/pause").status, 200);
    }

    void aBodyThatIsWrongIsRefusedBeforeAnythingIsDone()
    {
        for (const auto *body : {"[]", "{", "\"x\"", R"({"nme":"x"})", R"({"name":7})", R"({"memory_mib":-1})",
                                 R"({"vcpus":99999999999})"})
            QCOMPARE(ask("POST", "/v1/sandboxes", body).status, 400);
        const auto unknown = ask("POST", "/v1/sandboxes", R"({"nme":"x"})");
        QVERIFY(unknown.body["error"]["message"].get<std::string>().find("possible are name, image") !=
                std::string::npos);
        for (const auto *body : {"{}", "", R"({"source":""})"})
            QCOMPARE(ask("POST", "/v1/images", body).status, 400);
        QVERIFY(m_engine->said.empty());
    }

    void alsoWhatNoHandlerSeesIsAnsweredInJson()
    {
        const auto large = ask("POST", "/v1/templates", "{", "localhost", 2 << 20);
        QCOMPARE(large.status, 413);
        QVERIFY(large.body["error"]["code"] == "TooLarge");
        QVERIFY(large.body["error"]["message"] == "the body is too large: 1 MiB at most, where nothing else is said");
        const auto foreign = ask("GET", "/v1/host", {}, "evil.example");
        QVERIFY(foreign.status == 403 && foreign.body["error"]["message"].is_string());
        QCOMPARE(ask("G ET", "/v1/host").status, 400);
        QVERIFY(m_engine->said.empty());
    }

    void aSandboxIsReservedForASessionOrForItsMetadata()
    {
        ask("PUT", "/v1/sandboxes/sbx-1/reservation", R"({"session":"sesn_1","seconds":3600})");
        ask("PUT", "/v1/sandboxes/sbx-1/reservation", R"({"match":{"team":"billing"}})");
        ask("DELETE", "/v1/sandboxes/sbx-1/reservation");
        const std::vector<std::string> said{"reserve sbx-1 for session sesn_1", "reserve sbx-1 for team = billing",
                                            "unreserve sbx-1"};
        QCOMPARE(m_engine->said, said);
        QCOMPARE(ask("PUT", "/v1/sandboxes/sbx-1/reservation", R"({"match":["team"]})").status, 400);
        QCOMPARE(ask("PUT", "/v1/sandboxes/sbx-1/reservation", R"({"match":{"team":7}})").status, 400);
        QCOMPARE(ask("PUT", "/v1/sandboxes/sbx-1/reservation", R"({"session":"sesn_1","seconds":0})").status, 400);
        QCOMPARE(m_engine->said, said); // of what is wrong nothing is done
    }

    void imagesAndTemplatesAreAskedFor()
    {
        QVERIFY(ask("GET", "/v1/sandboxes/sbx-9/seed")
                    .body["error"]["message"]
                    .get<std::string>()
                    .find("no seeding of "
                          "'sbx-9' is "
                          "known") == 0);
        m_engine->next = api::Verdict::accepted("image/import-1");
        QVERIFY(ask("POST", "/v1/images", R"({"source":"python:3.12","plain_http":true})").body["object"] ==
                "image/import-1");
        ask("POST", "/v1/images/prune");
        ask("POST", "/v1/images/img-1/names", R"({"name":"mine"})");
        ask("DELETE", "/v1/images/img-1");
        ask("POST", "/v1/templates", R"({"definition":"name = 'x'","folder":"/srv"})");
        ask("POST", "/v1/templates/py/build", R"({"fresh":true})");
        ask("POST", "/v1/templates/py/use", R"({"version":3})");
        ask("DELETE", "/v1/templates/py/versions/2");
        ask("DELETE", "/v1/templates/py");
        const std::vector<std::string> said{
            "import python:3.12",        "collect images",           "name image img-1: mine", "remove image img-1",
            "save template: name = 'x'", "build template py afresh", "use py version 3",       "delete py version 2",
            "forget template py"};
        QCOMPARE(m_engine->said, said);
    }

    void anImageIsFoundByAnyOfItsNames()
    {
        api::ImageView view{.image = {.id = domain::ImageId("img-1")}};
        view.image.names = {"mine", "python:3.12"};
        m_api->saw(view);
        QCOMPARE(ask("GET", "/v1/images?name=python:3.12").body["images"].size(), std::size_t{1});
        QCOMPARE(ask("GET", "/v1/images?name=other").body["images"].size(), std::size_t{0});
        QVERIFY(ask("GET", "/v1/images/img-1").body["names"][1] == "python:3.12");
    }

    void theNewestOperationOnAThingIsFound()
    {
        const WallTime now{1h * 500'000};
        m_api->saw(operation("op-1", "template/py", now));
        m_api->saw(operation("op-2", "template/py", now + 1s));
        m_api->saw(operation("op-3", "template/other", now + 2s));
        const auto answer = ask("GET", "/v1/operations?object=template/py");
        QVERIFY(answer.body["operations"].size() == 1 && answer.body["operations"][0]["id"] == "op-2");
        QVERIFY(answer.body["operations"][0]["step"] == "Step 2 of 5");
        QVERIFY(ask("GET", "/v1/operations").body["operations"][0]["id"] == "op-3");
        ask("POST", "/v1/operations/op-2/cancel");
        QCOMPARE(m_engine->said, std::vector<std::string>{"cancel op-2"});
    }

    void aSandboxIsSeededWatchedAndTheSeedingEnded()
    {
        QCOMPARE(ask("POST", "/v1/sandboxes/sbx-1/seed", R"({"steps": [{"run": "make"}, {"run": "x"}]})").status, 202);
        QCOMPARE(m_engine->said, std::vector<std::string>{"seed sbx-1: 2 steps"});
        QCOMPARE(ask("POST", "/v1/sandboxes/sbx-1/seed", R"({"steps": 1})").status, 400);
        QCOMPARE(ask("GET", "/v1/sandboxes/sbx-1/seed").status, 404);
        QCOMPARE(ask("POST", "/v1/sandboxes/sbx-1/seed/cancel").status, 404);
        api::SeedView view{.generation = 1, .sandbox = domain::SandboxId("sbx-1"), .state = domain::SeedState::Running};
        view.steps = {"run make"};
        view.step = 1;
        view.log = {{api::BuildLine::Stream::Output, {}, 1, "cc -c x.c"}};
        m_api->saw(view);
        const auto answer = ask("GET", "/v1/sandboxes/sbx-1/seed");
        QVERIFY(answer.body["state"] == "running" && answer.body["steps"][0] == "run make");
        QVERIFY(answer.body["log"][0]["text"] == "cc -c x.c" && answer.body["log"][0]["stream"] == "stdout");
        m_api->saw(sandbox("sbx-1"));
        QVERIFY(ask("GET", "/v1/sandboxes/sbx-1").body["seed"] ==
                json({{"state", "running"}, {"step", 1}, {"steps", 1}}));
        QCOMPARE(ask("POST", "/v1/sandboxes/sbx-1/seed/cancel").status, 202); // its operation is not shown yet
        QCOMPARE(m_engine->said.back(), std::string("cancel seed sbx-1"));
        m_api->saw(api::SeedGone{domain::SandboxId("sbx-1")});
        QCOMPARE(ask("GET", "/v1/sandboxes/sbx-1/seed").status, 404);
    }

    void anEnvironmentsAgentsAreReadAndShown()
    {
        api::EnvironmentView environment{.generation = 1, .id = domain::EnvironmentId("env_1"), .baseUrl = "http://x"};
        environment.hasOperatorKey = true;
        m_api->saw(environment);
        QVERIFY(ask("GET", "/v1/environments").body["environments"][0]["operator_key"] == true);
        QCOMPARE(ask("GET", "/v1/environments/env_1/agents").status, 404);
        QCOMPARE(ask("POST", "/v1/environments/env_1/agents").status, 202);
        QCOMPARE(m_engine->said, std::vector<std::string>{"agents of env_1"});
        api::AgentsView agents{.generation = 1, .environment = domain::EnvironmentId("env_1")};
        agents.agents = {{"agent_1", "Tidy", "a-model"}};
        agents.problem = Error{ErrorCode::Unauthorized, "the key is refused"};
        m_api->saw(agents);
        const auto shown = ask("GET", "/v1/environments/env_1/agents").body;
        QVERIFY(shown["agents"][0] == json({{"id", "agent_1"}, {"name", "Tidy"}, {"model", "a-model"}}));
        QVERIFY(shown["loading"] == false && shown["problem"]["code"] == "Unauthorized");
    }

    void aStartHasANumberUnderWhichItIsFollowed()
    {
        const auto answer = ask("POST", "/v1/sessions",
                                R"({"environment":"env_1","agent":"agent_1","title":"T","message":"go",
                                    "metadata":{"team":"a"},"sandbox":"sbx-1"})");
        QCOMPARE(answer.status, 202);
        QCOMPARE(m_engine->said,
                 std::vector<std::string>{"start in env_1 with agent_1: go, title T, team=a, in sbx-1"});
        const auto object = answer.body["object"].get<std::string>();
        QVERIFY(object.starts_with("start/"));
        const auto ticket = std::stoull(object.substr(6));
        const auto path = "/v1/starts/" + QByteArray::number(ticket);
        QCOMPARE(ask("GET", path).status, 404);
        m_api->saw(api::StartedSessionView{
            .generation = 1, .ticket = 1, .environment = domain::EnvironmentId("env_1")}); // the window's
        QCOMPARE(ask("GET", "/v1/starts/1").status, 404);
        m_api->saw(api::StartedSessionView{.generation = 2,
                                           .ticket = ticket,
                                           .environment = domain::EnvironmentId("env_1"),
                                           .session = domain::SessionId("sesn_1"),
                                           .over = true,
                                           .problem = Error{ErrorCode::TimedOut, "no answer"},
                                           .messageMissing = true});
        const auto view = ask("GET", path).body;
        QVERIFY(view["session"] == "sesn_1" && view["over"] == true && view["message_missing"] == true);
        QVERIFY(view["problem"]["message"] == "no answer");
        QCOMPARE(ask("GET", "/v1/starts/x").status, 404);
        ask("POST", "/v1/sessions", R"({"environment":"env_1","session":"sesn_1","message":"go"})");
        QCOMPARE(m_engine->said.back(), std::string("start in env_1 with : go, again to sesn_1"));
        QCOMPARE(ask("POST", "/v1/sessions", R"({"environment":"env_1","agent":7})").status, 400);
    }

    void onlyTheNewestStartsAreKept()
    {
        for (std::uint64_t n = 0; n < rest::KnownState::kStartsKept + 1; ++n)
            m_api->saw(api::StartedSessionView{.generation = n + 1,
                                               .ticket = rest::KnownState::kOwnTickets + n,
                                               .environment = domain::EnvironmentId("env_1")});
        const auto path = [](std::uint64_t n) {
            return "/v1/starts/" + QByteArray::number(qulonglong(rest::KnownState::kOwnTickets + n));
        };
        QCOMPARE(ask("GET", path(0)).status, 404);
        QCOMPARE(ask("GET", path(1)).status, 200);
    }

    void anotherMethodIsToldWhichAreTaken()
    {
        const auto answer = ask("PUT", "/v1/sandboxes");
        QCOMPARE(answer.status, 405);
        QVERIFY(answer.body["error"]["message"] == "PUT is not answered here, only GET, POST");
        QCOMPARE(ask("GET", "/v2/sandboxes").status, 404);
        QCOMPARE(ask("GET", "/").status, 404);
    }

    void bytesThatAreNoTextDoNotBreakAnAnswer()
    {
        auto view = sandbox("sbx-1");
        view.name = "a\xff\xfe";
        m_api->saw(view);
        QCOMPARE(ask("GET", "/v1/sandboxes").body["sandboxes"].size(), std::size_t{1});
    }
};

QTEST_GUILESS_MAIN(LocalApiTest)
#include "tst_local_api.moc"
