// Calls that wait for somebody: found in every session, read in full, answered once, and confirmed only by the engine.
#include "app/models/panel_model.h"
#include "tests/unit/models/model_fixture.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QGuiApplication>
#include <QSignalSpy>
#include <QTest>

using namespace glovebox;
using namespace glovebox::testing;
using namespace std::chrono_literals;
using domain::ToolCallState;
using models::ApprovalsModel;
using models::PanelModel;

namespace {

std::string linesOf(int count)
{
    std::string command;
    for (int i = 0; i < count; ++i)
        command += "echo line " + std::to_string(i) + "\\n";
    return "{\"command\": \"" + command + "\"}";
}

api::Change waitingCall(ToolCallState state = ToolCallState::NeedsApproval,
                        api::AnswerState answer = api::AnswerState::None, const std::string &input = linesOf(40),
                        const char *session = "sesn_a", const char *call = "sevt_1", std::chrono::seconds ago = 60s)
{
    api::ToolCallView view{.id = domain::EventId(call), .name = "bash"};
    view.state = state;
    view.answer = answer;
    view.answerProblem = answer == api::AnswerState::Failed ? "503 from the control plane." : "";
    view.input = input;
    view.askedForApproval = true;
    view.requestedAt = kSampleNow - ago;
    return api::TranscriptEntry{domain::SessionId(session), 7, 1, kSampleNow, view};
}

api::EnvironmentView environmentWith(bool key, std::uint64_t generation)
{
    api::EnvironmentView view{.id = domain::EnvironmentId("env_1")};
    view.generation = generation;
    view.hasOperatorKey = key;
    return view;
}

} // namespace

class ApprovalsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theOldestStandsFirst();
    void allowIsPossibleOnlyAfterAllOfTheInputWasInView();
    void anotherInputHasToBeReadAnew();
    void anInputThatWasCutCanOnlyBeDenied();
    void anAnswerIsSentOnceAndConfirmedByTheEngineOnly();
    void theReasonGoesWithTheDenial();
    void aFailedAnswerSaysWhyAndCanBeGivenAgain();
    void aRefusedCommandCanBeTriedAgain();
    void withoutTheOperatorKeyNothingIsSent();
    void anAnsweredCallStaysForTenSecondsAndLongerWhileOneReads();
    void callsOfTwoSessionsWithTheSameIdAreTwo();
    void aWaitingThreadMarksItsSession();
    void theNextOneIsTheOldestAndNoneIsSaid();
    void earlierAnswersAndTheAgentsWordsAreShown();
    void answeringFromTheSessionPageMeansTheSelectedCall();
    void theSelectedCallsAreDeniedTogetherWithOneReason();
    void allWaitingCallsOfASessionAreDeniedAndNoOther();
    void whatIsAnsweredMeanwhileIsLeftOut();
    void callsThatCannotBeAnsweredHereCannotBeSelected();
    void besideTheInputStandsWhoAsksAndWhatItCanReach();

private:
    /// Two calls of one session and one of another.
    void fillThree(PanelModel &panel)
    {
        fill(panel);
        panel.apply(batchOf({session("sesn_b", 1, api::SessionState::NeedsApproval, "Sweep the docs")}));
        api::Change second = waitingCall(ToolCallState::NeedsApproval, {}, "{}", "sesn_a", "sevt_2", 50s);
        std::get<api::TranscriptEntry>(second).sequence = 8;
        panel.apply(batchOf({second, waitingCall(ToolCallState::NeedsApproval, {}, "{}", "sesn_b", "sevt_3", 40s)}));
    }

    void fill(PanelModel &panel, bool key = true)
    {
        panel.apply(batchOf(sampleHost()));
        panel.apply(batchOf({environmentWith(key, 1)}));
        panel.apply(batchOf({session("sesn_a", 1, api::SessionState::NeedsApproval, "Fix the build")}));
        panel.apply(batchOf({waitingCall()}));
        panel.nextApproval();
    }

    HandClock m_clock;
};

