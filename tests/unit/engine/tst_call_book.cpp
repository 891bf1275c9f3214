// What happens to a tool call, decided from events alone (reference 3.2 to 3.4, scenarios of 10.3).
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "core/engine/call_book.h"

using namespace glovebox;
using namespace glovebox::domain;
using engine::CallBook;
using engine::CallDecision;
using Kind = CallDecision::Kind;

namespace {

SessionEvent use(const char *id, Permission permission = Permission::Allow, const char *tool = "bash",
                 std::optional<ThreadId> thread = {})
{
    return {EventId(id),
            "agent.tool_use",
            {},
            ToolUse{ToolKind::Agent, tool, nlohmann::json::object(), permission, std::move(thread)}};
}
SessionEvent answer(const char *use)
{
    return {EventId(std::string("a-") + use), "user.tool_result", {}, ToolAnswered{EventId(use), false, "done"}};
}
SessionEvent confirm(const char *use, Verdict verdict, const char *why = "")
{
    return {
        EventId(std::string("c-") + use), "user.tool_confirmation", {}, ToolConfirmation{EventId(use), verdict, why}};
}
SessionEvent interrupt(std::optional<ThreadId> thread = {})
{
    return {EventId("i"), "user.interrupt", {}, UserInterrupt{std::move(thread)}};
}
SessionEvent turnOver()
{
    return {EventId("o"), "session.status_idle", {}, StatusIdle{"end_turn", {}}};
}
SessionEvent customUse(const char *id, const char *tool)
{
    return {EventId(id), "agent.custom_tool_use", {}, ToolUse{ToolKind::Custom, tool, {}, Permission::Allow, {}}};
}
SessionEvent threadEnd(const char *thread)
{
    return {EventId(std::string("t-") + thread),
            "session.thread_status_terminated",
            {},
            ThreadTerminated{ThreadId(thread)}};
}

QStringList told(const std::vector<CallDecision> &decisions)
{
    static const std::map<Kind, QString> words{
        {Kind::Execute, QStringLiteral("execute")},        {Kind::Hold, QStringLiteral("hold")},
        {Kind::Denied, QStringLiteral("denied")},          {Kind::NotOurs, QStringLiteral("not ours")},
        {Kind::Answered, QStringLiteral("answered")},      {Kind::Dropped, QStringLiteral("dropped")},
        {Kind::Interrupted, QStringLiteral("interrupted")}};
    QStringList list;
    for (const auto &decision : decisions)
        list << words.at(decision.kind) + QLatin1Char(' ') + QString::fromStdString(decision.call.id.value());
    return list;
}

QStringList pass(CallBook &book, std::initializer_list<SessionEvent> events)
{
    book.beginHistory();
    for (const auto &event : events)
        book.history(event);
    return told(book.endHistory());
}

CallBook book()
{
    return CallBook({"bash", "read"});
}

} // namespace

