// Role: one thing told to the ledger, as a value that may cross to the writing thread, and the bounds it must keep.
// Thread: any.
#pragma once

#include "core/ports/ledger.h"

#include <optional>
#include <variant>

namespace glovebox::ledger {

struct WorkStepped {
    domain::WorkId work;
    ports::WorkStep step = ports::WorkStep::Acknowledged;
};

struct WorkBeaten {
    domain::WorkId work;
    std::string lastHeartbeat;
};

struct ResultKept {
    domain::SessionId session;
    domain::EventId call;
    domain::ToolResult result;
    bool early = false; // the result log has it
};

struct CallClosed {
    struct End {
        bool isError = false;
        bool timedOut = false;
    };
    domain::SessionId session;
    domain::EventId call;
    std::optional<End> end{}; // of a result that only the result log has
};

using Fact = std::variant<ports::WorkIntent, WorkStepped, WorkBeaten, ports::CallIntent, ResultKept, CallClosed,
                          ports::SessionFacts, ports::EndedSandbox, domain::HistoryFact, domain::AuditEntry>;

/// What a commit outlives: this program, or its host, too (a power cut). The second costs a wait for the disk.
enum class Durability { Program, Host };

/// Whether a power cut must not take it. An intent is the only trace of what was begun. A result without its row is a
/// call that was running, which its agent is told; the machine that it came from is gone with the power as well.
bool outlivesTheHost(const Fact &fact);

/// Whether only people look at it: on a disk that is full it gives way to what a start after a crash needs.
bool isForPeople(const Fact &fact);

/// Refuses what could not be found again if it were cut (ids, results); cuts what is only for people.
Result<> makeBounded(Fact &fact);

/// Roughly what it takes in memory.
ByteCount weight(const Fact &fact);

} // namespace glovebox::ledger
