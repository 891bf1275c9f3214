#include "core/domain/egress_policy.h"

#include "core/base/sha256.h"
#include "core/base/text.h"
#include "core/domain/ip_address.h"
#include "core/domain/words.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace glovebox::domain {

namespace {

constexpr std::array kTrafficWords{
    Word<EgressTraffic>{EgressTraffic::Tls, "tls"},
    Word<EgressTraffic>{EgressTraffic::Http, "http"},
    Word<EgressTraffic>{EgressTraffic::Any, "any"},
};

constexpr std::uint16_t kTlsPort = 443;
constexpr std::uint16_t kHttpPort = 80;
constexpr std::size_t kDnsNameMax = 253;
constexpr std::size_t kDnsLabelMax = 63;
/// A refusal has to hold the name, the port and why within what a guest is told.
constexpr ByteCount kNameShown{60};
constexpr std::size_t kVersionFigures = 8;
constexpr std::array<std::string_view, 5> kLocalNames{"local", "internal", "onion", "localhost", "invalid"};
constexpr std::string_view kHomeName = "home.arpa";
constexpr std::string_view kAnyHost = "*";
constexpr std::string_view kBelow = "*.";

/// What is nowhere on the public network, or of which nobody outside can know where it leads.
constexpr std::array kNotPublic{
    "0.0.0.0/8",      "10.0.0.0/8",   "100.64.0.0/10",  "127.0.0.0/8",    "169.254.0.0/16", "172.16.0.0/12",
    "192.0.0.0/24",   "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",  "198.51.100.0/24",
    "203.0.113.0/24", "224.0.0.0/3",  "2001::/23",      "2001:db8::/32",  "3fff::/20",
};
constexpr const char *kPublicV6 = "2000::/3";

bool isSmallLetter(char c)
{
    return c >= 'a' && c <= 'z';
}

bool isFigure(char c)
{
    return c >= '0' && c <= '9';
}

bool isNameLabel(std::string_view label)
{
    return !label.empty() && label.size() <= kDnsLabelMax && label.front() != '-' && label.back() != '-' &&
           std::ranges::all_of(label, [](char c) { return isSmallLetter(c) || isFigure(c) || c == '-' || c == '_'; });
}

/// Of a name or what stands behind "*.".
bool isTree(std::string_view name)
{
    if (name.size() > kDnsNameMax)
        return false;
    std::string_view last;
    for (auto rest = name;;) {
        const auto dot = rest.find('.');
        last = rest.substr(0, dot);
        if (!isNameLabel(last))
            return false;
        if (dot == std::string_view::npos)
            break;
        rest.remove_prefix(dot + 1);
    }
    const bool home =
        name == kHomeName || (name.ends_with(kHomeName) && name[name.size() - kHomeName.size() - 1] == '.');
    return isSmallLetter(last.front()) && !home && std::ranges::find(kLocalNames, last) == kLocalNames.end();
}

bool holds(const std::vector<EgressPorts> &ports, std::uint16_t port)
{
    return std::ranges::any_of(ports, [&](const EgressPorts &each) { return port >= each.first && port <= each.last; });
}

std::vector<EgressPorts> portsOf(const EgressRule &rule)
{
    if (!rule.ports.empty())
        return rule.ports;
    if (rule.action == EgressRule::Action::Deny)
        return {{1, 65'535}};
    return {{kHttpPort, kHttpPort}, {kTlsPort, kTlsPort}};
}

bool namesIt(const EgressRule &rule, std::string_view name)
{
    const std::string_view host = rule.host;
    if (host == kAnyHost)
        return true;
    if (!host.starts_with(kBelow))
        return host == name;
    const auto tree = host.substr(1); // with its dot
    return name.size() > tree.size() && name.ends_with(tree);
}

/// A rule that denies also holds for an address that is only another way to write one of its own.
bool namesAddress(const EgressRule &rule, const IpAddress &address)
{
    const auto range = ipRangeFrom(rule.host);
    if (!range)
        return false;
    if (range->holds(address))
        return true;
    const auto inside = embeddedIn(address);
    return rule.action == EgressRule::Action::Deny && inside && range->holds(*inside);
}

/// Finds the rule that decides among those for which `names` is true.
template <class Names>
EgressRuling decided(const EgressPolicy &policy, std::uint16_t port, const Names &names)
{
    const std::string &profile = policy.profile.name;
    const auto find = [&](const std::vector<EgressRule> &rules, EgressRule::Action action) {
        const auto found = std::ranges::find_if(rules, [&](const EgressRule &rule) {
            return rule.action == action && holds(portsOf(rule), port) && names(rule);
        });
        return found == rules.end() ? nullptr : &*found;
    };
    const std::string own = "this sandbox";
    for (const auto action : {EgressRule::Action::Deny, EgressRule::Action::Allow}) {
        const auto *rule = find(policy.own, action);
        const auto *owner = rule ? &own : &profile;
        if (!rule)
            rule = find(policy.profile.rules, action);
        if (!rule)
            continue;
        const auto usual = port == kTlsPort    ? EgressTraffic::Tls
                           : port == kHttpPort ? EgressTraffic::Http
                                               : EgressTraffic::Any;
        return {.allowed = action == EgressRule::Action::Allow,
                .rule = *owner + ": " + textOf(*rule),
                .reason = {},
                .traffic = rule->traffic.value_or(usual),
                .to = rule->to};
    }
    return {};
}

std::string shortOf(std::string_view host)
{
    return host.size() > kNameShown.value ? std::string(host.substr(0, kNameShown.value)) + "..." : std::string(host);
}

/// One sentence that people find in the output of a program inside a sandbox.
std::string refusalOf(const EgressPolicy &policy, const std::string &host, std::uint16_t port,
                      const EgressRuling &ruling)
{
    const auto what = "The sandbox policy " + policy.profile.name + " does not allow " + shortOf(toOneLine(host)) +
                      " port " + std::to_string(port);
    return ruling.rule.empty() ? what + ": no rule names it."
                               : what + ": the rule \"" + shortOf(ruling.rule) + "\" denies it.";
}

/// What the ceiling says and what the policy does: both have to allow it, and what may be spoken is what both say.
EgressRuling below(EgressRuling ceiling, EgressRuling policy, const std::string &what, std::uint16_t port)
{
    if (!ceiling.allowed || ceiling.traffic == EgressTraffic::Any || ceiling.traffic == policy.traffic)
        return ceiling.allowed ? std::move(policy) : std::move(ceiling);
    if (policy.traffic == EgressTraffic::Any) {
        policy.traffic = ceiling.traffic;
        return policy;
    }
    ceiling.allowed = false;
    ceiling.reason = "The rule \"" + shortOf(ceiling.rule) + "\" allows " + std::string(word(ceiling.traffic)) +
                     " alone on " + shortOf(toOneLine(what)) + " port " + std::to_string(port) + ", and \"" +
                     shortOf(policy.rule) + "\" another protocol.";
    return ceiling;
}

tl::unexpected<Error> badRule(const std::string &what)
{
    return fail(ErrorCode::InvalidArgument, what);
}

Result<> checkHost(const std::string &host)
{
    const auto shown = '\'' + clipped(toOneLine(host), ByteCount{80}) + '\'';
    if (host == kAnyHost || ipRangeFrom(host))
        return {};
    if (host.empty())
        return badRule("a rule has to name a host: a name, *.name, *, an address or a range of addresses");
    if (std::ranges::any_of(host, [](char c) { return c >= 'A' && c <= 'Z'; }))
        return badRule(shown + ": host names are written in lower case");
    if (std::ranges::any_of(host, [](char c) { return static_cast<unsigned char>(c) > 0x7F; }))
        return badRule(shown + ": a name with other letters than a to z is written in its xn-- form");
    if (host.ends_with('.'))
        return badRule(shown + ": a host name is written without a dot at its end");
    if (host.find('/') != std::string::npos)
        return badRule(shown + " is no range of addresses: the address, a slash and how many bits of it are fixed, all "
                               "others being zero (192.0.2.0/24)");
    const std::string_view tree = host.starts_with(kBelow) ? std::string_view(host).substr(kBelow.size()) : host;
    if (tree.find('*') != std::string_view::npos)
        return badRule(shown + ": a * stands alone or for all names below one (*.example.org)");
    if (!isTree(tree) || (tree.size() == host.size() && !isEgressName(host)))
        return badRule(shown +
                       " is no name that a sandbox could reach: it needs two parts at least, of a to z, 0 to 9, "
                       "- and _, and what is local to a network alone (.local, .internal) does not resolve");
    return {};
}

/// First of each allowed range, and the port behind each denied one: if any port is left, one of those is.
void addCandidates(std::vector<std::uint16_t> &out, const EgressRule &rule)
{
    for (const auto &[first, last] : portsOf(rule)) {
        if (rule.action == EgressRule::Action::Allow)
            out.push_back(first);
        else if (last < 65'535)
            out.push_back(static_cast<std::uint16_t>(last + 1));
    }
}

} // namespace

std::optional<EgressPorts> egressPortsFrom(std::string_view text)
{
    const auto port = [](std::string_view digits) -> std::optional<std::uint16_t> {
        std::uint16_t value = 0;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
        const bool all = error == std::errc() && end == digits.data() + digits.size();
        return all && value > 0 ? std::optional(value) : std::nullopt;
    };
    const auto dash = text.find('-');
    const auto first = port(text.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : port(text.substr(dash + 1));
    return first && last && *first <= *last ? std::optional(EgressPorts{*first, *last}) : std::nullopt;
}

std::string textOf(const EgressPorts &ports)
{
    return std::to_string(ports.first) + (ports.last == ports.first ? "" : '-' + std::to_string(ports.last));
}

bool isEgressProfileName(std::string_view name)
{
    return !name.empty() && name.size() <= kDnsLabelMax && name.front() != '-' && name.back() != '-' &&
           std::ranges::all_of(name, [](char c) { return isSmallLetter(c) || isFigure(c) || c == '-'; });
}

bool isEgressName(std::string_view name)
{
    return name.find('.') != std::string_view::npos && isTree(name);
}

Result<> check(const EgressRule &rule)
{
    GB_CHECK(checkHost(rule.host));
    if (rule.ports.size() > kEgressPortsMax)
        return badRule(rule.host + ": more than " + std::to_string(kEgressPortsMax) + " ranges of ports");
    for (const auto &[first, last] : rule.ports)
        if (first == 0 || last < first)
            return badRule(rule.host + ": ports are 1 to 65535, the smaller one first");
    if (rule.note.size() > kEgressTextMax)
        return badRule(rule.host + ": its note is too long");
    if (rule.to.empty())
        return {};
    if (rule.action == EgressRule::Action::Deny)
        return badRule(rule.host + ": a rule that denies leads nowhere");
    const auto range = ipRangeFrom(rule.host);
    const bool single = range ? range->bits == (range->first.isV4 ? 32 : 128) : isEgressName(rule.host);
    if (!single)
        return badRule(rule.host + ": only a rule for one host can lead elsewhere");
    if (!ipEndpointFrom(rule.to))
        return badRule(rule.host + ": where it leads is an address and a port (127.0.0.1:8080)");
    return {};
}

Result<> check(const EgressProfile &profile)
{
    if (!isEgressProfileName(profile.name))
        return badRule("an egress profile's name is 1 to 63 of a-z, 0-9 and -, not at its ends");
    if (profile.description.size() > kEgressTextMax)
        return badRule(profile.name + ": its description is too long");
    if (profile.rules.size() > kEgressRulesMax)
        return badRule(profile.name + ": more than " + std::to_string(kEgressRulesMax) + " rules");
    for (const auto &rule : profile.rules)
        GB_CHECK(check(rule));
    return {};
}

Result<> checkOwn(const EgressRule &rule)
{
    GB_CHECK(check(rule));
    if (rule.to.empty())
        return {};
    return badRule(rule.host + ": only rules of the operator's file lead elsewhere");
}

std::string textOf(const EgressRule &rule)
{
    auto out = (rule.action == EgressRule::Action::Deny ? "not " : "") + rule.host;
    const char *between = " port ";
    for (const auto &ports : rule.ports)
        out += std::exchange(between, ", ") + textOf(ports);
    return out;
}

std::string versionOf(const EgressProfile &profile)
{
    std::string all;
    for (const auto &rule : profile.rules) {
        all += textOf(rule) + '\n';
        if (rule.traffic)
            all += word(*rule.traffic);
        all += '\n' + rule.to + '\n';
    }
    return sha256Hex(all).substr(0, kVersionFigures);
}

std::optional<EgressAttempt> egressAttemptFrom(const std::string &text)
{
    if (text.empty())
        return std::nullopt;
    if (ipAddressFrom(text))
        return EgressAttempt{{}, text, kTlsPort};
    if (const auto endpoint = ipEndpointFrom(text))
        return EgressAttempt{{}, textOf(endpoint->address), endpoint->port};
    const auto colon = text.find(':');
    EgressAttempt out{text.substr(0, colon), {}, kTlsPort};
    if (colon == std::string::npos)
        return out;
    const auto port = egressPortsFrom(std::string_view(text).substr(colon + 1));
    if (!port || port->first != port->last || out.name.empty())
        return std::nullopt;
    out.port = port->first;
    return out;
}

EgressRuling decide(const EgressPolicy &policy, const EgressAttempt &attempt)
{
    EgressRuling out;
    if (!attempt.name.empty()) {
        if (attempt.address.empty() && isEgressName(attempt.name))
            out = decided(policy, attempt.port, [&](const EgressRule &rule) {
                return !ipRangeFrom(rule.host) && namesIt(rule, attempt.name);
            });
    } else if (const auto address = ipAddressFrom(attempt.address)) {
        out = decided(policy, attempt.port, [&](const EgressRule &rule) { return namesAddress(rule, *address); });
    }
    const auto &what = attempt.name.empty() ? attempt.address : attempt.name;
    if (!out.allowed)
        out.reason = refusalOf(policy, what, attempt.port, out);
    else if (policy.ceiling)
        return below(decide({*policy.ceiling, {}}, attempt), std::move(out), what, attempt.port);
    return out;
}

bool couldAllow(const EgressPolicy &policy, std::string_view name)
{
    if (policy.ceiling && !couldAllow({*policy.ceiling, {}}, name))
        return false;
    // A guest asks often, and a profile may be long: ports are tried with those rules alone that name it.
    EgressPolicy about{{policy.profile.name, {}, {}}, {}};
    std::vector<std::uint16_t> ports;
    for (const auto *rules : {&policy.own, &policy.profile.rules})
        for (const auto &rule : *rules)
            if (namesIt(rule, name) && !ipRangeFrom(rule.host)) {
                about.own.push_back(rule);
                addCandidates(ports, rule);
            }
    return std::ranges::any_of(ports, [&](std::uint16_t port) {
        return decide(about, {std::string(name), {}, port}).allowed;
    });
}

EgressRuling decideAddress(const EgressPolicy &policy, std::string_view address, std::uint16_t port)
{
    const auto parsed = ipAddressFrom(address);
    if (!parsed)
        return {.allowed = false, .rule = {}, .reason = "It leads to no address."};
    auto out = decided(policy, port, [&](const EgressRule &rule) { return namesAddress(rule, *parsed); });
    if (!out.rule.empty() && !out.allowed) {
        out.reason = refusalOf(policy, textOf(*parsed), port, out);
    } else if (out.rule.empty()) {
        out.allowed = isPublicAddress(address);
        if (!out.allowed)
            out.reason = "The sandbox policy " + policy.profile.name + " does not allow " + textOf(*parsed) + " port " +
                         std::to_string(port) + ": it is not a public address, and no rule names it.";
    }
    if (out.allowed && policy.ceiling)
        if (auto above = decideAddress({*policy.ceiling, {}}, address, port); !above.allowed)
            return above;
    return out;
}

bool isPublicAddress(std::string_view address)
{
    static const auto ranges = [] {
        std::vector<IpRange> out;
        for (const auto *each : kNotPublic)
            out.push_back(*ipRangeFrom(each));
        return out;
    }();
    static const auto publicV6 = *ipRangeFrom(kPublicV6);
    const auto isPublic = [](const IpAddress &each) {
        return std::ranges::none_of(ranges, [&](const IpRange &range) { return range.holds(each); });
    };
    const auto parsed = ipAddressFrom(address);
    if (!parsed || !isPublic(*parsed))
        return false;
    if (const auto inside = embeddedIn(*parsed))
        return isPublic(*inside);
    return parsed->isV4 || publicV6.holds(*parsed);
}

std::string_view word(EgressTraffic traffic)
{
    return wordOf(kTrafficWords, traffic);
}

std::optional<EgressTraffic> egressTrafficFrom(std::string_view word)
{
    return valueOf(kTrafficWords, word);
}

} // namespace glovebox::domain