class TestCallBook : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aLiveCallIsExecutedOnceHoweverOftenItIsDelivered()
    {
        auto b = book();
        QCOMPARE(told(b.live(use("1"))), QStringList{QStringLiteral("execute 1")});
        QCOMPARE(told(b.live(use("1"))), QStringList{});
        QCOMPARE(pass(b, {use("1")}), QStringList{});
        QVERIFY(b.hasOpenCalls());
        b.markAnswered(EventId("1"));
        QVERIFY(!b.hasOpenCalls());
        QCOMPARE(pass(b, {use("1")}), QStringList{});
    }

    void historyHandsOutOnlyWhatNobodyAnswered()
    {
        auto b = book();
        QCOMPARE(pass(b, {use("1"), answer("1"), use("2"), use("3"), answer("3")}),
                 QStringList{QStringLiteral("execute 2")});
    }

    void anUndeliveredResultIsHandedOutAgainByTheNextPass()
    {
        auto b = book();
        b.live(use("1"));
        b.markUndelivered(EventId("1"));
        QCOMPARE(pass(b, {use("1")}), QStringList{QStringLiteral("execute 1")});
    }

    void aLostAnswerShowsInHistoryAndIsNotPostedAgain()
    {
        auto b = book();
        b.live(use("1"));
        QCOMPARE(pass(b, {use("1"), answer("1")}), QStringList{QStringLiteral("answered 1")});
        QVERIFY(!b.hasOpenCalls());
    }

    void askAndUnknownPermissionsAreHeldUntilAnExplicitAllow()
    {
        for (const auto permission : {Permission::Ask, Permission::Unknown}) {
            auto b = book();
            QCOMPARE(told(b.live(use("1", permission))), QStringList{QStringLiteral("hold 1")});
            QVERIFY(b.isHeld(EventId("1")));
            QCOMPARE(told(b.live(confirm("1", Verdict::Allow))), QStringList{QStringLiteral("execute 1")});
            QVERIFY(!b.isHeld(EventId("1")));
        }
    }

    void aVerdictOtherThanAllowDeniesAndNothingIsEverPosted()
    {
        for (const auto verdict : {Verdict::Deny, Verdict::Unknown}) {
            auto b = book();
            b.live(use("1", Permission::Ask));
            const auto decisions = b.live(confirm("1", verdict, "not now"));
            QCOMPARE(told(decisions), QStringList{QStringLiteral("denied 1")});
            QCOMPARE(decisions.front().note, std::string("not now"));
            QCOMPARE(pass(b, {use("1", Permission::Ask)}), QStringList{});
            QVERIFY(!b.hasOpenCalls());
        }
    }

    void theServersDenyBeatsARecordedAllow()
    {
        auto b = book();
        QCOMPARE(pass(b, {use("1", Permission::Deny), confirm("1", Verdict::Allow)}),
                 QStringList{QStringLiteral("denied 1")});
    }

    void aVerdictThatCameWhileWeWereAwayCounts()
    {
        auto b = book();
        b.live(use("1", Permission::Ask));
        QCOMPARE(pass(b, {use("1", Permission::Ask), confirm("1", Verdict::Allow)}),
                 QStringList{QStringLiteral("execute 1")});
        auto fresh = book();
        QCOMPARE(pass(fresh, {use("1", Permission::Ask), confirm("1", Verdict::Allow)}),
                 QStringList{QStringLiteral("execute 1")});
    }

    void toolsOfOthersAreLeftAlone()
    {
        auto b = book();
        QCOMPARE(told(b.live(use("1", Permission::Allow, "web_search"))), QStringList{QStringLiteral("not ours 1")});
        QVERIFY(!b.hasOpenCalls());
        SessionEvent mcp{
            EventId("2"), "agent.mcp_tool_use", {}, ToolUse{ToolKind::Mcp, "bash", {}, Permission::Ask, {}}};
        QCOMPARE(told(b.live(mcp)), QStringList{});
    }

    void aTerminatedThreadsCallsAreDroppedHeldOrNew()
    {
        auto b = book();
        b.live(use("1", Permission::Ask, "bash", ThreadId("t1")));
        QCOMPARE(told(b.live(threadEnd("t1"))), QStringList{QStringLiteral("dropped 1")});
        QCOMPARE(told(b.live(use("2", Permission::Allow, "bash", ThreadId("t1")))),
                 QStringList{QStringLiteral("dropped 2")});
        QCOMPARE(told(b.live(use("3", Permission::Allow, "bash", ThreadId("t2")))),
                 QStringList{QStringLiteral("execute 3")});
        QVERIFY(!b.isHeld(EventId("1")));
    }

    void aFailedPassForgetsWhatItSawSoTheLiveStreamMayBringIt()
    {
        auto b = book();
        b.beginHistory();
        b.history(use("1"));
        b.abandonHistory();
        QCOMPARE(told(b.live(use("1"))), QStringList{QStringLiteral("execute 1")});
    }

    void aCustomToolNamedLikeOneOfOursIsNotOurs()
    {
        auto b = book();
        QCOMPARE(told(b.live(customUse("1", "bash"))), QStringList{QStringLiteral("not ours 1")});
        QCOMPARE(b.foreignCount(), std::size_t{1});
        b.live(answer("1"));
        QCOMPARE(b.foreignCount(), std::size_t{0});
    }

    void aRegisteredCustomToolIsOursAndOnlyAsACustomTool()
    {
        CallBook b({"bash"}, {"lookup"});
        QCOMPARE(told(b.live(customUse("1", "lookup"))), QStringList{QStringLiteral("execute 1")});
        QCOMPARE(told(b.live(use("2", Permission::Allow, "lookup"))), QStringList{QStringLiteral("not ours 2")});
    }

    void anInterruptStopsWhatRunsAndDropsWhatIsHeld()
    {
        auto b = book();
        b.live(use("1"));
        b.live(use("2", Permission::Ask));
        QCOMPARE(told(b.live(interrupt())),
                 (QStringList{QStringLiteral("dropped 2"), QStringLiteral("interrupted 1")}));
        QVERIFY(!b.isHeld(EventId("2")));
        QVERIFY(b.hasOpenCalls()); // 1 is to be answered
        QCOMPARE(told(b.live(confirm("2", Verdict::Allow))), QStringList{});
    }

    void anInterruptOfOneThreadLeavesTheOthers()
    {
        auto b = book();
        b.live(use("1", Permission::Allow, "bash", ThreadId("t1")));
        b.live(use("2", Permission::Allow, "bash", ThreadId("t2")));
        QCOMPARE(told(b.live(interrupt(ThreadId("t1")))), QStringList{QStringLiteral("interrupted 1")});
    }

    void aCallFromBeforeAnInterruptNeverBeginsToRun()
    {
        auto open = book();
        QCOMPARE(pass(open, {use("1"), interrupt()}), QStringList{QStringLiteral("interrupted 1")});
        auto over = book();
        QCOMPARE(pass(over, {use("1"), interrupt(), turnOver()}), QStringList{QStringLiteral("dropped 1")});
        QVERIFY(!over.hasOpenCalls());
        auto next = book();
        QCOMPARE(pass(next, {use("1"), interrupt(), turnOver(), use("2")}),
                 (QStringList{QStringLiteral("dropped 1"), QStringLiteral("execute 2")}));
    }

    void somebodyElsesAnswerEndsOurHold()
    {
        auto b = book();
        b.live(use("1", Permission::Ask));
        QCOMPARE(told(b.live(answer("1"))), QStringList{QStringLiteral("answered 1")});
        QVERIFY(!b.hasOpenCalls());
    }
};

QTEST_GUILESS_MAIN(TestCallBook)
#include "tst_call_book.moc"
