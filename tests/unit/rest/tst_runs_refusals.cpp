// What clients of the isorun-compatible routes are told when a run cannot be made.
#include "tests/unit/rest/runs_rig.h"

using namespace runstest;

class RunsRefusalsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<Rig> m_rig;

private Q_SLOTS:
    void init() { m_rig = std::make_unique<Rig>(); }
    void cleanup() { m_rig.reset(); }

    void whatCannotBeHonouredIsRefusedBeforeAnythingIsMade_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("code");
        const auto row = [](const char *name, const char *body, int status, const char *code) {
            QTest::newRow(name) << QByteArray(body) << status << QString::fromLatin1(code);
        };
        row("no JSON", "{", 400, "bad_request");
        row("no object", "[]", 400, "bad_request");
        row("an unknown field", R"({"image":"node:22-slim","name":"x"})", 400, "bad_request");
        row("no image", R"({"timeout":3})", 400, "bad_request");
        row("an image that is a number", R"({"image":3})", 400, "bad_request");
        row("no vCPU", R"({"image":"node:22-slim","vcpus":0})", 400, "bad_request");
        row("half a vCPU", R"({"image":"node:22-slim","vcpus":0.5})", 400, "bad_request");
        row("too little memory", R"({"image":"node:22-slim","mem_mib":1})", 400, "bad_request");
        row("more disk than any", R"({"image":"node:22-slim","disk_mib":99999999999})", 400, "bad_request");
        row("a time before now", R"({"image":"node:22-slim","timeout":-1})", 400, "bad_request");
        row("credentials", R"({"image":"node:22-slim","credentials":{"openai":"sk-x"}})", 400, "unsupported");
        row("a profile that is not there", R"({"image":"node:22-slim","network_profile":"web"})", 400, "bad_request");
        row("profile and rules", R"({"image":"node:22-slim","network_profile":"open","network":{}})", 400,
            "bad_request");
        row("a network field", R"({"image":"node:22-slim","network":{"allowed":[]}})", 400, "bad_request");
        row("a private address", R"({"image":"node:22-slim","network":{"allow":["10.0.0.1"]}})", 400, "bad_request");
        row("no such image", R"({"image":"python:3.12-slim"})", 422, "image_unavailable");
    }
    void whatCannotBeHonouredIsRefusedBeforeAnythingIsMade()
    {
        QFETCH(QByteArray, body);
        QFETCH(int, status);
        QFETCH(QString, code);
        const auto answer = m_rig->ask("POST", "/v1/runs", body);
        QCOMPARE(answer.status, status);
        QVERIFY(answer.object()["code"] == code.toStdString());
        QVERIFY(!answer.object()["error"].get<std::string>().empty());
        QVERIFY(!answer.body.contains("sk-x"));
        QVERIFY(m_rig->engine.created.empty());
    }

    void whatTheEngineRefusesIsAnsweredByWhatKindOfNoItIs_data()
    {
        QTest::addColumn<int>("code");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("word");
        const auto row = [](const char *name, ErrorCode code, int status, const char *word) {
            QTest::newRow(name) << int(code) << status << QString::fromLatin1(word);
        };
        row("what cannot be", ErrorCode::InvalidArgument, 400, "bad_request");
        row("what is not there", ErrorCode::NotFound, 404, "not_found");
        row("what is there already", ErrorCode::Conflict, 409, "conflict");
        row("not now", ErrorCode::InvalidState, 409, "conflict");
        row("no room", ErrorCode::OutOfMemory, 429, "capacity");
        row("on its way down", ErrorCode::Cancelled, 503, "unavailable");
        row("our own fault", ErrorCode::Internal, 500, "internal");
    }
    void whatTheEngineRefusesIsAnsweredByWhatKindOfNoItIs()
    {
        QFETCH(int, code);
        QFETCH(int, status);
        QFETCH(QString, word);
        m_rig->engine.next = api::Verdict::denied("It cannot be.", static_cast<ErrorCode>(code));
        const auto answer = m_rig->ask("POST", "/v1/runs", R"({"image":"node:22-slim"})");
        QCOMPARE(answer.status, status);
        QVERIFY(answer.object()["code"] == word.toStdString());
        QVERIFY(answer.object()["error"] == "It cannot be.");
        QCOMPARE(answer.head.contains("retry-after"), status == 429 || status == 503);
    }

    void anImageThatIsMissingSaysHowToBringItIn()
    {
        const auto answer = m_rig->ask("POST", "/v1/runs", R"({"image":"python:3.12-slim"})");
        QVERIFY(answer.body.contains("gloveboxctl image import python:3.12-slim"));
    }
};

QTEST_GUILESS_MAIN(RunsRefusalsTest)
#include "tst_runs_refusals.moc"
