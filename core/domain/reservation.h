// Role: which session a sandbox that was prepared ahead of time is meant for. Pure.
#pragma once

#include "core/base/result.h"
#include "core/base/units.h"
#include "core/domain/binding.h"
#include "core/domain/ids.h"

#include <optional>
#include <string>

namespace glovebox::domain {

struct Reservation {
    std::optional<SessionId> session; // this one and no other; none: whichever `match` fits
    Metadata match;                   // each of these is in the session's metadata, or in its work item's
    std::optional<WallTime> until;    // it is nobody's any more afterwards; the sandbox stays
    WallTime since;                   // of two that fit, the one that was made first is taken

    friend bool operator==(const Reservation &, const Reservation &) = default;
};

/// InvalidArgument, in words for whoever wrote it: for a session or for a match, not both, none or too many of them;
/// not in the past.
Result<> check(const Reservation &reservation, WallTime now);

/// What the session says goes before what its item says, key by key.
bool fits(const Reservation &reservation, const SessionId &session, const Metadata &metadata, const Metadata &item,
          WallTime now);
bool isOver(const Reservation &reservation, WallTime now);

/// "session sesn_1", "team = billing, ticket = 4711".
std::string inWords(const Reservation &reservation);

} // namespace glovebox::domain
