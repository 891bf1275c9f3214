#include "core/domain/egress_profiles.h"

#include "core/domain/ip_address.h"

#include <algorithm>

namespace glovebox::domain {

namespace {

bool isThisHost(const std::string &host)
{
    if (host == "localhost" || host.ends_with(".localhost"))
        return true;
    const auto address = ipAddressFrom(host);
    static const auto v4 = *ipRangeFrom("127.0.0.0/8");
    static const auto v6 = *ipRangeFrom("::1");
    return address && (v4.holds(*address) || v6.holds(*address));
}

EgressRule ruleFor(const ControlPlaneAddress &server, std::string host)
{
    return {.action = EgressRule::Action::Allow,
            .host = std::move(host),
            .ports = {{server.port, server.port}},
            .traffic = server.tls ? EgressTraffic::Tls : EgressTraffic::Http};
}

void addOnce(EgressProfile &profile, EgressRule rule)
{
    if (check(rule) && std::ranges::find(profile.rules, rule) == profile.rules.end() &&
        profile.rules.size() < kEgressRulesMax)
        profile.rules.push_back(std::move(rule));
}

} // namespace

std::string hostForGuests(const ControlPlaneAddress &controlPlane)
{
    return isThisHost(controlPlane.host) ? kControlPlaneName : controlPlane.host;
}

EgressProfile noEgressProfile()
{
    return {kNoEgress, "Nothing leaves.", {}};
}

EgressProfile openEgressProfile()
{
    return {kOpenEgress,
            "Any public name, on any port. Private addresses and this host stay out of reach.",
            {{.action = EgressRule::Action::Allow, .host = "*", .ports = {{1, 65'535}}}}};
}

EgressProfile controlPlaneProfile(const std::vector<ControlPlaneAddress> &controlPlanes)
{
    EgressProfile out{kControlPlaneEgress, "The control planes of this host's environments, and nothing else.", {}};
    for (const auto &each : controlPlanes) {
        auto rule = ruleFor(each, hostForGuests(each));
        if (isThisHost(each.host)) {
            const bool isV6 = each.host.find(':') != std::string::npos;
            const auto address = ipAddressFrom(each.host) ? each.host : std::string("127.0.0.1");
            rule.to = (isV6 ? '[' + address + ']' : address) + ':' + std::to_string(each.port);
        }
        addOnce(out, std::move(rule));
    }
    return out;
}

EgressProfile packagesProfile(const std::vector<ControlPlaneAddress> &hosts)
{
    EgressProfile out{kPackagesEgress, "The package hosts that this host's own apt, npm and pip are set up for.", {}};
    for (const auto &each : hosts)
        if (!isThisHost(each.host))
            addOnce(out, ruleFor(each, each.host));
    return out;
}

bool isBuiltInEgress(std::string_view name)
{
    return name == kNoEgress || name == kControlPlaneEgress || name == kPackagesEgress || name == kOpenEgress;
}

std::string namesOf(const std::vector<EgressProfile> &profiles)
{
    std::string out;
    for (const auto &each : profiles)
        out += (out.empty() ? "" : ", ") + each.name;
    return out;
}

} // namespace glovebox::domain
