// Role: whether rules let a sandbox reach any host of a secret: a secret lets nobody out by itself. Pure.
#pragma once

#include "core/api/egress_views.h"
#include "core/domain/egress_policy.h"
#include "core/domain/gate_secret.h"

namespace glovebox::models {

/// "*.example.org" counts as reached when some name below it may be.
bool mayReachAny(const domain::EgressPolicy &policy, const domain::GateSecret &secret);

/// What a sandbox obeys that has this profile and these rules of its own; none: there is no such profile here.
std::optional<domain::EgressPolicy> policyOf(const api::EgressProfilesView &profiles, const std::string &profile,
                                             const std::vector<domain::EgressRule> &own = {});

} // namespace glovebox::models
