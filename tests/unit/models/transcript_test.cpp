// A session's history: turns with headings, live calls, bounds, and the entry that is open beside it.
#include "app/models/session_detail.h"
#include "tests/unit/models/model_fixture.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace glovebox;
using namespace glovebox::testing;
using namespace std::chrono_literals;
using domain::ToolCallState;
using models::SessionDetail;
using models::TranscriptModel;
using models::TranscriptStore;

namespace {

api::TranscriptEntry note(std::uint64_t sequence, int turn, std::string text, const char *session = "a")
{
    return {domain::SessionId(session), sequence, turn, kSampleNow,
            api::NoteView{api::NoteView::Kind::AgentMessage, std::move(text)}};
}

api::TranscriptEntry call(std::uint64_t sequence, int turn, ToolCallState state, std::string output = {},
                          std::chrono::milliseconds duration = 1s)
{
    api::ToolCallView view{
        .id = domain::EventId("sevt_1"), .name = "bash", .input = "{\n  \"command\": \"make\"\n}", .summary = "make"};
    view.state = state;
    view.output = std::move(output);
    view.duration = duration;
    view.requestedAt = kSampleNow;
    return {domain::SessionId("a"), sequence, turn, kSampleNow, view};
}

QStringList shown(const TranscriptModel &model)
{
    QStringList rows;
    for (int row = 0; row < model.rowCount(); ++row)
        rows += model.index(row).data(TranscriptModel::TitleRole).toString() + QLatin1Char(':') +
                model.index(row).data(TranscriptModel::TextRole).toString();
    return rows;
}

} // namespace

class TranscriptTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void eachTurnHasAHeadingWithItsSums();
    void lateEntriesFindTheirPlace();
    void aReplacedEntryChangesOneRow();
    void anEntryThatChangesItsTurnMoves();
    void otherSessionsDoNotShow();
    void theOldestAreForgottenAndCounted();
    void hugeOutputsDoNotFillTheMemory();
    void openingASessionShowsWhatHappenedBefore();
    void selectionPassesOverHeadings();
    void outputGrowsWithoutStartingOver();
    void anApprovalIsFoundAndShownInFull();
    void aThreadsFilterShowsItsCallsAndReviewLeavesTheFilter();
    void aThreadsNotesStandWithItsCalls();
    void usageIsShownAtListPriceAndSaidWhenUnknown();
    void cancellingShowsUntilTheCallHasEnded();
    void interruptingNeedsTheOperatorKey();
    void customToolsSayThatNoPolicyCoversThem();

private:
    HandClock m_clock;
    models::Ticker m_ticker{m_clock.now(), QTimeZone::utc()};
};

void TranscriptTest::eachTurnHasAHeadingWithItsSums()
{
    TranscriptStore store;
    TranscriptModel model(&store, &m_ticker);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setSession(QStringLiteral("a"));
    store.apply(note(1, 1, "hello"));
    store.apply(call(2, 1, ToolCallState::Done));
    store.apply(call(3, 1, ToolCallState::Done));
    store.apply(call(4, 2, ToolCallState::NeedsApproval));

    QCOMPARE(shown(model), (words({"Turn 1:2 tool calls", "Agent:hello", "bash:make", "bash:make", "Turn 2:1 tool call",
                                   "bash:make"})));
    QCOMPARE(model.index(0).data(TranscriptModel::DurationRole).toString(), QStringLiteral("2.00 s"));
    QCOMPARE(model.index(4).data(TranscriptModel::DurationRole).toString(), QStringLiteral("waiting"));
}

void TranscriptTest::lateEntriesFindTheirPlace()
{
    TranscriptStore store;
    TranscriptModel model(&store, &m_ticker);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setSession(QStringLiteral("a"));
    store.apply(note(5, 2, "second"));
    store.apply(note(1, 1, "first"));
    store.apply(note(4, 2, "before second"));
    QCOMPARE(shown(model), (words({"Turn 1:", "Agent:first", "Turn 2:", "Agent:before second", "Agent:second"})));
}

void TranscriptTest::aReplacedEntryChangesOneRow()
{
    TranscriptStore store;
    TranscriptModel model(&store, &m_ticker);
    model.setSession(QStringLiteral("a"));
    store.apply(call(1, 1, ToolCallState::Running));
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    store.apply(call(1, 1, ToolCallState::Done));
    QCOMPARE(inserted.count(), 0);
    QCOMPARE(model.index(1).data(TranscriptModel::WordRole).toString(), QStringLiteral("Done"));
    QVERIFY(!model.index(1).data(TranscriptModel::LiveRole).toBool());
}

