// Role: from what a rule allowed to a connected socket: looks a name up, lets each address be decided, and dials those
// that may be, one after another. An address that was decided on is the address that is dialled; the name is not asked
// for again. Thread: the engine's.
// Invariants: answers once, never from inside; after the handle has gone nothing is called and nothing is open.
#pragma once

#include "core/base/call.h"
#include "core/base/result.h"
#include "core/domain/egress_policy.h"
#include "core/domain/ip_address.h"
#include "core/egress/lookups.h"
#include "core/egress/upstream.h"
#include "core/ports/clock.h"

#include <functional>
#include <list>
#include <memory>
#include <string>
#include <vector>

namespace glovebox::egress {

/// This host's own addresses, at this moment.
using OwnAddresses = std::function<std::vector<std::string>()>;

OwnAddresses systemAddresses();
/// What the policy says of an address, and that it is not this host itself unless a rule names it. `own`: of ownOf().
domain::EgressRuling decideDialled(const domain::EgressPolicy &policy, const domain::IpAddress &address,
                                   std::uint16_t port, const std::vector<domain::IpAddress> &own);

/// Connections that were made to ports of sandboxes, of all addresses together; and who of them has shown nothing yet
/// that lets him in, the oldest first, by what ends him.
struct InwardRoom {
    std::size_t open = 0;
    std::size_t most = 256;
    std::list<std::function<void()>> strangers;
};

struct DialParts {
    ports::Clock &clock;
    Resolve resolve;
    OwnAddresses own;
    /// Connections of all guests together, and how many there may be: a guest must not use up what the whole program
    /// may open.
    std::shared_ptr<std::size_t> connections = std::make_shared<std::size_t>(0);
    std::size_t connectionsMax = 1024;
    /// Those to ports of sandboxes, which every program of this host may open, and others where such an address is
    /// reached from elsewhere: they take nothing of the guests' own.
    std::shared_ptr<InwardRoom> inward = std::make_shared<InwardRoom>();
};

/// This host's, as they are now.
std::vector<domain::IpAddress> ownOf(const DialParts &parts);

struct DialOrder {
    std::string name;    // or:
    std::string address; // that was dialled
    std::uint16_t port = 0;
    std::string to; // where to connect instead
    domain::EgressPolicy policy;
};

struct Dialled {
    enum class End { Connected, Policy, UnknownName, Unreachable, TimedOut } end = End::Unreachable;
    std::unique_ptr<Upstream> upstream; // when Connected; without handlers
    std::string address;                // that was, or would have been, dialled
    std::string rule;                   // of Policy, and of an address that only a rule made reachable
    std::string reason;                 // why not
};

Call dial(const DialParts &parts, DialOrder order, std::function<void(Dialled)> done);

} // namespace glovebox::egress
