// Role: what was decided about one attempt of a guest to reach something outside its sandbox, and what went through.
// Thread: any.
#pragma once

#include "core/base/units.h"
#include "core/domain/ids.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace glovebox::domain {

enum class EgressKind { Name, Connection }; // a name was asked for; a TCP connection was opened
enum class EgressVerdict { Allowed, Denied };

/// Told when it was decided, when a secret was put in for the first time, and again when the connection ended.
struct EgressDecision {
    EgressId id; // of the attempt
    WallTime at;
    SandboxId sandbox;
    std::optional<SessionId> session; // that used the sandbox then
    EgressKind kind = EgressKind::Connection;
    std::string host;       // the name as it was asked for; empty: an address was
    std::string address;    // that was, or would have been, connected to; empty: it did not come to that
    std::uint16_t port = 0; // 0 of Name
    EgressVerdict verdict = EgressVerdict::Denied;
    std::string rule;   // that decided, with its profile; empty: no rule allowed it
    std::string reason; // of Denied: one sentence
    ByteCount sent;     // by the guest
    ByteCount received;
    std::optional<std::chrono::milliseconds> lasted; // none: it goes on
    // By name, each once, in the order in which they came; what they are worth is never here.
    std::vector<std::string> secrets{}; // that the gate put in
    std::vector<std::string> misused{}; // whose placeholder stood where it may not: it did not pass

    friend bool operator==(const EgressDecision &, const EgressDecision &) = default;
};

/// Lower-case words, as the ledger and machine-readable output have them.
std::string_view word(EgressKind kind);
std::string_view word(EgressVerdict verdict);
std::optional<EgressKind> egressKindFrom(std::string_view word);
std::optional<EgressVerdict> egressVerdictFrom(std::string_view word);

} // namespace glovebox::domain