void TranscriptTest::anEntryThatChangesItsTurnMoves()
{
    TranscriptStore store;
    TranscriptModel model(&store, &m_ticker);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setSession(QStringLiteral("a"));
    store.apply(note(1, 1, "moves"));
    store.apply(note(1, 2, "moves"));
    QCOMPARE(shown(model), (words({"Turn 2:", "Agent:moves"})));
}

void TranscriptTest::otherSessionsDoNotShow()
{
    TranscriptStore store;
    TranscriptModel model(&store, &m_ticker);
    model.setSession(QStringLiteral("a"));
    store.apply(note(1, 1, "not here", "b"));
    QCOMPARE(model.rowCount(), 0);
}

void TranscriptTest::theOldestAreForgottenAndCounted()
{
    TranscriptStore store;
    TranscriptModel model(&store, &m_ticker);
    model.setSession(QStringLiteral("a"));
    for (std::uint64_t i = 1; i <= limits::kTranscriptEntriesMax + 5; ++i)
        store.apply(note(i, i <= 3 ? 1 : 2, "x"));
    QCOMPARE(store.find(QStringLiteral("a"))->entries.size(), limits::kTranscriptEntriesMax);
    QCOMPARE(model.index(0).data(TranscriptModel::TitleRole).toString(), QStringLiteral("Turn 2")); // turn 1 went whole
    QVERIFY(model.forgottenText().startsWith(QStringLiteral("5 earlier events")));
}

void TranscriptTest::hugeOutputsDoNotFillTheMemory()
{
    TranscriptStore store;
    for (std::uint64_t i = 1; i <= 400; ++i)
        store.apply(call(i, 1, ToolCallState::Done, std::string(64 << 10, 'x')));
    QVERIFY(store.find(QStringLiteral("a"))->bytes <= models::kTranscriptBytesMax);
    QVERIFY(store.find(QStringLiteral("a"))->forgotten > 100);
}

void TranscriptTest::openingASessionShowsWhatHappenedBefore()
{
    TranscriptStore store;
    store.apply(note(1, 1, "earlier"));
    TranscriptModel model(&store, &m_ticker);
    model.setSession(QStringLiteral("a"));
    QCOMPARE(shown(model), (words({"Turn 1:", "Agent:earlier"})));
    store.remove(domain::SessionId("a"));
    QCOMPARE(model.rowCount(), 0);
}

void TranscriptTest::selectionPassesOverHeadings()
{
    TranscriptStore store;
    models::SessionsModel sessions(&m_ticker);
    models::EnvironmentsModel environments(&m_ticker);
    models::ApprovalsModel approvals(&store, &sessions, &environments, &m_ticker);
    sessions.apply(session("a", 1));
    SessionDetail detail(&sessions, &store, &approvals, &environments, &m_ticker);
    detail.open(QStringLiteral("a"));
    store.apply(note(1, 1, "one"));
    store.apply(note(2, 2, "two"));
    detail.moveSelection(1);
    QCOMPARE(detail.selectedRow(), 1);
    detail.moveSelection(1);
    QCOMPARE(detail.selectedRow(), 3);
    detail.moveSelection(1);
    QCOMPARE(detail.selectedRow(), 3);
    detail.moveSelection(-1);
    QCOMPARE(detail.selectedRow(), 1);
    detail.moveSelection(-1);
    QCOMPARE(detail.selectedRow(), 1);
    QVERIFY(!detail.selectionIsCall());
}

