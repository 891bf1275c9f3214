// Role: the profiles that every host has. Pure. Thread: any.
#pragma once

#include "core/domain/egress_policy.h"

#include <string>
#include <vector>

namespace glovebox::domain {

/// Where a control plane is, as its base URL says.
struct ControlPlaneAddress {
    bool tls = true;
    std::string host; // "api.example.org", "127.0.0.1", "::1"
    std::uint16_t port = 443;

    friend bool operator==(const ControlPlaneAddress &, const ControlPlaneAddress &) = default;
};

/// What a guest calls it: its own name, or kControlPlaneName when that means the host itself. Same port.
std::string hostForGuests(const ControlPlaneAddress &controlPlane);

EgressProfile noEgressProfile();
/// Any public name on any port; TLS on 443 and HTTP on 80.
EgressProfile openEgressProfile();
/// Nothing but the control planes. One that no guest can name ("nas.local") has no rule.
EgressProfile controlPlaneProfile(const std::vector<ControlPlaneAddress> &controlPlanes);
/// Hosts of packages, as this host's own configuration names them; what is no host of the public tree and no address
/// is left out.
EgressProfile packagesProfile(const std::vector<ControlPlaneAddress> &hosts);

/// Whether every host has one of this name; an operator's own is called otherwise.
bool isBuiltInEgress(std::string_view name);
/// For people: "none, open".
std::string namesOf(const std::vector<EgressProfile> &profiles);

} // namespace glovebox::domain
