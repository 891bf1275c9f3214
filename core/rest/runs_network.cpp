#include "core/rest/runs_network.h"

#include "core/base/text.h"
#include "core/domain/ip_address.h"

#include <algorithm>

namespace glovebox::rest {

using domain::EgressPorts;
using domain::EgressProfile;
using domain::EgressRule;

namespace {

constexpr std::size_t kWrittenMax = 253;
/// A wider range has parts that are not public, or would take long to look through.
constexpr int kV4BitsMin = 16;
constexpr int kV6BitsMin = 32;

std::string shown(const std::string &text)
{
    return '\'' + clipped(toOneLine(text), ByteCount{64}) + '\'';
}

tl::unexpected<Error> refused(const std::string &why)
{
    return fail(ErrorCode::InvalidArgument, why);
}

bool isEverything(const std::string &host)
{
    return host == "0.0.0.0/0" || host == "::/0" || host == "*";
}

/// The same name in the form that rules have.
std::string hostFrom(std::string text)
{
    for (auto &c : text)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    if (text.size() > 1 && text.ends_with('.'))
        text.pop_back();
    return text;
}

domain::IpAddress lastOf(const domain::IpRange &range)
{
    auto address = range.first;
    const int all = address.isV4 ? 32 : 128;
    for (int bit = range.bits; bit < all; ++bit)
        address.bytes.at(static_cast<std::size_t>(bit) / 8) |= static_cast<std::uint8_t>(0x80 >> bit % 8);
    return address;
}

/// Every part of it that a list of special ranges could name: those of IPv4 are a /24 or wider.
bool isPublic(const domain::IpRange &range)
{
    if (range.bits < (range.first.isV4 ? kV4BitsMin : kV6BitsMin))
        return false;
    if (!domain::isPublicAddress(textOf(range.first)) || !domain::isPublicAddress(textOf(lastOf(range))))
        return false;
    if (!range.first.isV4 || range.bits >= 24)
        return true;
    auto part = range.first;
    for (int third = part.bytes[2], end = third + (1 << (24 - range.bits)); third < end; ++third) {
        part.bytes[2] = static_cast<std::uint8_t>(third);
        if (!domain::isPublicAddress(textOf(part)))
            return false;
    }
    return true;
}

/// Everything that `inner` names, `outer` names.
bool holds(const std::string &outer, const std::string &inner)
{
    const auto outerRange = domain::ipRangeFrom(outer);
    const auto innerRange = domain::ipRangeFrom(inner);
    if (outerRange || innerRange)
        return outerRange && innerRange && outerRange->first.isV4 == innerRange->first.isV4 &&
               outerRange->bits <= innerRange->bits && outerRange->holds(innerRange->first);
    if (outer == "*" || outer == inner)
        return true;
    if (!outer.starts_with("*."))
        return false;
    const auto tree = outer.substr(1);
    return inner.size() > tree.size() && inner.ends_with(tree);
}

bool meet(const std::string &a, const std::string &b)
{
    return holds(a, b) || holds(b, a);
}

std::vector<EgressPorts> portsOf(const EgressRule &rule)
{
    if (!rule.ports.empty())
        return rule.ports;
    return rule.action == EgressRule::Action::Deny ? std::vector<EgressPorts>{{1, 65'535}}
                                                   : std::vector<EgressPorts>{{80, 80}, {443, 443}};
}

bool holds(const EgressRule &outer, const EgressPorts &ports)
{
    return std::ranges::any_of(portsOf(outer),
                               [&](const auto &each) { return each.first <= ports.first && each.last >= ports.last; });
}

/// Whether the profile surely allows all that the rule does.
bool allows(const EgressProfile &profile, const EgressRule &rule)
{
    return std::ranges::all_of(portsOf(rule), [&](const EgressPorts &ports) {
        const auto allowed = [&](const EgressRule &each) {
            return each.action == EgressRule::Action::Allow && holds(each.host, rule.host) && holds(each, ports);
        };
        const auto denied = [&](const EgressRule &each) {
            return each.action == EgressRule::Action::Deny && meet(each.host, rule.host);
        };
        return std::ranges::any_of(profile.rules, allowed) && std::ranges::none_of(profile.rules, denied);
    });
}

const EgressProfile *find(const api::EgressProfilesView &host, const std::string &name)
{
    const auto found = std::ranges::find_if(host.profiles, [&](const auto &each) { return each.profile.name == name; });
    return found == host.profiles.end() ? nullptr : &found->profile;
}

Result<> withinCeiling(const api::EgressProfilesView &host, const std::vector<EgressRule> &rules,
                       const std::string &what)
{
    if (host.ceiling.empty())
        return {};
    const auto *ceiling = find(host, host.ceiling);
    for (const auto &rule : rules)
        if (rule.action == EgressRule::Action::Allow && (!ceiling || !allows(*ceiling, rule)))
            return refused(what + " goes beyond what this host allows any sandbox (its ceiling is '" + host.ceiling +
                           "'): " + shown(rule.host));
    return {};
}

Result<EgressRule> ruleFrom(const std::string &text, EgressRule::Action action)
{
    if (text.empty() || text.size() > kWrittenMax)
        return refused("a network rule is a host, *.host, an address or a range, 253 bytes at most");
    EgressRule rule{.action = action, .host = hostFrom(text)};
    const auto range = domain::ipRangeFrom(rule.host);
    if (action == EgressRule::Action::Allow && range) {
        if (!isPublic(*range))
            return refused("network.allow: " + shown(text) +
                           " is not allowed from here: it is not public, or wider than a /16 (IPv6: /32)");
        rule.ports = {{1, 65'535}};
    }
    GB_CHECK(domain::checkOwn(rule));
    return rule;
}

Result<std::vector<EgressRule>> rulesFrom(const std::vector<std::string> &texts, EgressRule::Action action)
{
    std::vector<EgressRule> rules;
    for (const auto &text : texts) {
        if (isEverything(text))
            continue;
        GB_TRY(rule, ruleFrom(text, action));
        if (std::ranges::find(rules, rule) == rules.end())
            rules.push_back(rule);
    }
    return rules;
}

} // namespace

Result<NetworkPlan> networkPlan(const NetworkWish &wish, const api::EgressProfilesView &host)
{
    NetworkPlan plan;
    if (!wish.profile.empty()) {
        if (!wish.allow.empty() || !wish.deny.empty())
            return refused("network and network_profile exclude each other: give one of them");
        const auto *profile = find(host, wish.profile);
        if (!profile)
            return refused("there is no network profile " + shown(wish.profile) +
                           "; GET /v1/network-profiles lists them");
        GB_CHECK(withinCeiling(host, profile->rules, "network_profile"));
        plan.profile = wish.profile;
        return plan;
    }
    const bool allowsAll = std::ranges::any_of(wish.allow, isEverything);
    const bool deniesAll = std::ranges::any_of(wish.deny, isEverything);
    if (allowsAll && deniesAll)
        return refused("network allows everything and denies everything");
    GB_TRY(allow, rulesFrom(wish.allow, EgressRule::Action::Allow));
    GB_TRY(deny, rulesFrom(wish.deny, EgressRule::Action::Deny));
    for (const auto &rule : allow)
        for (const auto &other : deny)
            if (holds(other.host, rule.host))
                return refused("network.allow " + shown(rule.host) + " lies within network.deny " + shown(other.host) +
                               ": what is denied is denied here");
    if (allowsAll) {
        plan.profile = domain::kOpenEgress;
        const auto *open = find(host, plan.profile);
        if (!open)
            return refused("this host lets no sandbox reach everything");
        GB_CHECK(withinCeiling(host, open->rules, "network.allow"));
    } else if (deniesAll || !allow.empty()) {
        plan.profile = domain::kNoEgress;
    }
    GB_CHECK(withinCeiling(host, allow, "network.allow"));
    plan.own = std::move(allow);
    plan.own.insert(plan.own.end(), deny.begin(), deny.end());
    if (plan.own.size() > domain::kEgressOwnMax)
        return refused("a run has " + std::to_string(domain::kEgressOwnMax) + " network rules at most");
    return plan;
}

} // namespace glovebox::rest
