// What counts as stuck, and how it reads.
#include <QTest>

#include "core/domain/stuck_work.h"

using namespace glovebox;
using namespace glovebox::domain;
using namespace std::chrono_literals;

namespace {

constexpr WallTime kNow{1'000'000'000ms};

ListedWork item(WorkState state, std::optional<std::chrono::milliseconds> acknowledged = {},
                std::optional<std::chrono::milliseconds> beat = {}, std::chrono::milliseconds created = 0ms)
{
    ListedWork work{.id = WorkId("work_1"),
                    .environment = EnvironmentId("env_1"),
                    .kind = WorkKind::Session,
                    .subject = "sesn_1",
                    .state = state,
                    .createdAt = kNow - created};
    if (acknowledged)
        work.acknowledgedAt = kNow - *acknowledged;
    if (beat)
        work.latestHeartbeatAt = kNow - *beat;
    return work;
}

SessionEvent use(const char *id, Permission permission = Permission::Allow, ToolKind kind = ToolKind::Agent)
{
    return {EventId(id), "agent.tool_use", {}, ToolUse{kind, "bash", nlohmann::json::object(), permission, {}}};
}
SessionEvent idle(const char *reason, std::vector<EventId> blockedOn = {})
{
    return {EventId("idle"), "session.status_idle", {}, StatusIdle{reason, std::move(blockedOn)}};
}
SessionEvent confirm(const char *id, Verdict verdict)
{
    return {EventId("c"), "user.tool_confirmation", {}, ToolConfirmation{EventId(id), verdict, {}}};
}

Parked read(std::initializer_list<SessionEvent> events)
{
    ParkedReader reader;
    for (const auto &event : events)
        reader.event(event);
    return reader.result();
}

} // namespace

class TestStuckWork : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anItemTakenAndNeverBegunIsStuckAfterTwoMinutes()
    {
        QCOMPARE(judge(item(WorkState::Starting, 119s), kNow, false, {}), Stuck::No);
        QCOMPARE(judge(item(WorkState::Starting, 121s), kNow, false, {}), Stuck::NeverStarted);
        QCOMPARE(judge(item(WorkState::Starting, 121s), kNow, true, {}), Stuck::No);
    }

    void aSilentWorkerIsStuckOnceEveryLeaseWouldHaveLapsed()
    {
        QCOMPARE(judge(item(WorkState::Active, 1h, 9min), kNow, false, {}), Stuck::No);
        QCOMPARE(judge(item(WorkState::Active, 1h, 11min), kNow, false, {}), Stuck::Silent);
    }

    void aLongWaitInTheQueueIsShown()
    {
        QCOMPARE(judge(item(WorkState::Queued, {}, {}, 59s), kNow, false, {}), Stuck::No);
        QCOMPARE(judge(item(WorkState::Queued, {}, {}, 61s), kNow, false, {}), Stuck::NotTaken);
        // Its worker lost it a moment ago: it waits since then.
        QCOMPARE(judge(item(WorkState::Queued, {}, 20s, 1h), kNow, false, {}), Stuck::No);
        const auto late = item(WorkState::Queued, {}, 90s, 1h);
        QCOMPARE(judge(late, kNow, false, {}), Stuck::NotTaken);
        QVERIFY(explain(Stuck::NotTaken, late, {}, kNow).find("90 s") != std::string::npos);
    }

    void whatAPersonOwesIsToldApartFromWhatAToolOwes()
    {
        const auto approval = read({use("a", Permission::Ask), idle("requires_action", {EventId("a")})});
        QCOMPARE(judge(item(WorkState::Active, 1min, 1s), kNow, true, approval), Stuck::NeedsApproval);
        const auto custom =
            read({use("a", Permission::Allow, ToolKind::Custom), idle("requires_action", {EventId("a")})});
        QCOMPARE(judge(item(WorkState::Active, 1min, 1s), kNow, true, custom), Stuck::NeedsCustomResult);
        const auto tool = read({use("a"), idle("requires_action", {EventId("a")})});
        QCOMPARE(judge(item(WorkState::Active, 1min, 1s), kNow, true, tool), Stuck::No);
        QCOMPARE(judge(item(WorkState::Stopped, 1min, 1s), kNow, false, tool), Stuck::NeedsResult);
    }

    void anAllowedCallWaitsForItsResultAndADeniedOneForNothing()
    {
        const auto allowed =
            read({use("a", Permission::Ask), idle("requires_action", {EventId("a")}), confirm("a", Verdict::Allow)});
        QCOMPARE(allowed.approvals, 0);
        QCOMPARE(allowed.toolCalls, 1);
        const auto denied =
            read({use("a", Permission::Ask), idle("requires_action", {EventId("a")}), confirm("a", Verdict::Deny)});
        QCOMPARE(denied.approvals + denied.toolCalls, 0);
    }

    void aTurnThatGoesOnIsNotParked()
    {
        QVERIFY(!read({use("a"),
                       idle("requires_action", {EventId("a")}),
                       {EventId("r"), "session.status_running", {}, StatusRunning{}}})
                     .parked);
        QVERIFY(!read({use("a"), idle("end_turn")}).parked);
    }

    void theSentenceNamesWhoOwesWhat()
    {
        const auto work = item(WorkState::Starting, 5min);
        QCOMPARE(explain(Stuck::NeverStarted, work, {}, kNow),
                 std::string("A worker took it 5 min ago and never sent a heartbeat."));
        const auto approval = read({use("a", Permission::Ask), idle("requires_action", {EventId("a")})});
        QCOMPARE(explain(Stuck::NeedsApproval, work, approval, kNow),
                 std::string("It waits for a person: the call of bash must be allowed or denied."));
    }
};

QTEST_GUILESS_MAIN(TestStuckWork)
#include "tst_stuck_work.moc"
