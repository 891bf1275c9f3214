// Role: makes the ledger's facts of what the engine shows and is told: sandboxes, usage by day, long actions, the audit
// trail, budgets, and what a start found. It stands beside the engine: every change passes it on its way to the
// observer, and every command that comes through the door. Thread: the engine's.
//
// Invariants
// - It does nothing in the engine from inside a change. What a budget does comes from a timer or the ledger's answer.
// - No tool's input and no reason that reaches an agent is written into the audit trail.
#pragma once

#include "core/api/engine_control.h"
#include "core/engine/attempt_log.h"
#include "core/engine/budget_keeper.h"
#include "core/engine/known_views.h"
#include "core/engine/list_book.h"
#include "core/engine/operations_book.h"
#include "core/engine/recovery.h"
#include "core/engine/secret_trail.h"
#include "core/engine/usage_book.h"
#include "core/ports/clock.h"
#include "core/ports/ledger.h"
#include "core/ports/orphans.h"

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace glovebox::engine {

class Bookkeeper {
public:
    struct Parts {
        ports::Clock &clock;
        ports::Ledger &ledger;
        ports::Orphans *orphans = nullptr;
        std::string origin; // of the operator's commands: "panel", "serve"
    };

    Bookkeeper(Parts parts, const api::EngineSettings &settings, api::Observer observer);

    /// On its way to the observer.
    void saw(api::Change change);

    // ---- A start
    /// Reads what the books have. `done` comes with or without an answer, never from inside.
    void open(std::function<void()> done);
    /// The pool has found what there is again: the rest of the records is lost. `bury` is given each of those.
    void opened(const std::function<void(ports::EndedSandbox)> &bury);
    /// Work goes on; budgets are watched.
    void started();

    // ---- Commands
    domain::AuditEntry commanded(std::string action, std::string object) const; // to be completed
    void answered(domain::AuditEntry entry, const api::Verdict &verdict);
    void audit(domain::AuditEntry entry);
    void sessionStarted(const api::StartedSessionView &view);
    void workTaken(const domain::WorkItem &item, bool again);
    void workLeft(const domain::WorkItem &item, bool isClean);
    void decided(const domain::EgressDecision &decision);
    api::Verdict ask(const api::HistoryQuery &query);
    api::Verdict lookForOrphans();
    api::Verdict removeOrphan(const std::string &id);

    UsageBook &usage() { return m_usage; }
    OperationsBook &operations() { return m_operations; }
    BudgetKeeper &budgets() { return m_budgets; }
    Recovery &recovery() { return m_recovery; }
    const KnownViews &known() const { return m_known; }

private:
    void sawHost(const api::HostView &view);
    void sawEnvironment(const api::EnvironmentView &view);
    void sawSession(const api::SessionView &view);
    void sawSandbox(const api::SandboxView &view);
    void sawSnapshot(const api::SnapshotView &view);
    void sawTemplate(const api::TemplateView &view);
    void noteSandbox(const api::SandboxView &view);
    void noteFrozen(const api::SnapshotView &view, std::optional<WallTime> goneAt);
    void noteFrozen(const api::TemplateView &view, std::optional<WallTime> goneAt);
    // bookkeeper_audit.cpp
    void auditSandbox(const api::SandboxView *before, const api::SandboxView &now);
    void auditHost(const api::HostView &view);
    void engineDid(std::string action, std::string object, std::string reason, std::string before = {},
                   std::string after = {}, std::string session = {});
    void failed(std::string action, std::string object, std::string reason, std::string session = {});

    void readOpen(std::uint64_t round, Result<domain::HistoryAnswer> answer);
    void foundStopped(const api::SandboxView &view);
    std::string whatBecameOf(const domain::Operation &operation) const;
    void publishOrphans();

    Parts m_parts;
    api::Observer m_observer;
    KnownViews m_known;
    UsageBook m_usage;
    ListBook m_lists;
    OperationsBook m_operations;
    BudgetKeeper m_budgets;
    Recovery m_recovery;
    SecretTrail m_secretTrail;
    AttemptLog m_attemptLog;
    std::string m_pricesAsOf;

    std::map<domain::SandboxId, domain::SandboxFacts> m_facts; // as they were told last
    std::vector<domain::SandboxFacts> m_openBefore;            // of earlier runs
    std::vector<domain::Operation> m_operationsBefore;
    std::uint64_t m_round = 0; // of reading: answers to a start that was given up are not this one's
    int m_reading = 0;         // answers that are awaited
    bool m_isFinding = false;
    std::function<void()> m_read;
    std::optional<api::EnginePhase> m_phase;
    std::map<std::size_t, std::uint64_t> m_asked; // of each kind of question, the newest
    std::uint64_t m_questions = 0;
    int m_eachAsked = 0;                 // questions of which each is answered, that are not yet
    std::set<std::string> m_keptOutputs; // that the ledger was told of
    api::OrphansView m_orphans;
    Call m_orphanSearch;
    std::map<std::string, Call> m_orphanRemovals;
    std::shared_ptr<const bool> m_alive = std::make_shared<const bool>(true);
};

} // namespace glovebox::engine
