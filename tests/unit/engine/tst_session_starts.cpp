// Sessions started from here with the operator key: what is asked of the control plane, what the window sees of it, and
// that they are then served by this very host.
#include "tests/support/engine_rig.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::domain;
using namespace std::chrono_literals;
using testsupport::EngineRig;
using Kind = api::Verdict::Kind;

namespace {

const EnvironmentId kEnvironment("env_1");

api::StartSession aStart(std::uint64_t ticket = 7)
{
    return {.environment = kEnvironment,
            .agent = "agent_1",
            .title = "By hand",
            .message = "tidy up",
            .metadata = {{"team", "a"}},
            .ticket = ticket};
}

api::Verdict act(EngineRig &rig, api::SessionAction action)
{
    return rig.engine->door().act(action);
}

} // namespace

class TestSessionStarts : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aSessionIsMadeSpokenToAndServedHere()
    {
        EngineRig rig;
        rig.start();
        QCOMPARE(act(rig, aStart()).kind, Kind::Accepted);
        QVERIFY(!rig.started.at(7).over && !rig.started.at(7).session);
        rig.pass(5s);
        QCOMPARE(rig.operatorActions.journal(),
                 (std::vector<std::string>{"create agent_1: By hand team=a", "message sesn_made1: tidy up"}));
        const auto &view = rig.started.at(7);
        QVERIFY(view.over && !view.problem && !view.messageMissing && view.session == SessionId("sesn_made1"));
        QCOMPARE(rig.session("sesn_made1").title, std::string("By hand"));
        QVERIFY(rig.session("sesn_made1").sandbox);
        QCOMPARE(rig.ledger->count("audit session.started"), 1);
        QCOMPARE(rig.ledger->count("audit session.made"), 1);
    }

    void itRunsInTheSandboxThatWasChosen()
    {
        EngineRig rig;
        rig.start();
        rig.engine->createSandbox({.name = "mine"});
        rig.pass(5s);
        const auto id = rig.sandboxes.begin()->first;
        auto start = aStart();
        start.sandbox = id;
        QCOMPARE(act(rig, start).kind, Kind::Accepted);
        rig.pass(5s);
        QCOMPARE(rig.operatorActions.journal().front(),
                 "create agent_1: By hand glovebox.sandbox_id=" + id.value() + " team=a");
        QVERIFY(rig.session("sesn_made1").sandbox == id);
        // Taken now: nobody else is promised it.
        auto second = aStart(8);
        second.sandbox = id;
        QVERIFY(act(rig, second).reason.find("in use by session sesn_made1") != std::string::npos);
    }

    void withoutAMessageItWaitsForOne()
    {
        EngineRig rig;
        rig.start();
        auto start = aStart();
        start.message.clear();
        act(rig, start);
        rig.pass(1s);
        QVERIFY(rig.started.at(7).over && !rig.started.at(7).problem);
        QCOMPARE(rig.operatorActions.count("message"), 0);
    }

    void aMessageThatWasNotSentCanBeSentAgain()
    {
        EngineRig rig;
        rig.start();
        rig.operatorActions.failNext("message", {ErrorCode::ServerError, "overloaded"});
        act(rig, aStart());
        rig.pass(1s);
        const auto view = rig.started.at(7);
        QVERIFY(view.over && view.messageMissing && view.session);
        QVERIFY(view.problem->detail.find("its message was not sent: overloaded") != std::string::npos);
        const api::StartSession again{
            .environment = kEnvironment, .message = "tidy up", .ticket = 8, .session = view.session};
        QCOMPARE(act(rig, again).kind, Kind::Accepted);
        rig.pass(1s);
        QVERIFY(rig.started.at(8).over && !rig.started.at(8).problem && !rig.started.at(8).messageMissing);
        QCOMPARE(rig.operatorActions.count("create"), 1);
        QCOMPARE(rig.operatorActions.count("message sesn_made1"), 2);
        QCOMPARE(rig.ledger->count("audit session.message_sent"), 1);
    }

    void aKeyThatIsRefusedSaysWhereItCameFrom()
    {
        EngineRig rig;
        rig.start();
        rig.operatorActions.failNext("create", {ErrorCode::Unauthorized, "unknown key"});
        rig.operatorActions.failNext("agents", {ErrorCode::Unauthorized, "unknown key"});
        act(rig, aStart());
        act(rig, api::ListAgents{kEnvironment});
        rig.pass(1s);
        const auto view = rig.started.at(7);
        QVERIFY(view.over && !view.session && !view.messageMissing);
        QVERIFY(view.problem->detail.find("operator.key") != std::string::npos);
        QVERIFY(rig.agents.at("env_1").problem->detail.find("operator.key") != std::string::npos);
    }

    void anAgentThatIsNotThereIsNamed()
    {
        EngineRig rig;
        rig.start();
        rig.operatorActions.failNext("create", {ErrorCode::NotFound, "not found"});
        act(rig, aStart());
        rig.pass(1s);
        QVERIFY(rig.started.at(7).problem->detail.find("no agent agent_1") != std::string::npos);
    }

    void withoutAnOperatorKeyItIsDeniedWithTheReason()
    {
        EngineRig rig(EngineRig::Options{.operatorKey = false});
        rig.start();
        const auto start = act(rig, aStart());
        QVERIFY(start.kind == Kind::Denied && start.reason.find("operator key") != std::string::npos);
        QCOMPARE(act(rig, api::ListAgents{kEnvironment}).kind, Kind::Denied);
        QCOMPARE(rig.operatorActions.journal().size(), std::size_t{0});
    }

    void agentsAreShownByNameAndReadOnceAtATime()
    {
        EngineRig rig;
        rig.operatorActions.agents = {{{"agent_2", "Zed", "m"}, {"agent_1", "Alf", "m"}}, true};
        rig.start();
        QCOMPARE(act(rig, api::ListAgents{kEnvironment}).kind, Kind::Accepted);
        QVERIFY(rig.agents.at("env_1").loading);
        QCOMPARE(act(rig, api::ListAgents{kEnvironment}).kind, Kind::AlreadySo);
        rig.pass(1s);
        const auto &view = rig.agents.at("env_1");
        QVERIFY(!view.loading && view.readAt && view.more && !view.problem);
        QVERIFY((view.agents == std::vector<api::AgentEntry>{{"agent_1", "Alf", "m"}, {"agent_2", "Zed", "m"}}));
        // What was read stays while it cannot be read anew.
        rig.operatorActions.failNext("agents", {ErrorCode::NetworkError, "no way"});
        act(rig, api::ListAgents{kEnvironment});
        rig.pass(1s);
        QVERIFY(rig.agents.at("env_1").problem && rig.agents.at("env_1").agents.size() == 2);
    }

    void whatThisHostWouldRefuseIsNotBegun_data()
    {
        QTest::addColumn<int>("which");
        QTest::addColumn<QString>("says");
        QTest::newRow("no such environment") << 0 << "no such environment";
        QTest::newRow("no agent") << 1 << "Choose an agent";
        QTest::newRow("a sandbox that is not there") << 2 << "no sandbox sbx-9";
        QTest::newRow("two sandboxes") << 3 << "another sandbox";
        QTest::newRow("an odd key of ours") << 4 << "glovebox.colour";
        QTest::newRow("too much metadata") << 5 << "16 metadata entries";
        QTest::newRow("a long value") << 6 << "too long";
        QTest::newRow("a long message") << 7 << "256 KiB";
        QTest::newRow("no ticket") << 8 << "no number";
        QTest::newRow("nothing to send") << 9 << "no message";
    }

    void whatThisHostWouldRefuseIsNotBegun()
    {
        QFETCH(int, which);
        QFETCH(QString, says);
        EngineRig rig;
        rig.start();
        auto start = aStart();
        switch (which) {
        case 0:
            start.environment = EnvironmentId("env_2");
            break;
        case 1:
            start.agent.clear();
            break;
        case 2:
            start.sandbox = SandboxId("sbx-9");
            break;
        case 3:
            start.sandbox = SandboxId("sbx-9");
            start.metadata["glovebox.sandbox_id"] = "sbx-8";
            break;
        case 4:
            start.metadata["glovebox.colour"] = "red";
            break;
        case 5:
            for (int i = 0; i < 16; ++i)
                start.metadata["key" + std::to_string(i)] = "x";
            break;
        case 6:
            start.metadata["key"] = std::string(513, 'x');
            break;
        case 7:
            start.message = std::string(api::kFirstMessageMax + 1, 'x');
            break;
        case 8:
            start.ticket = 0;
            break;
        case 9:
            start.session = SessionId("sesn_1");
            start.message.clear();
            break;
        }
        const auto verdict = act(rig, start);
        QCOMPARE(verdict.kind, Kind::Denied);
        QVERIFY2(QString::fromStdString(verdict.reason).contains(says), verdict.reason.c_str());
        QCOMPARE(rig.operatorActions.journal().size(), std::size_t{0});
    }

    void theMessageIsInNoAuditEntry()
    {
        EngineRig rig;
        rig.start();
        act(rig, aStart());
        rig.pass(1s);
        for (const auto &entry : rig.ledger->durable().history.audit)
            for (const auto &text : {entry.reason, entry.before, entry.after, entry.object})
                QVERIFY2(text.find("tidy up") == std::string::npos, text.c_str());
    }

    void manyAtATimeAreTooMany()
    {
        EngineRig rig;
        rig.operatorActions.hold("create");
        rig.start();
        for (std::uint64_t ticket = 1; ticket <= 16; ++ticket)
            QCOMPARE(act(rig, aStart(ticket)).kind, Kind::Accepted);
        QVERIFY(act(rig, aStart(3)).reason.find("number") != std::string::npos);
        QVERIFY(act(rig, aStart(17)).reason.find("Too many") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestSessionStarts)
#include "tst_session_starts.moc"