void TranscriptTest::outputGrowsWithoutStartingOver()
{
    TranscriptStore store;
    models::SessionsModel sessions(&m_ticker);
    models::EnvironmentsModel environments(&m_ticker);
    models::ApprovalsModel approvals(&store, &sessions, &environments, &m_ticker);
    sessions.apply(session("a", 1));
    SessionDetail detail(&sessions, &store, &approvals, &environments, &m_ticker);
    detail.open(QStringLiteral("a"));
    store.apply(call(1, 1, ToolCallState::Running, "one\ntwo\n"));
    detail.select(1);
    QAbstractItemModelTester tester(detail.output(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(detail.output()->count(), 2);
    QSignalSpy removed(detail.output(), &QAbstractItemModel::rowsRemoved);
    store.apply(call(1, 1, ToolCallState::Running, "one\ntwo\nthree\n"));
    QCOMPARE(detail.output()->count(), 3);
    QCOMPARE(removed.count(), 0);
    QCOMPARE(detail.output()->text(), QStringLiteral("one\ntwo\nthree\n"));
}

void TranscriptTest::anApprovalIsFoundAndShownInFull()
{
    TranscriptStore store;
    models::SessionsModel sessions(&m_ticker);
    models::EnvironmentsModel environments(&m_ticker);
    models::ApprovalsModel approvals(&store, &sessions, &environments, &m_ticker);
    sessions.apply(session("a", 1, api::SessionState::NeedsApproval));
    SessionDetail detail(&sessions, &store, &approvals, &environments, &m_ticker);
    detail.open(QStringLiteral("a"));
    QVERIFY(!detail.approvalWaiting());
    store.apply(call(1, 1, ToolCallState::NeedsApproval));
    QVERIFY(detail.approvalWaiting());
    QCOMPARE(detail.approvalTool(), QStringLiteral("bash"));
    m_clock.advance(192s);
    QCOMPARE(detail.approvalWaited(), QStringLiteral("3 min"));
    detail.selectApproval();
    QVERIFY(detail.selectionNeedsApproval());
    QCOMPARE(detail.input()->count(), 3);
    store.apply(call(1, 1, ToolCallState::Running));
    QVERIFY(!detail.approvalWaiting());
}

void TranscriptTest::aThreadsFilterShowsItsCallsAndReviewLeavesTheFilter()
{
    TranscriptStore store;
    models::SessionsModel sessions(&m_ticker);
    models::EnvironmentsModel environments(&m_ticker);
    models::ApprovalsModel approvals(&store, &sessions, &environments, &m_ticker);
    api::SessionView view = session("a", 1);
    view.threads = {{domain::ThreadId("sthr_1"), "reviewer", false}, {domain::ThreadId("sthr_2"), "", true}};
    sessions.apply(view);
    SessionDetail detail(&sessions, &store, &approvals, &environments, &m_ticker);
    detail.open(QStringLiteral("a"));
    QCOMPARE(detail.threadChoices(), words({"all", "main", "reviewer", "sthr_2 (ended)"}));
    store.apply(note(1, 1, "one"));
    api::TranscriptEntry other = call(2, 1, ToolCallState::Done);
    std::get<api::ToolCallView>(other.what).thread = domain::ThreadId("sthr_1");
    store.apply(other);
    store.apply(call(3, 1, ToolCallState::NeedsApproval));
    QCOMPARE(detail.transcript()->index(2).data(TranscriptModel::ThreadRole).toString(), QStringLiteral("reviewer"));
    detail.setThreadIndex(2);
    QAbstractItemModelTester tester(detail.transcript(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(shown(*detail.transcript()), words({"Turn 1:1 tool call", "bash:make"}));
    store.apply(note(4, 1, "of the main thread"));
    QCOMPARE(detail.transcript()->count(), 2);
    QVERIFY(detail.approvalWaiting()); // hidden, but it waits all the same
    detail.selectApproval();
    QCOMPARE(detail.threadIndex(), 0);
    QVERIFY(detail.selectionNeedsApproval());
}

void TranscriptTest::usageIsShownAtListPriceAndSaidWhenUnknown()
{
    TranscriptStore store;
    models::SessionsModel sessions(&m_ticker);
    models::EnvironmentsModel environments(&m_ticker);
    models::ApprovalsModel approvals(&store, &sessions, &environments, &m_ticker);
    api::SessionView view = session("a", 1);
    sessions.apply(view);
    SessionDetail detail(&sessions, &store, &approvals, &environments, &m_ticker);
    detail.open(QStringLiteral("a"));
    QVERIFY(!detail.usageKnown());
    QCOMPARE(detail.costText(), QString());
    view.generation = 2;
    view.usage = domain::ModelUsage{.inputTokens = 12'345, .listCostCents = 187};
    view.budgetCents = 500;
    sessions.apply(view);
    m_ticker.settle();
    QVERIFY(detail.usageKnown());
    QCOMPARE(detail.costText(), QStringLiteral("$1.87 of $5.00"));
    QCOMPARE(detail.usage()->index(0).data(models::FactList::ValueRole).toString(), QStringLiteral("12,345"));
}

void TranscriptTest::cancellingShowsUntilTheCallHasEnded()
{
    TranscriptStore store;
    models::SessionsModel sessions(&m_ticker);
    models::EnvironmentsModel environments(&m_ticker);
    models::ApprovalsModel approvals(&store, &sessions, &environments, &m_ticker);
    sessions.apply(session("a", 1));
    SessionDetail detail(&sessions, &store, &approvals, &environments, &m_ticker);
    detail.open(QStringLiteral("a"));
    store.apply(call(1, 1, ToolCallState::Running));
    QVERIFY(!detail.canCancel()); // nothing is selected
    detail.select(1);
    QVERIFY(detail.canCancel());
    detail.setCancelAsked(true);
    QVERIFY(!detail.canCancel());
    m_clock.advance(3s);
    QCOMPARE(detail.cancelText(), QStringLiteral("Cancelling… 3 s"));
    store.apply(call(1, 1, ToolCallState::Cancelled));
    QCOMPARE(detail.cancelText(), QString());
    QVERIFY(!detail.canCancel());
}

void TranscriptTest::interruptingNeedsTheOperatorKey()
{
    TranscriptStore store;
    models::SessionsModel sessions(&m_ticker);
    models::EnvironmentsModel environments(&m_ticker);
    models::ApprovalsModel approvals(&store, &sessions, &environments, &m_ticker);
    api::SessionView view = session("a", 1);
    sessions.apply(view);
    SessionDetail detail(&sessions, &store, &approvals, &environments, &m_ticker);
    detail.open(QStringLiteral("a"));
    QVERIFY(detail.interruptOffered());
    QVERIFY(!detail.canInterrupt());
    QVERIFY(detail.interruptHint().contains(QStringLiteral("--operator-key-file")));
    view.generation = 2;
    view.canInterrupt = true;
    sessions.apply(view);
    QVERIFY(detail.canInterrupt());
    detail.setInterruptAsked(true);
    QVERIFY(!detail.canInterrupt());
    QCOMPARE(detail.interruptText(), QStringLiteral("Interrupting… 0 s"));
    view.generation = 3;
    view.state = api::SessionState::Idle;
    sessions.apply(view);
    QCOMPARE(detail.interruptText(), QString());
    QVERIFY(!detail.interruptOffered());
}

void TranscriptTest::aThreadsNotesStandWithItsCalls()
{
    TranscriptStore store;
    models::SessionsModel sessions(&m_ticker);
    models::EnvironmentsModel environments(&m_ticker);
    models::ApprovalsModel approvals(&store, &sessions, &environments, &m_ticker);
    api::SessionView view = session("a", 1);
    view.threads = {{domain::ThreadId("sthr_1"), "reviewer", false}};
    sessions.apply(view);
    SessionDetail detail(&sessions, &store, &approvals, &environments, &m_ticker);
    detail.open(QStringLiteral("a"));
    store.apply(note(1, 1, "of the main thread"));
    api::TranscriptEntry interrupted = note(2, 1, "interrupted by the user");
    std::get<api::NoteView>(interrupted.what).thread = domain::ThreadId("sthr_1");
    store.apply(interrupted);
    QCOMPARE(detail.transcript()->index(2).data(TranscriptModel::ThreadRole).toString(), QStringLiteral("reviewer"));
    detail.setThreadIndex(1);
    QCOMPARE(shown(*detail.transcript()), words({"Turn 1:", "Agent:of the main thread"}));
    detail.setThreadIndex(2);
    QCOMPARE(shown(*detail.transcript()), words({"Turn 1:", "Agent:interrupted by the user"}));
}

void TranscriptTest::customToolsSayThatNoPolicyCoversThem()
{
    TranscriptStore store;
    models::SessionsModel sessions(&m_ticker);
    models::EnvironmentsModel environments(&m_ticker);
    models::ApprovalsModel approvals(&store, &sessions, &environments, &m_ticker);
    sessions.apply(session("a", 1));
    SessionDetail detail(&sessions, &store, &approvals, &environments, &m_ticker);
    detail.open(QStringLiteral("a"));
    store.apply(call(1, 1, ToolCallState::Done));
    detail.select(1);
    QCOMPARE(detail.selectionNote(), QString());
    api::TranscriptEntry custom = call(1, 1, ToolCallState::NotOurs);
    std::get<api::ToolCallView>(custom.what).custom = true;
    store.apply(custom);
    QVERIFY(detail.selectionNote().contains(QStringLiteral("not covered by permission policies")));
    QVERIFY(detail.transcript()->index(1).data(TranscriptModel::CustomRole).toBool());
}

QTEST_GUILESS_MAIN(TranscriptTest)
#include "transcript_test.moc"