void ApprovalsTest::theOldestStandsFirst()
{
    PanelModel panel(nullptr, m_clock.now(), QTimeZone::utc());
    fill(panel);
    panel.approvals()->clearSelection();
    panel.apply(batchOf({waitingCall(ToolCallState::NeedsApproval, {}, "{}", "sesn_b", "sevt_2", 5min)}));
    panel.approvals()->showPending();
    QAbstractItemModelTester tester(panel.approvals(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(panel.waitingApprovals(), 2);
    QCOMPARE(panel.approvals()->index(0, 0).data(ApprovalsModel::WaitedRole).toString(), QStringLiteral("5 min"));
    QCOMPARE(panel.approvals()->index(1, 0).data(ApprovalsModel::SessionTitleRole).toString(),
             QStringLiteral("Fix the build"));
}

void ApprovalsTest::allowIsPossibleOnlyAfterAllOfTheInputWasInView()
{
    ObedientEngine engine;
    bridge::EngineClient client(engine.post());
    PanelModel panel(&client, m_clock.now(), QTimeZone::utc());
    fill(panel);
    models::ApprovalDetail *call = panel.approval();
    QCOMPARE(call->input()->count(), 42); // "command:", 40 lines, and the empty one behind the last line end
    QVERIFY(call->canDeny());
    QVERIFY(!call->canAllow());
    call->saw(0, 20);
    QVERIFY(!call->canAllow());
    QCOMPARE(call->statusText(), QStringLiteral("21 of 42 lines have not been in view yet."));
    panel.allowShown(); // the key works no more than the button
    QCOMPARE(engine.asked, QStringList());
    QCOMPARE(call->firstUnseen(), 21);
    call->saw(30, 41);
    call->saw(-5, 3);
    QVERIFY(!call->canAllow());
    call->saw(21, 1000);
    QVERIFY(call->canAllow());
    QCOMPARE(call->firstUnseen(), -1);
    panel.allowShown();
    QCOMPARE(engine.asked, words({"allow sevt_1"}));
}

void ApprovalsTest::anotherInputHasToBeReadAnew()
{
    PanelModel panel(nullptr, m_clock.now(), QTimeZone::utc());
    fill(panel);
    panel.approval()->saw(0, 41);
    QVERIFY(panel.approval()->canAllow());
    panel.apply(batchOf({waitingCall(ToolCallState::NeedsApproval, {}, "{\"command\": \"rm -rf /\"}")}));
    QVERIFY(!panel.approval()->canAllow());
}

void ApprovalsTest::anInputThatWasCutCanOnlyBeDenied()
{
    PanelModel panel(nullptr, m_clock.now(), QTimeZone::utc());
    fill(panel);
    panel.apply(batchOf({waitingCall(ToolCallState::NeedsApproval, {}, "{\n  \"command\": \"echo this is not")}));
    panel.approval()->saw(0, 100);
    QVERIFY(!panel.approval()->canAllow());
    QVERIFY(panel.approval()->canDeny());
    QVERIFY(panel.approval()->allowHint().contains(QStringLiteral("Console")));
}

void ApprovalsTest::anAnswerIsSentOnceAndConfirmedByTheEngineOnly()
{
    ObedientEngine engine;
    bridge::EngineClient client(engine.post());
    PanelModel panel(&client, m_clock.now(), QTimeZone::utc());
    fill(panel);
    panel.approval()->saw(0, 41);
    panel.allowShown();
    QVERIFY(panel.approval()->sending());
    panel.allowShown();
    panel.denyShown();
    QCOMPARE(engine.asked.size(), 1);
    panel.apply(batchOf({waitingCall(ToolCallState::NeedsApproval, api::AnswerState::Sending)}));
    QCOMPARE(panel.approval()->word(), QStringLiteral("Sending answer"));
    panel.apply(batchOf({waitingCall(ToolCallState::NeedsApproval, api::AnswerState::Sent)}));
    QCOMPARE(panel.approval()->word(), QStringLiteral("Answer sent"));
    QVERIFY(!panel.approval()->canAllow());
    QCOMPARE(panel.waitingApprovals(), 1); // it still waits for the session to go on
    panel.apply(batchOf({waitingCall(ToolCallState::Running, api::AnswerState::Sent)}));
    QVERIFY(!panel.approval()->waiting());
    QCOMPARE(panel.waitingApprovals(), 0);
}

void ApprovalsTest::theReasonGoesWithTheDenial()
{
    ObedientEngine engine;
    bridge::EngineClient client(engine.post());
    PanelModel panel(&client, m_clock.now(), QTimeZone::utc());
    fill(panel);
    panel.approval()->setDenyReason(QStringLiteral("  Not on a Friday "));
    panel.denyShown();
    QCOMPARE(engine.asked, words({"deny sevt_1: Not on a Friday"}));
    panel.approval()->setDenyReason(QString(5000, QLatin1Char('x')));
    QCOMPARE(panel.approval()->denyReason().size(), models::ApprovalDetail::kDenyReasonMax);
}

void ApprovalsTest::aFailedAnswerSaysWhyAndCanBeGivenAgain()
{
    ObedientEngine engine;
    bridge::EngineClient client(engine.post());
    PanelModel panel(&client, m_clock.now(), QTimeZone::utc());
    fill(panel);
    panel.denyShown();
    panel.apply(batchOf({waitingCall(ToolCallState::NeedsApproval, api::AnswerState::Failed)}));
    QCOMPARE(panel.approval()->word(), QStringLiteral("Answer not sent"));
    QCOMPARE(panel.approval()->problem(), QStringLiteral("The answer was not sent. 503 from the control plane."));
    QVERIFY(panel.approval()->canDeny());
    panel.denyShown();
    QVERIFY(panel.approval()->sending());
    QCOMPARE(panel.approval()->problem(), QString());
    // It fails again so quickly that only the same word arrives, after the verdict.
    QTRY_VERIFY(!panel.approval()->sending());
    QVERIFY(panel.approval()->canDeny());
    QCOMPARE(engine.asked.size(), 2);
}

void ApprovalsTest::aRefusedCommandCanBeTriedAgain()
{
    ObedientEngine engine;
    engine.verdict = api::Verdict::denied("The session is gone.");
    bridge::EngineClient client(engine.post());
    PanelModel panel(&client, m_clock.now(), QTimeZone::utc());
    fill(panel);
    panel.denyShown();
    QTRY_COMPARE(panel.approval()->problem(), QStringLiteral("The answer was not sent. The session is gone."));
    QVERIFY(panel.approval()->canDeny());
}

void ApprovalsTest::withoutTheOperatorKeyNothingIsSent()
{
    ObedientEngine engine;
    bridge::EngineClient client(engine.post());
    PanelModel panel(&client, m_clock.now(), QTimeZone::utc());
    fill(panel, false);
    panel.approval()->saw(0, 41);
    QVERIFY(!panel.approval()->hasKey());
    QVERIFY(!panel.approval()->canAllow());
    QVERIFY(!panel.approval()->canDeny());
    panel.allowShown();
    panel.denyShown();
    QCOMPARE(engine.asked, QStringList());
    QVERIFY(panel.approval()->keyMissing().contains(QStringLiteral("--operator-key-file")));
    panel.copyApprovalLink();
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("glovebox://session/sesn_a?call=sevt_1"));
    panel.apply(batchOf({environmentWith(true, 2)})); // set meanwhile
    QVERIFY(panel.approval()->canAllow());
}

void ApprovalsTest::anAnsweredCallStaysForTenSecondsAndLongerWhileOneReads()
{
    PanelModel panel(nullptr, m_clock.now(), QTimeZone::utc());
    fill(panel);
    panel.apply(batchOf({waitingCall(ToolCallState::Denied)}));
    QCOMPARE(panel.approval()->word(), QStringLiteral("Denied"));
    m_clock.advance(60s);
    panel.ticker()->tick();
    QCOMPARE(panel.approvals()->count(), 1); // selected: somebody reads it
    panel.approvals()->clearSelection();
    panel.ticker()->tick();
    QCOMPARE(panel.approvals()->count(), 0);
}

void ApprovalsTest::callsOfTwoSessionsWithTheSameIdAreTwo()
{
    PanelModel panel(nullptr, m_clock.now(), QTimeZone::utc());
    fill(panel);
    panel.apply(batchOf({waitingCall(ToolCallState::Done, {}, "{}", "sesn_b", "sevt_1")}));
    QCOMPARE(panel.waitingApprovals(), 1);
    QVERIFY(panel.approval()->waiting());
}

void ApprovalsTest::aWaitingThreadMarksItsSession()
{
    PanelModel panel(nullptr, m_clock.now(), QTimeZone::utc());
    panel.apply(batchOf(sampleViews()));
    models::StableList *sessions = panel.sessions();
    const auto find = [&] {
        for (int row = 0; row < sessions->count(); ++row)
            if (sessions->index(row, 0).data(models::SessionsModel::SessionIdRole) == QLatin1String(kSampleTeamSession))
                return row;
        return -1;
    };
    QCOMPARE(sessions->index(find(), 0).data(models::SessionsModel::WordRole).toString(), QStringLiteral("Running"));
    QCOMPARE(sessions->index(find(), 0).data(models::SessionsModel::WaitingRole).toString(),
             QStringLiteral("reviewer"));
    sessions->showPending();
    QVERIFY(find() < 3); // it stands with those that need somebody
}

void ApprovalsTest::theNextOneIsTheOldestAndNoneIsSaid()
{
    PanelModel panel(nullptr, m_clock.now(), QTimeZone::utc());
    QSignalSpy toasts(&panel, &PanelModel::toast);
    panel.nextApproval();
    QCOMPARE(toasts.count(), 1);
    panel.apply(batchOf(sampleViews()));
    panel.nextApproval();
    QCOMPARE(panel.page(), PanelModel::ApprovalsPage);
    QCOMPARE(panel.approval()->sessionId(), QLatin1String(kSampleApprovalSession));
}

void ApprovalsTest::earlierAnswersAndTheAgentsWordsAreShown()
{
    PanelModel panel(nullptr, m_clock.now(), QTimeZone::utc());
    fill(panel);
    api::ToolCallView before{.id = domain::EventId("sevt_0"), .name = "bash"};
    before.askedForApproval = true;
    before.state = ToolCallState::Denied;
    panel.apply(batchOf({api::TranscriptEntry{domain::SessionId("sesn_a"), 2, 1, kSampleNow, before},
                         api::TranscriptEntry{domain::SessionId("sesn_a"), 5, 1, kSampleNow,
                                              api::NoteView{api::NoteView::Kind::AgentMessage, "I clean up now."}},
                         waitingCall()}));
    panel.ticker()->tick();
    QCOMPARE(panel.approval()->context(), QStringLiteral("I clean up now."));
    QStringList facts;
    for (int row = 0; row < panel.approval()->facts()->rowCount(); ++row)
        facts += panel.approval()->facts()->index(row).data(models::FactList::ValueRole).toString();
    QVERIFY(facts.contains(QStringLiteral("bash was allowed 0 times and denied 1 times in this session")));
}

void ApprovalsTest::answeringFromTheSessionPageMeansTheSelectedCall()
{
    ObedientEngine engine;
    bridge::EngineClient client(engine.post());
    PanelModel panel(&client, m_clock.now(), QTimeZone::utc());
    fill(panel);
    panel.openSession(QStringLiteral("sesn_a"));
    panel.denyShown(); // nothing is selected here, whatever the inbox has
    QCOMPARE(engine.asked, QStringList());
    panel.session()->selectApproval();
    panel.denyShown();
    QCOMPARE(engine.asked, words({"deny sevt_1"}));
    panel.back();
    QCOMPARE(panel.page(), PanelModel::ApprovalsPage);
}

void ApprovalsTest::theSelectedCallsAreDeniedTogetherWithOneReason()
{
    ObedientEngine engine;
    bridge::EngineClient client(engine.post());
    PanelModel panel(&client, m_clock.now(), QTimeZone::utc());
    fillThree(panel);
    panel.markApproval(QStringLiteral("sesn_a/sevt_1"), true);
    panel.markApproval(QStringLiteral("sesn_b/sevt_3"), true);
    QCOMPARE(panel.markedApprovals(), 2);
    panel.prepareDenialOfMarked();
    QAbstractItemModelTester tester(panel.denial(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(panel.denial()->question(), QStringLiteral("Deny 2 calls?"));
    QCOMPARE(panel.denial()->index(1).data(models::BulkDenial::SessionTitleRole).toString(),
             QStringLiteral("Sweep the docs"));
    QCOMPARE(engine.asked, QStringList()); // listing is not doing
    panel.denial()->setReason(QStringLiteral(" not today "));
    panel.denyPrepared();
    QCOMPARE(engine.asked, words({"deny sevt_1: not today", "deny sevt_3: not today"}));
    QCOMPARE(panel.markedApprovals(), 0);
    QCOMPARE(panel.denial()->index(0).data(models::BulkDenial::WordRole).toString(), QStringLiteral("Sending answer"));
    panel.denyPrepared(); // each is under way: not once more
    QCOMPARE(engine.asked.size(), 2);
}

void ApprovalsTest::allWaitingCallsOfASessionAreDeniedAndNoOther()
{
    ObedientEngine engine;
    bridge::EngineClient client(engine.post());
    PanelModel panel(&client, m_clock.now(), QTimeZone::utc());
    fillThree(panel);
    QCOMPARE(panel.approval()->waitingInSession(), 2);
    panel.prepareDenialOfSession(panel.approval()->sessionId());
    QCOMPARE(panel.denial()->verb(), QStringLiteral("Deny 2 calls"));
    panel.denyPrepared();
    QCOMPARE(engine.asked, words({"deny sevt_1", "deny sevt_2"}));
}

void ApprovalsTest::whatIsAnsweredMeanwhileIsLeftOut()
{
    ObedientEngine engine;
    bridge::EngineClient client(engine.post());
    PanelModel panel(&client, m_clock.now(), QTimeZone::utc());
    fillThree(panel);
    panel.prepareDenialOfSession(QStringLiteral("sesn_a"));
    QCOMPARE(panel.denial()->leftOut(), QString());
    panel.apply(batchOf({waitingCall(ToolCallState::Running)})); // somebody allowed it in the Console
    QCOMPARE(panel.denial()->verb(), QStringLiteral("Deny 1 call"));
    QVERIFY(panel.denial()->leftOut().startsWith(QStringLiteral("1 of them cannot be denied")));
    QCOMPARE(panel.denial()->count(), 2); // it stays listed, with its word
    panel.denyPrepared();
    QCOMPARE(engine.asked, words({"deny sevt_2"}));
}

void ApprovalsTest::callsThatCannotBeAnsweredHereCannotBeSelected()
{
    ObedientEngine engine;
    bridge::EngineClient client(engine.post());
    PanelModel panel(&client, m_clock.now(), QTimeZone::utc());
    fill(panel, false);
    panel.markApproval(QStringLiteral("sesn_a/sevt_1"), true);
    QCOMPARE(panel.markedApprovals(), 0);
    panel.prepareDenialOfSession(QStringLiteral("sesn_a"));
    QCOMPARE(panel.denial()->open(), 0);
    panel.denyPrepared();
    QCOMPARE(engine.asked, QStringList());
}

void ApprovalsTest::besideTheInputStandsWhoAsksAndWhatItCanReach()
{
    PanelModel panel(nullptr, m_clock.now(), QTimeZone::utc());
    fill(panel);
    api::SessionView view = session("sesn_a", 2, api::SessionState::NeedsApproval, "Fix the build");
    view.agentName = "code-surgeon";
    view.sandbox = domain::SandboxId("sbx-1");
    view.threads = {{domain::ThreadId("sthr_1"), "reviewer", false}};
    panel.apply(batchOf({view}));
    api::Change call = waitingCall();
    std::get<api::ToolCallView>(std::get<api::TranscriptEntry>(call).what).thread = domain::ThreadId("sthr_1");
    panel.apply(batchOf({call}));
    panel.ticker()->tick();
    QStringList lines;
    const models::FactList &where = *panel.approval()->where();
    for (int row = 0; row < where.rowCount(); ++row)
        lines += where.index(row).data(models::FactList::LabelRole).toString() + QStringLiteral(": ") +
                 where.index(row).data(models::FactList::ValueRole).toString();
    QCOMPARE(lines,
             words({"Agent: code-surgeon", "Thread: reviewer", "Runs in: sbx-1",
                    "Working directory: /mnt/session, or where cd has led its shell", "Egress profile: not known"}));
    api::SandboxView machine{.generation = 1, .id = domain::SandboxId("sbx-1")};
    machine.egress = "open";
    panel.apply(batchOf({machine}));
    panel.ticker()->tick();
    const QModelIndex reach = where.index(where.rowCount() - 1);
    QCOMPARE(reach.data(models::FactList::ValueRole).toString(), QStringLiteral("open: any public host"));
    QVERIFY(reach.data(models::FactList::WarningRole).toBool());
}

int main(int argc, char **argv)
{
    QGuiApplication app(argc, argv); // for the clipboard
    ApprovalsTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "approvals_test.moc"
