// The program dies at any moment and is started again: what the ledger holds is enough to strand nothing, lose no
// result and run nothing twice.
#include "tests/support/engine_rig.h"

#include <QRegularExpression>
#include <QTest>

#include <algorithm>

using namespace glovebox;
using namespace glovebox::domain;
using namespace std::chrono_literals;
using testsupport::EngineRig;

namespace {

std::ptrdiff_t indexOf(const std::vector<std::string> &lines, const std::string &line)
{
    return std::ranges::find(lines, line) - lines.begin();
}

} // namespace

class TestCrash : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anItemIsWrittenDownBeforeItIsAcknowledged()
    {
        EngineRig rig;
        rig.start();
        rig.ledger->hold(true);
        rig.plane.addSession("sesn_1");
        rig.pass(5s);
        QCOMPARE(rig.ledger->count("work work_1"), 1);
        QCOMPARE(rig.plane.count("ack"), 0);
        rig.ledger->hold(false);
        rig.pass(1s);
        QCOMPARE(rig.plane.count("ack work_1"), 1);
    }

    void anItemThatCannotBeWrittenDownIsNotTakenAndTheReasonIsShown()
    {
        EngineRig rig;
        rig.start();
        rig.ledger->failAll(Error{ErrorCode::OutOfDisk, "no space left"});
        rig.plane.addSession("sesn_1");
        const auto &environment = rig.environments.begin()->second;
        for (int i = 0; i < 50 && environment.state != api::PollState::Disconnected; ++i)
            rig.pass(100ms);
        QCOMPARE(rig.plane.count("ack"), 0);
        QCOMPARE(environment.state, api::PollState::Disconnected);
        QCOMPARE(environment.problem->code, ErrorCode::OutOfDisk);
        rig.ledger->failAll({});
        rig.plane.addSession("sesn_2");
        rig.pass(90s);
        QCOMPARE(rig.plane.count("ack"), 1);
    }

    void anItemAcknowledgedAndNotYetBeatenIsTakenUpAgain()
    {
        EngineRig rig;
        rig.plane.addSession("sesn_1");
        const auto call = rig.plane.callTool("sesn_1", "bash", {});
        rig.plane.hold("ack"); // the acknowledgement is taken, its answer never seen
        rig.start();
        rig.pass(1s);
        QCOMPARE(rig.plane.count("heartbeat"), 0);
        rig.plane.letGo("ack");
        rig.crashAndStart();
        rig.pass(2s);
        QVERIFY(rig.plane.count("heartbeat work_1 NO_HEARTBEAT") >= 1);
        QCOMPARE(rig.textOf(call), std::string("ran bash"));
    }

    void aHealthCheckIsOneAlsoAfterARestart()
    {
        EngineRig rig;
        rig.plane.enqueueHealthcheck("work_h");
        rig.plane.hold("ack");
        rig.start();
        rig.pass(5s);
        rig.plane.letGo("ack");
        rig.crashAndStart();
        rig.pass(2s);
        // No session is looked for, and the item is stopped as one that is done.
        QCOMPARE(rig.plane.count("session "), 0);
        QVERIFY(rig.plane.count("heartbeat work_h") >= 1);
        QCOMPARE(rig.plane.count("stop work_h"), 1);
        QCOMPARE(rig.ledger->count("work work_h stopped"), 1);
        QVERIFY(rig.sessions.empty());
    }

    void aResultThatWasComputedIsPostedAndTheCallDoesNotRunAgain()
    {
        EngineRig rig;
        rig.plane.addSession("sesn_1");
        rig.start();
        rig.pass(1s);
        rig.plane.failNext("send", {ErrorCode::NetworkError, "cut"}, 1000);
        const auto call = rig.plane.callTool("sesn_1", "bash", {});
        rig.pass(2s);
        QCOMPARE(rig.guests.ran.size(), std::size_t{1});
        rig.plane.clearFaults();
        rig.crashAndStart();
        rig.pass(5s);
        QCOMPARE(rig.guests.ran.size(), std::size_t{1});
        QCOMPARE(rig.plane.answers().size(), std::size_t{1});
        QVERIFY(rig.textOf(call).find("ran bash") != std::string::npos);
    }

    void theResultIsOnDiskBeforeItIsPosted()
    {
        EngineRig rig;
        rig.plane.addSession("sesn_1");
        rig.start();
        rig.pass(1s);
        rig.guests.toolTime = 5s;
        const auto call = rig.plane.callTool("sesn_1", "bash", {});
        rig.pass(1s);
        rig.ledger->hold(true); // its result will hang
        rig.pass(10s);
        QCOMPARE(rig.plane.count("send"), 0);
        rig.ledger->hold(false);
        rig.pass(1s);
        QCOMPARE(rig.plane.count("send"), 1);
        const auto &lines = rig.ledger->journal();
        QVERIFY(indexOf(lines, "call sesn_1 " + call) < indexOf(lines, "result sesn_1 " + call));
        QVERIFY(indexOf(lines, "result sesn_1 " + call) < indexOf(lines, "close sesn_1 " + call));
    }

    void aCallThatRanWhenTheProgramDiedIsAnsweredAndNotRunAgain()
    {
        EngineRig rig;
        rig.guests.toolTime = 600s;
        rig.plane.addSession("sesn_1");
        rig.start();
        rig.pass(1s);
        const auto call = rig.plane.callTool("sesn_1", "bash", {{"command", "transfer money"}});
        rig.pass(2s);
        QTest::ignoreMessage(QtWarningMsg, // the log has it too
                             QRegularExpression(QStringLiteral("^sesn_1: bash .*was running when the worker ended")));
        rig.crashAndStart();
        rig.pass(5s);
        QCOMPARE(rig.guests.ran.size(), std::size_t{1});
        QVERIFY(rig.textOf(call).find("restarted while this call ran") != std::string::npos);
        QCOMPARE(rig.plane.answers().size(), std::size_t{1});
        QVERIFY(rig.plane.answers().front().result.isError);
    }

    void anAgentIsToldThatItsFilesDidNotSurviveTheRestart()
    {
        EngineRig rig;
        rig.plane.addSession("sesn_1");
        rig.start();
        rig.pass(1s);
        rig.plane.callTool("sesn_1", "bash", {});
        rig.pass(2s);
        rig.crashAndStart();
        rig.pass(2s);
        const auto after = rig.plane.callTool("sesn_1", "bash", {});
        const auto later = rig.plane.callTool("sesn_1", "bash", {});
        rig.pass(5s);
        QVERIFY(rig.textOf(after).starts_with("[This call ran in a new, empty sandbox"));
        QCOMPARE(rig.textOf(later), std::string("ran bash")); // once
    }

    void anItemThatAnotherWorkerHoldsByNowIsLetGo()
    {
        EngineRig rig;
        rig.plane.addSession("sesn_1");
        rig.start();
        rig.pass(1s);
        rig.plane.failNext("heartbeat", {ErrorCode::LeaseLost, "moved on"});
        rig.crashAndStart();
        rig.pass(5s);
        QCOMPARE(rig.plane.count("stop"), 0);
        QCOMPARE(rig.plane.count("send"), 0);
        QCOMPARE(rig.ledger->durable().work.front().open, false);
    }

    void aLeaseIsTakenUpWhereItWasLeft()
    {
        EngineRig rig;
        rig.plane.addSession("sesn_1");
        rig.start();
        rig.pass(1s);
        QCOMPARE(rig.plane.count("heartbeat work_1 NO_HEARTBEAT"), 1);
        const auto beats = rig.plane.count("heartbeat");
        rig.crashAndStart();
        rig.pass(1s);
        QCOMPARE(rig.plane.count("heartbeat work_1 NO_HEARTBEAT"), 1);
        QCOMPARE(rig.plane.count("heartbeat work_1 beat-" + std::to_string(beats)), 1);
    }

    void aLeaseThatARestartCostIsSaidToComeBackAndThatItCame()
    {
        EngineRig rig;
        rig.plane.addSession("sesn_1");
        rig.start();
        rig.pass(1s);
        rig.plane.failNext("heartbeat", {ErrorCode::LeaseLost, "HTTP 412"});
        rig.transcripts.clear();
        rig.crashAndStart();
        rig.pass(2s);
        const auto said = [&](const char *part) {
            return std::ranges::any_of(rig.notes("sesn_1"),
                                       [&](const auto &note) { return note.find(part) != std::string::npos; });
        };
        QVERIFY(said("lease lost: it is of before this start"));
        QVERIFY(said("when the lease is over the queue hands it out again, to this host or another worker"));
        QVERIFY(!said("HTTP 412")); // for the log
        QVERIFY(!said("handed the session out to this host again"));
        rig.plane.enqueue("sesn_1");
        rig.pass(5s);
        QVERIFY(said("the queue handed the session out to this host again"));
        QCOMPARE(rig.session("sesn_1").work, std::optional(WorkId("work_2")));
    }

    void aCallThatRanWhenTheLeaseWasLostIsNotRunAgainByUs()
    {
        EngineRig rig;
        rig.guests.toolTime = 600s;
        rig.plane.addSession("sesn_1");
        rig.start();
        rig.pass(1s);
        const auto call = rig.plane.callTool("sesn_1", "bash", {{"command", "transfer money"}});
        rig.pass(2s);
        rig.plane.failNext("heartbeat", {ErrorCode::LeaseLost, "moved on"});
        rig.pass(40s);
        rig.plane.enqueue("sesn_1"); // nobody answered it meanwhile
        rig.pass(10s);
        QCOMPARE(rig.guests.ran.size(), std::size_t{1});
        QVERIFY(rig.textOf(call).find("let go of while this call ran") != std::string::npos);
    }

    void anAcknowledgementWhoseAnswerIsLostStrandsNothing()
    {
        EngineRig rig;
        rig.plane.addSession("sesn_1");
        const auto call = rig.plane.callTool("sesn_1", "bash", {});
        rig.plane.failNext("ack", {ErrorCode::Conflict, "acknowledged already"});
        rig.start();
        rig.pass(2s);
        QCOMPARE(rig.plane.count("heartbeat work_1 NO_HEARTBEAT"), 1);
        QCOMPARE(rig.textOf(call), std::string("ran bash"));
    }

    void nothingIsTakenUpTwice()
    {
        EngineRig rig;
        rig.plane.addSession("sesn_1");
        rig.start();
        rig.pass(1s);
        rig.plane.callTool("sesn_1", "bash", {});
        rig.pass(1s);
        rig.plane.endTurn("sesn_1");
        rig.pass(90s);
        QCOMPARE(rig.plane.count("stop work_1"), 1);
        const int beats = rig.plane.count("heartbeat");
        rig.crashAndStart();
        rig.pass(60s);
        QCOMPARE(rig.plane.count("heartbeat"), beats);
    }
};

QTEST_GUILESS_MAIN(TestCrash)
#include "tst_crash.moc"
