// Role: a ledger in memory, for engine tests. Obeys the Ledger port (answers at the next turn of the loop, in order,
// never before the fact is "on disk") and can be told to fail, to answer late, and what was on disk at any moment can
// be given to a second one: the program that starts after a crash. Thread: the test's.
#pragma once

#include "core/ports/clock.h"
#include "core/ports/ledger.h"
#include "tests/support/fake_history.h"

#include <deque>
#include <map>
#include <memory>
#include <optional>

namespace testsupport {

/// What is on disk.
struct KeptFacts {
    struct Work {
        glovebox::ports::WorkIntent intent;
        std::optional<glovebox::ports::WorkStep> step; // the last one; none: intended only
        bool open = true;
    };
    struct Called {
        glovebox::ports::OpenCall call;
        bool open = true;
    };
    std::vector<Work> work; // in the order of their first intent
    std::vector<Called> calls;
    std::map<std::string, glovebox::ports::SessionFacts> sessions;
    std::vector<glovebox::ports::EndedSandbox> ended; // the one told last is the last
    KeptHistory history;
    std::vector<glovebox::domain::AuditEntry> audit; // unchained
};

class FakeLedger final : public glovebox::ports::Ledger {
public:
    explicit FakeLedger(glovebox::ports::Clock &clock, KeptFacts kept = {});

    /// What a start after a crash at this moment finds. Facts whose answer is held are not in it.
    const KeptFacts &durable() const { return m_kept; }
    /// The next `times` facts that want an answer are not kept and get this.
    void failNext(glovebox::Error error, int times = 1) { m_faults.insert(m_faults.end(), times, error); }
    /// From here on every fact fails like this, until cleared: a full disk.
    void failAll(std::optional<glovebox::Error> error) { m_failAll = std::move(error); }
    /// A disk that hangs: nothing is kept or answered until it is let go, then all of it in order.
    void hold(bool held);

    /// "work work_1", "work work_1 stopped", "call sesn_1 sevt_2", "result sesn_1 sevt_2", "close sesn_1 sevt_2",
    /// "session sesn_1", "ended sbx-1", "left open", "note sandbox sbx-1", "note environment env_1", "note snapshot
    /// snap-1", "note template tpl-1", "note output sesn_1", "note operation op-1", "note usage sbx-1", "note list sesn_1",
    /// "ask": as told, kept or not.
    const std::vector<std::string> &journal() const { return m_journal; }
    int count(const std::string &prefix) const;

    // ---- the port ----
    void intendWork(glovebox::ports::WorkIntent intent, glovebox::Callback<> done) override;
    void stepWork(glovebox::domain::WorkId work, glovebox::ports::WorkStep step) override;
    void intendCall(glovebox::ports::CallIntent intent, glovebox::Callback<> done) override;
    void keepResult(glovebox::domain::SessionId session, glovebox::domain::EventId call,
                    glovebox::domain::ToolResult result, glovebox::Callback<> done) override;
    void closeCall(glovebox::domain::SessionId session, glovebox::domain::EventId call) override;
    void keepSession(glovebox::ports::SessionFacts facts) override;
    void leftOpen(glovebox::Callback<glovebox::ports::LeftOpen> done) override;
    void keepEnded(glovebox::ports::EndedSandbox ended) override;
    void ended(int most, glovebox::Callback<std::vector<glovebox::ports::EndedSandbox>> done) override;
    void note(glovebox::domain::HistoryFact fact) override;
    void audit(glovebox::domain::AuditEntry entry) override;
    void ask(glovebox::domain::HistoryQuestion question,
             glovebox::Callback<glovebox::domain::HistoryAnswer> done) override;

private:
    using Step = std::function<glovebox::Result<>()>; // changes what is kept

    void tell(std::string journalLine, Step keep, glovebox::Callback<> done);
    void later(std::function<void()> turn);
    void runWaiting();
    KeptFacts::Called *find(const glovebox::domain::SessionId &session, const glovebox::domain::EventId &call);

    glovebox::ports::Clock &m_clock;
    KeptFacts m_kept;
    std::deque<glovebox::Error> m_faults;
    std::optional<glovebox::Error> m_failAll;
    std::deque<std::function<void()>> m_waiting;
    std::shared_ptr<const bool> m_alive = std::make_shared<const bool>(true);
    glovebox::Call m_turn;
    bool m_held = false;
    std::vector<std::string> m_journal;
};

} // namespace testsupport
