// Role: what a client of the isorun-compatible routes writes about a run's network, as an egress profile of this host
// and rules of the run's own. Pure. Thread: any.
//
// The reading (docs/isorun.md): without rules a run gets the host's usual profile. Something allowed, with or without
// "all denied" (0.0.0.0/0, ::/0 or *), means: this and nothing else. Something denied alone is denied on top of the
// usual profile. A rule for a host beats one for all addresses; otherwise what is denied is denied.
// Invariants: nothing is given that the host's ceiling does not allow, nor an address that is not public; what cannot
// be kept to exactly is refused (InvalidArgument), never left out.
#pragma once

#include "core/api/egress_views.h"
#include "core/base/result.h"

#include <string>
#include <vector>

namespace glovebox::rest {

struct NetworkWish {
    std::vector<std::string> allow; // hosts, *.hosts, addresses, ranges of them
    std::vector<std::string> deny;
    std::string profile; // by name; empty: none was named
};

struct NetworkPlan {
    std::string profile; // empty: the host's usual one
    std::vector<domain::EgressRule> own;

    friend bool operator==(const NetworkPlan &, const NetworkPlan &) = default;
};

Result<NetworkPlan> networkPlan(const NetworkWish &wish, const api::EgressProfilesView &host);

} // namespace glovebox::rest
