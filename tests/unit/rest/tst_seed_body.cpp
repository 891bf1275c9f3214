// How requests of the local API say what is done in a sandbox ahead of time, and what is wrong with them.
#include "core/rest/api_answers.h"
#include "core/rest/egress_json.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::domain;
using namespace std::chrono_literals;

namespace {

const WallTime kNow{std::chrono::hours(500000)};

api::NewSandbox wantedFrom(const std::string &text, std::string *problem = nullptr)
{
    auto body = rest::RequestBody::parse(text, {"name", "image", "template", "snapshot", "vcpus", "memory_mib",
                                                "disk_mib", "egress", "seed", "reservation"});
    if (!body)
        qFatal("%s", body.error().detail.c_str());
    auto wanted = rest::newSandboxFrom(*body, api::HostView{}, kNow);
    if (problem)
        *problem = body->problem() ? body->problem()->detail : std::string();
    else if (body->problem())
        qFatal("%s", body->problem()->detail.c_str());
    return wanted;
}

QByteArray problemOf(const std::string &text)
{
    std::string problem;
    wantedFrom(text, &problem);
    return QByteArray::fromStdString(problem);
}

} // namespace

class TestSeedBody : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aNumberOutOfItsBoundsSaysBothAndItself()
    {
        for (const auto &[given, shown] :
             {std::pair("0", "0"), std::pair("1001", "1001"), std::pair("-3", "-3"), std::pair("1.5", "1.5"),
              std::pair("\"80\"", "\"80\""), std::pair("[80]", "a list"), std::pair("true", "true")}) {
            auto body = *rest::RequestBody::parse("{\"columns\":" + std::string(given) + '}', {"columns"});
            QVERIFY(!body.count("columns", {1, 1000}));
            QCOMPARE(body.problem()->detail,
                     "'columns' takes a whole number from 1 to 1000, and not " + std::string(shown));
        }
        auto good = *rest::RequestBody::parse(R"({"columns":1000})", {"columns"});
        QCOMPARE(good.count("columns", {1, 1000}), std::optional<std::uint64_t>(1000));
        QVERIFY(!good.problem());
    }

    void aBodyIsBoundedInAllThatItHolds()
    {
        using Words = std::vector<std::string_view>;
        // One that nests without end would end the program where a part of it is copied.
        const std::string deep(200'000, '[');
        for (const auto &text : {"{\"add\":[{\"note\":" + deep + std::string(deep.size(), ']') + "}]}", deep,
                                 "{\"add\":\"\\\"\"," + deep}) {
            const auto body = rest::RequestBody::parse(text, Words{"add"});
            QVERIFY(!body && body.error().code == ErrorCode::InvalidArgument);
        }
        // Brackets in a text are none.
        QVERIFY(rest::RequestBody::parse("{\"add\":\"\\\"" + deep + "\"}", Words{"add"}));
        const auto problemWith = [](const std::string &rule) {
            auto body = *rest::RequestBody::parse("{\"add\":[" + rule + "]}", Words{"add"});
            for (auto &each : body.objects("add", kEgressOwnMax, rest::egressRuleFields())) {
                rest::egressRuleFrom(each);
                body.adopt(each, "it");
            }
            return body.problem() ? body.problem()->detail : std::string();
        };
        const auto many = [](std::size_t count, const std::string &what) {
            std::string out;
            for (std::size_t i = 0; i < count; ++i)
                out += (i > 0 ? "," : "") + what;
            return out;
        };
        const auto rule = [](const std::string &also, const std::string &host = "a.test") {
            return "{\"allow\":\"" + host + "\"" + also + "}";
        };
        QCOMPARE(problemWith(many(100, rule(""))), std::string());
        QVERIFY(!problemWith(many(101, rule(""))).empty());
        QVERIFY(!problemWith(rule("", std::string(300, 'a') + ".test")).empty());
        QCOMPARE(problemWith(rule(",\"note\":\"" + std::string(1024, 'n') + "\"")), std::string());
        QVERIFY(!problemWith(rule(",\"note\":\"" + std::string(1025, 'n') + "\"")).empty());
        QCOMPARE(problemWith(rule(",\"ports\":[" + many(32, "\"1-65535\"") + "]")), std::string());
        QVERIFY(!problemWith(rule(",\"ports\":[" + many(33, "\"1\"") + "]")).empty());
        QVERIFY(!problemWith(rule(",\"ports\":[\"" + std::string(17, '1') + "\"]")).empty());
        for (const char *bad : {",\"ports\":[1]", ",\"ports\":{}", ",\"traffic\":\"smtp\"", ",\"traffic\":[]",
                                ",\"note\":7", ",\"to\":\"127.0.0.1:1\"", ",\"deny\":\"b.test\"", ",\"more\":1"})
            QVERIFY2(!problemWith(rule(bad)).empty(), bad);
    }

    void allOfItIsRead()
    {
        const auto wanted =
            wantedFrom(R"({"name": "n", "snapshot": "snap-1", "egress": "web", )"
                       R"("seed": {"steps": [{"put": "/a", "to": "/b"}, {"unpack": "/a.tgz", "to": "/c/"}, )"
                       R"({"copy": "/x", "snapshot": "snap-2", "to": "/y"}, )"
                       R"({"clone": "https://g.example/app", "reference": "v1"}, )"
                       R"({"run": "make"}, {"run": ["ls", "-l"], "seconds": 5}], )"
                       R"("start": ["/bin/server"], "ready": {"run": "true", "every_ms": 500, "seconds": 30}, )"
                       R"("hibernate": true}, )"
                       R"("reservation": {"match": {"team": "billing"}, "seconds": 60}} )");
        QVERIFY(wanted.snapshot == SnapshotId("snap-1") && wanted.egress == "web");
        const std::vector<SeedStep> steps{PutFiles{"/a", "/b", false},
                                          PutFiles{"/a.tgz", "/c/", true},
                                          CopyFromSnapshot{SnapshotId("snap-2"), "/x", "/y"},
                                          CloneRepository{"https://g.example/app", "", "v1"},
                                          RunStep{.command = {"make", {}}},
                                          RunStep{.command = {"", {"ls", "-l"}}, .timeout = 5s}};
        QVERIFY(wanted.seed.steps == steps);
        QVERIFY((wanted.seed.start == CommandLine{"", {"/bin/server"}}) && wanted.seed.hibernate);
        QVERIFY((wanted.seed.ready == ReadyCheck{{"true", {}}, 500ms, 30s}));
        QVERIFY((wanted.reservation == Reservation{.match = {{"team", "billing"}}, .until = kNow + 60s}));
        const auto plain = wantedFrom(R"({"name": "n"})");
        QVERIFY(plain.seed.empty() && !plain.reservation && !plain.snapshot);
    }

    void whatIsWrongIsNamedWithItsPlace_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("problem");
        const auto row = [](const char *what, const char *body, const char *problem) {
            QTest::newRow(what) << QByteArray(body) << QByteArray(problem);
        };
        row("no object", R"({"seed": 1})", "in 'seed': it is no JSON object");
        row("an unknown field", R"({"seed": {"step": []}})", "in 'seed': the field 'step' is not known here");
        row("no list", R"({"seed": {"steps": {}}})", "in 'seed': 'steps' takes a list of 100 objects at most");
        row("an unknown step", R"({"seed": {"steps": [{"put": "/a", "to": "/b"}, {"cp": "/a"}]}})",
            "in 'seed': in 'steps', number 2: the field 'cp' is not known here");
        row("no step", R"({"seed": {"steps": [{"to": "/b"}]}})",
            "in 'seed': in step 1: a step is one of put, unpack, copy, clone and run");
        row("two at once", R"({"seed": {"steps": [{"run": "x", "put": "/a", "to": "/b"}]}})", "not several");
        row("a number for a text", R"({"seed": {"steps": [{"put": 5, "to": "/b"}]}})",
            "in 'seed': in step 1: 'put' takes a text");
        row("a number for a command", R"({"seed": {"start": 5}})", "'start' takes a text, or a list");
        row("a list of numbers", R"({"seed": {"steps": [{"run": [1]}]}})", "'run' takes a text, or a list");
        row("a ready check", R"({"seed": {"ready": {"run": "x", "seconds": -1}}})",
            "in 'ready': 'seconds' takes a whole number");
        row("a reservation", R"({"reservation": {"match": []}})", "in 'reservation': 'match' takes an object");
    }
    void whatIsWrongIsNamedWithItsPlace()
    {
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, problem);
        const auto found = problemOf(body.toStdString());
        QVERIFY2(found.contains(problem), found.constData());
    }

    void manyStepsAndDeepOnesAreRefused()
    {
        std::string many = R"({"seed": {"steps": [)";
        for (int i = 0; i < 101; ++i)
            many += std::string(i ? "," : "") + R"({"run": "x"})";
        QVERIFY(problemOf(many + "]}}").contains("100 objects at most"));
        const auto deep = R"({"seed": {"steps": [)" + std::string(50'000, '[') + std::string(50'000, ']') + "]}}";
        QVERIFY(!rest::RequestBody::parse(deep, {"seed"}));
    }
};

QTEST_GUILESS_MAIN(TestSeedBody)
#include "tst_seed_body.moc"
