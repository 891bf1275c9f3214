// Role: what the ledger keeps for people, beside what must survive a crash (core/ports/ledger.h): facts that are told
// once and found again for a year, and the questions that can be asked of them. Values only.
#pragma once

#include "core/domain/audit.h"
#include "core/domain/egress.h"
#include "core/domain/operation.h"
#include "core/domain/sandbox_record.h"
#include "core/domain/usage.h"
#include "core/domain/use.h"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace glovebox::domain {

/// A sandbox that is there, as of its newest change of state; open until Ledger::keepEnded closes it. A start that
/// finds one open and nothing behind it says that it was lost.
struct SandboxFacts {
    SandboxRecord record;
    MachineSize size;
    std::string state; // word(SandboxState)
    std::string base;  // its template; empty: booted
    std::optional<EnvironmentId> environment;
    WallTime since;

    friend bool operator==(const SandboxFacts &, const SandboxFacts &) = default;
};

/// An environment as it was configured last.
struct EnvironmentFacts {
    EnvironmentId id;
    std::string name;
    std::string baseUrl;
    WallTime lastSeen;

    friend bool operator==(const EnvironmentFacts &, const EnvironmentFacts &) = default;
};

/// A snapshot or template that was made here; `goneAt` when its files went.
struct FrozenFacts {
    enum class Kind { Snapshot, Template } kind = Kind::Snapshot;
    std::string id;
    std::string name;
    std::string from; // the sandbox that a snapshot is of; a template's image key
    WallTime at;
    ByteCount stored;
    std::optional<WallTime> goneAt;

    friend bool operator==(const FrozenFacts &, const FrozenFacts &) = default;
};

/// A file that a session left.
struct OutputFacts {
    SessionId session;
    std::string path;
    ByteCount size;
    WallTime at;

    friend bool operator==(const OutputFacts &, const OutputFacts &) = default;
};

/// Told again it replaces what was told of the same thing before.
using HistoryFact = std::variant<SandboxFacts, EnvironmentFacts, FrozenFacts, OutputFacts, Operation, UsageSlice,
                                 ListSlice, EgressDecision>;

// ---- Questions. Every answer is a page of at most limits::kHistoryPageMax rows.

struct OpenSandboxes {}; // facts of those that did not end
struct NewestOperations {
    int most = 0;
};
enum class UsageBy { Day, Session, Environment, Template, Sandbox, Agent };
/// Sums of the days `from` to `to`, both included; the most expensive first (Day: the newest first).
struct UsageSums {
    UsageDay from;
    UsageDay to;
    UsageBy by = UsageBy::Day;
    int most = 0;
};
/// Newest first. What is empty does not narrow.
struct AuditPage {
    std::string text;   // found in any field, case-insensitive
    std::string action; // its beginning: "sandbox."
    std::string object;
    std::uint64_t before = 0; // entries of a smaller sequence; 0: from the newest
    int most = 0;
};
/// Sessions of the past, newest first.
struct PastSessions {
    std::string text; // found in id, title or agent
    std::optional<EnvironmentId> environment;
    std::optional<WallTime> before; // seen last before this
    int most = 0;
};

/// What guests tried to reach, newest first. What is empty does not narrow.
struct EgressPage {
    std::string text; // found in host, address, rule or reason; case-insensitive
    std::optional<SandboxId> sandbox;
    std::optional<SessionId> session;
    std::optional<EgressVerdict> verdict;
    std::optional<WallTime> from{};  // decided then or later
    std::optional<WallTime> until{}; // decided before then
    std::uint64_t before = 0;        // EgressRows::next of the page before; 0: from the newest
    int most = 0;
};

/// How often each rule has decided since then: which of them nobody needs.
struct EgressRuleUses {
    WallTime from;
};

/// Every slice of the sandboxes that did not end: what a start goes on from. As many as there are.
struct OpenSlices {};
/// Every slice of one session's list usage: likewise.
struct ListSlicesOf {
    SessionId session;
};

/// The entries of the audit trail about one sandbox, oldest first.
struct SandboxTrail {
    SandboxId sandbox;
    std::uint64_t after = 0; // entries of a larger sequence
    int most = 0;
};
/// What the sandboxes used that were there between two instants: of the days that this touches, which is how exactly it
/// is known.
struct UseIn {
    WallTime from;
    WallTime until; // before it
};
/// Sandboxes that ended, newest first. What is empty does not narrow.
struct EndedIn {
    std::optional<WallTime> from{};     // then or later
    std::optional<WallTime> until{};    // before it
    std::optional<SandboxId> sandbox{}; // this one, whenever that was
    std::uint64_t before = 0;           // EndedRuns::next of the page before; 0: from the newest
    int most = 0;
};

using HistoryQuestion = std::variant<OpenSandboxes, NewestOperations, UsageSums, AuditPage, PastSessions, OpenSlices,
                                     ListSlicesOf, EgressPage, EgressRuleUses, SandboxTrail, UseIn, EndedIn>;

struct UsageRow {
    std::string key;        // a day "2026-11-26", or an id; empty: of none (a sandbox without a session)
    std::string label;      // a title or name where one is known
    SandboxMeter used;      // peaks are the highest
    std::int64_t cost = 0;  // local, millionths of a US dollar
    std::string pricesAsOf; // of the newest slice; "several" when they differ
    int sandboxes = 0;
    std::optional<ModelUsage> list; // of the control plane; none: nothing was reported

    friend bool operator==(const UsageRow &, const UsageRow &) = default;
};
struct UsageTable {
    std::vector<UsageRow> rows;
    UsageRow total; // of all rows, those that did not fit on the page, too
    bool more = false;
};
struct AuditRows {
    std::vector<AuditEntry> entries;
    bool more = false;
};
struct PastSession {
    SessionId session;
    EnvironmentId environment;
    std::string title;
    std::string agentName;
    std::optional<ModelUsage> usage;
    WallTime lastSeen;
    std::int64_t cost = 0; // local
    int calls = 0;

    friend bool operator==(const PastSession &, const PastSession &) = default;
};
struct PastSessionRows {
    std::vector<PastSession> sessions;
    bool more = false;
};

struct EgressRows {
    std::vector<EgressDecision> decisions;
    std::uint64_t next = 0; // what the next page is asked for with
    bool more = false;
};

struct EgressRuleUse {
    std::string rule; // as EgressDecision has it: with its profile
    std::uint64_t times = 0;
    WallTime last;

    friend bool operator==(const EgressRuleUse &, const EgressRuleUse &) = default;
};

struct SandboxTrailRows {
    std::vector<AuditEntry> entries;
    bool more = false;
};

struct EndedRuns {
    std::vector<EndedRun> runs;
    std::uint64_t next = 0; // what the next page is asked for with
    bool more = false;
};

using HistoryAnswer = std::variant<std::vector<SandboxFacts>, std::vector<Operation>, UsageTable, AuditRows,
                                   PastSessionRows, std::vector<UsageSlice>, std::vector<ListSlice>, EgressRows,
                                   std::vector<EgressRuleUse>, SandboxTrailRows, UseTotals, EndedRuns>;

} // namespace glovebox::domain
