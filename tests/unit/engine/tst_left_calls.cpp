// What an earlier run of the program left open, of sessions that nobody serves any more: closed when the server has the
// answer or the session is over, and kept otherwise.
#include "core/engine/left_calls.h"
#include "tests/support/fake_control_plane.h"
#include "tests/support/fake_ledger.h"
#include "tests/support/manual_clock.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::domain;
using namespace std::chrono_literals;

namespace {

struct Left {
    testsupport::ManualClock clock;
    testsupport::FakeControlPlane plane{clock};
    testsupport::FakeControlPlane other{clock, "env_2"};
    testsupport::FakeLedger ledger{clock};
    engine::LeftCalls calls{clock, ledger};

    void leave(const std::vector<std::pair<std::string, std::string>> &sessionsAndCalls)
    {
        std::vector<ports::OpenCall> open;
        for (const auto &[session, call] : sessionsAndCalls)
            open.push_back({{.session = SessionId(session),
                             .call = EventId(call),
                             .tool = "bash",
                             .sandbox = SandboxId("sbx-1"),
                             .at = clock.wallNow()},
                            ToolResult{"done"}});
        calls.set(std::move(open));
    }
    void settle() { calls.settle({&plane, &other}); }
    std::size_t leftOf(const std::string &session) { return calls.take(SessionId(session)).size(); }
    /// Asked for and answered in the log, a page and more of history before it.
    std::string answered(testsupport::FakeControlPlane &where, const std::string &session)
    {
        for (int i = 0; i < 5; ++i)
            where.endTurn(session);
        const auto call = where.callTool(session, "bash", {});
        where.logOnly(session, "user.tool_result", ToolAnswered{EventId(call)});
        return call;
    }
};

} // namespace

class TestLeftCalls : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aCallThatTheServerHasTheAnswerOfIsClosed()
    {
        Left left;
        left.plane.addSession("sesn_1");
        const auto answered = left.answered(left.plane, "sesn_1");
        const auto waits = left.plane.callTool("sesn_1", "bash", {});
        left.leave({{"sesn_1", answered}, {"sesn_1", waits}});
        left.settle();
        left.clock.advance(1s);
        QCOMPARE(left.ledger.count("close sesn_1 " + answered), 1);
        QCOMPARE(left.ledger.count("close"), 1);
        QCOMPARE(left.leftOf("sesn_1"), std::size_t(1)); // for the session's next item
    }

    void everySessionIsAskedForWhereverItBelongs()
    {
        Left left;
        left.plane.addSession("sesn_1");
        left.other.addSession("sesn_2");
        const auto one = left.answered(left.plane, "sesn_1");
        const auto two = left.answered(left.other, "sesn_2");
        left.leave({{"sesn_1", one}, {"sesn_2", two}});
        left.settle();
        left.clock.advance(1s);
        QCOMPARE(left.ledger.count("close sesn_1"), 1);
        QCOMPARE(left.ledger.count("close sesn_2"), 1);
    }

    void whatNobodyCanAnswerAnyMoreIsClosed()
    {
        Left left;
        left.plane.addSession("sesn_ended");
        const auto call = left.plane.callTool("sesn_ended", "bash", {});
        left.plane.logOnly("sesn_ended", "session.status_terminated", StatusTerminated{});
        left.leave({{"sesn_ended", call}, {"sesn_gone", "sevt_9"}});
        left.settle();
        left.clock.advance(1s);
        QCOMPARE(left.ledger.count("close sesn_ended"), 1);
        QCOMPARE(left.ledger.count("close sesn_gone"), 1);
    }

    void aRefusedKeyClosesNothing()
    {
        Left left;
        left.leave({{"sesn_1", "sevt_1"}});
        left.plane.failNext("events", {ErrorCode::Unauthorized, "revoked"});
        left.settle();
        left.clock.advance(1h);
        QCOMPARE(left.ledger.count("close"), 0);
        QCOMPARE(left.leftOf("sesn_1"), std::size_t(1));
    }

    void anOutageIsWaitedOut()
    {
        Left left;
        left.plane.addSession("sesn_1");
        const auto call = left.answered(left.plane, "sesn_1");
        left.leave({{"sesn_1", call}});
        left.plane.failNext("events", {ErrorCode::NetworkError, "refused"}, 3);
        left.settle();
        left.clock.advance(1min);
        QCOMPARE(left.ledger.count("close sesn_1"), 1);
    }

    void aSessionThatComesBackMeanwhileTakesItsCalls()
    {
        Left left;
        left.plane.addSession("sesn_1");
        const auto call = left.answered(left.plane, "sesn_1");
        left.leave({{"sesn_1", call}});
        left.settle();
        QCOMPARE(left.leftOf("sesn_1"), std::size_t(1));
        left.clock.advance(1s);
        QCOMPARE(left.ledger.count("close"), 0); // whoever took them closes them
    }
};

QTEST_GUILESS_MAIN(TestLeftCalls)
#include "tst_left_calls.moc"
