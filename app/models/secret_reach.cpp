#include "app/models/secret_reach.h"

#include <algorithm>

namespace glovebox::models {

namespace {

constexpr std::string_view kTree = "*.";

/// Of a name, or of a rule for some name below it.
bool mayReachHost(const domain::EgressPolicy &policy, const std::string &text)
{
    const bool below = text.starts_with(kTree);
    auto attempt = domain::egressAttemptFrom(below ? text.substr(kTree.size()) : text);
    if (!attempt)
        return false;
    if (!below)
        return domain::decide(policy, *attempt).allowed;
    const auto tree = '.' + attempt->name;
    const auto reaches = [&](const std::string &name) {
        return domain::decide(policy, {name, {}, attempt->port}).allowed;
    };
    const auto names = [&](const domain::EgressRule &rule) {
        const auto host = rule.host.starts_with(kTree) ? "any." + rule.host.substr(kTree.size()) : rule.host;
        return host.ends_with(tree) && reaches(host);
    };
    return reaches("any" + tree) || std::ranges::any_of(policy.profile.rules, names) ||
           std::ranges::any_of(policy.own, names);
}

const domain::EgressProfile *profileNamed(const api::EgressProfilesView &profiles, const std::string &name)
{
    const auto found = std::ranges::find(profiles.profiles, name, [](const auto &each) { return each.profile.name; });
    return found == profiles.profiles.end() ? nullptr : &found->profile;
}

} // namespace

bool mayReachAny(const domain::EgressPolicy &policy, const domain::GateSecret &secret)
{
    return std::ranges::any_of(secret.hosts, [&](const std::string &host) { return mayReachHost(policy, host); });
}

std::optional<domain::EgressPolicy> policyOf(const api::EgressProfilesView &profiles, const std::string &profile,
                                             const std::vector<domain::EgressRule> &own)
{
    const auto *found = profileNamed(profiles, profile);
    if (!found)
        return std::nullopt;
    domain::EgressPolicy policy{*found, own};
    if (const auto *above = profileNamed(profiles, profiles.ceiling))
        policy.ceiling = *above;
    return policy;
}

} // namespace glovebox::models
