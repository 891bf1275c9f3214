// Role: what a ledger in memory keeps for people, and its answers: the plain way, to compare the real one with.
// Thread: the test's.
#pragma once

#include "core/ports/ledger.h"

#include <functional>
#include <set>

namespace testsupport {

struct KeptHistory {
    std::vector<glovebox::domain::SandboxFacts> sandboxes; // in the order of their first telling
    std::set<glovebox::domain::SandboxId> closed;
    std::vector<glovebox::domain::EnvironmentFacts> environments;
    std::vector<glovebox::domain::FrozenFacts> frozen;
    std::vector<glovebox::domain::OutputFacts> outputs;
    std::vector<glovebox::domain::Operation> operations; // in the order of their first telling
    std::vector<glovebox::domain::UsageSlice> usage;
    std::vector<glovebox::domain::ListSlice> list;
    std::vector<glovebox::domain::EgressDecision> egress; // in the order of their first telling
    std::vector<glovebox::ports::SessionFacts> sessions;  // the one told last is the last
    std::vector<glovebox::domain::AuditEntry> audit;      // numbered from 1; without tags
    std::vector<glovebox::ports::EndedSandbox> ended;     // the one told last is the last

    void append(glovebox::domain::AuditEntry entry);
    void note(const glovebox::domain::HistoryFact &fact);
    void keepSession(const glovebox::ports::SessionFacts &facts);
    /// `calls` says how many calls of a session were told of.
    glovebox::Result<glovebox::domain::HistoryAnswer>
    answer(const glovebox::domain::HistoryQuestion &question,
           const std::function<int(const glovebox::domain::SessionId &)> &calls) const;
};

} // namespace testsupport
