// Attempts to leave are all in the ledger, but a guest that is refused in a loop does not fill the host's disk.
#include "core/engine/attempt_log.h"
#include "tests/support/manual_clock.h"

#include <QTest>

#include <vector>

using namespace glovebox;
using namespace glovebox::domain;
using namespace std::chrono_literals;
using engine::AttemptLog;

class TestAttemptLog : public QObject {
    Q_OBJECT

    testsupport::ManualClock m_clock;
    std::vector<EgressDecision> m_written;
    std::unique_ptr<AttemptLog> m_log;
    int m_attempts = 0;

    EgressDecision attempt(EgressVerdict verdict, const std::string &sandbox = "sbx-1")
    {
        return {.id = EgressId("egr-" + std::to_string(++m_attempts)),
                .sandbox = SandboxId(sandbox),
                .host = "bad.test",
                .port = 443,
                .verdict = verdict,
                .reason = verdict == EgressVerdict::Denied ? "No rule allows it." : "",
                .lasted = 0ms};
    }
    void refuse(int times, const std::string &sandbox = "sbx-1")
    {
        for (int i = 0; i < times; ++i)
            m_log->decided(attempt(EgressVerdict::Denied, sandbox));
    }
    int written() { return static_cast<int>(std::exchange(m_written, {}).size()); }

private Q_SLOTS:
    void init()
    {
        m_written.clear();
        m_log = std::make_unique<AttemptLog>(m_clock, [this](const EgressDecision &one) { m_written.push_back(one); });
    }

    void aLoopIsCounted()
    {
        refuse(AttemptLog::kAtOnce);
        QCOMPARE(written(), AttemptLog::kAtOnce);
        refuse(500);
        QCOMPARE(written(), 0);
        const auto newest = m_attempts;
        m_clock.advance(AttemptLog::kEvery);
        QCOMPARE(m_written.size(), std::size_t{1});
        QCOMPARE(m_written.front().id.value(), "egr-" + std::to_string(newest));
        QCOMPARE(m_written.front().reason, std::string("No rule allows it. 499 more were refused within a minute."));
    }

    void aDayOfItIsAFewMegabytes()
    {
        for (int second = 0; second < 86'400; ++second) {
            refuse(100);
            m_clock.advance(1s);
        }
        QVERIFY(written() <= AttemptLog::kAtOnce + 86'400 + 1'440);
    }

    void roomComesBack()
    {
        refuse(AttemptLog::kAtOnce + 1);
        QCOMPARE(written(), AttemptLog::kAtOnce);
        m_clock.advance(10s);
        refuse(11);
        QCOMPARE(written(), 10);
    }

    void anotherSandboxIsNotConcerned()
    {
        refuse(AttemptLog::kAtOnce + 5);
        m_written.clear();
        refuse(5, "sbx-2");
        QCOMPARE(written(), 5);
    }

    void whatWasAllowedOrBegunOrHasASecretIsAlwaysWritten()
    {
        refuse(AttemptLog::kAtOnce + 5);
        m_written.clear();
        m_log->decided(attempt(EgressVerdict::Allowed));
        QCOMPARE(written(), 1);
        auto begun = attempt(EgressVerdict::Allowed);
        begun.lasted.reset();
        m_log->decided(begun);
        begun.verdict = EgressVerdict::Denied; // its first bytes were not good
        begun.lasted = 5ms;
        m_log->decided(begun);
        QCOMPARE(written(), 2);
        auto misused = attempt(EgressVerdict::Denied);
        misused.misused = {"api"};
        m_log->decided(misused);
        QCOMPARE(written(), 1);
    }

    void whatWasCountedIsWrittenAtTheEnd()
    {
        refuse(AttemptLog::kAtOnce + 3);
        m_written.clear();
        m_log->writeAll();
        QCOMPARE(written(), 1);
        m_log->writeAll();
        QCOMPARE(written(), 0);
    }
};

QTEST_GUILESS_MAIN(TestAttemptLog)
#include "tst_attempt_log.moc"
