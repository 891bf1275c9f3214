// Role: what may leave a sandbox, as values, and the decision about one attempt. Pure.
// Nothing is allowed that no rule allows; a rule that denies wins over all that allow.
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace glovebox::domain {

/// What may be spoken on a connection; the gate looks at its first bytes.
enum class EgressTraffic {
    Tls,  // TLS whose server name is the one that was allowed
    Http, // HTTP requests whose host is
    Any,  // TCP of whatever kind: ssh, git, a database; name and port are all that is known of it
};

struct EgressPorts {
    std::uint16_t first = 0;
    std::uint16_t last = 0;

    friend bool operator==(const EgressPorts &, const EgressPorts &) = default;
};
/// "443", "8000-8010"; nothing when it is neither.
std::optional<EgressPorts> egressPortsFrom(std::string_view text);
std::string textOf(const EgressPorts &ports);

struct EgressRule {
    enum class Action { Allow, Deny } action = Action::Allow;
    /// "example.org"; "*.example.org": any name below it, not itself; "*": any public name; an address, or a range of
    /// them "192.0.2.0/24": only what is dialled by address, and where names may lead, however private.
    std::string host;
    std::vector<EgressPorts> ports;       // empty: of Allow 443 and 80, of Deny all
    std::optional<EgressTraffic> traffic; // none: Tls on 443, Http on 80, Any elsewhere
    std::string note;
    /// The host itself connects here instead of to where the name leads, whatever address that is: "127.0.0.1:8080".
    /// Never from a template, a session or a guest: of built-in profiles and of the operator's own rules.
    std::string to;

    friend bool operator==(const EgressRule &, const EgressRule &) = default;
};

struct EgressProfile {
    std::string name; // 1 to 63 of a-z, 0-9 and -
    std::string description;
    std::vector<EgressRule> rules;

    friend bool operator==(const EgressProfile &, const EgressProfile &) = default;
};

/// A secret of the gate that a sandbox may use: by name, and what stands in its place inside (gate_secret.h). A copy of
/// the sandbox has the same, since programs in it may know it already.
struct GrantedSecret {
    std::string name;
    std::string placeholder;
    std::string id{}; // of the secret: one that is made anew under the name is another, and nobody was given it

    friend bool operator==(const GrantedSecret &, const GrantedSecret &) = default;
};

/// What one sandbox was given; it is kept with it, and the rules behind the name are those of the day.
struct EgressGrant {
    std::string profile;         // by name; empty: none of its own, the usual one
    std::vector<EgressRule> own; // for this sandbox alone, besides
    std::vector<GrantedSecret> secrets{};

    friend bool operator==(const EgressGrant &, const EgressGrant &) = default;
};

/// What one sandbox obeys: its profile, and what is allowed or denied to it alone.
struct EgressPolicy {
    EgressProfile profile;
    std::vector<EgressRule> own;
    std::optional<EgressProfile> ceiling{}; // what that does not allow is not allowed, whatever the others say

    friend bool operator==(const EgressPolicy &, const EgressPolicy &) = default;
};

inline constexpr const char *kNoEgress = "none";
inline constexpr const char *kControlPlaneEgress = "control-plane-only";
inline constexpr const char *kPackagesEgress = "packages";
inline constexpr const char *kOpenEgress = "open";

/// The name under which guests reach a control plane that listens on this host's loopback.
inline constexpr const char *kControlPlaneName = "control-plane.glovebox";

inline constexpr std::size_t kEgressRulesMax = 1000;  // of a profile
inline constexpr std::size_t kEgressOwnMax = 100;     // of a sandbox alone
inline constexpr std::size_t kGrantedSecretsMax = 32; // of a sandbox
inline constexpr std::size_t kEgressPortsMax = 32;    // of a rule
inline constexpr std::size_t kEgressTextMax = 1024;   // of a description or a note

bool isEgressProfileName(std::string_view name);
/// Whether a guest can reach it by name at all: a name of the public tree, in lower case, without a dot at its end.
/// What means something local alone ("printer", "nas.local") never leads anywhere.
bool isEgressName(std::string_view name);

/// InvalidArgument, in words for whoever wrote it.
Result<> check(const EgressRule &rule);
Result<> check(const EgressProfile &profile);
/// One that an operator gives to one sandbox: it leads nowhere else.
Result<> checkOwn(const EgressRule &rule);
/// "api.example.org port 443", "not 192.0.2.0/24".
std::string textOf(const EgressRule &rule);
/// Eight figures; the same rules have the same ones.
std::string versionOf(const EgressProfile &profile);

struct EgressAttempt {
    std::string name;    // lower case; empty: an address was dialled
    std::string address; // of such; empty when there is a name
    std::uint16_t port = 0;
};

/// "example.org:22", "203.0.113.7", "[2001:db8::1]:443"; 443 when no port is said. Nothing when the port is none; what
/// stands before it is not looked at.
std::optional<EgressAttempt> egressAttemptFrom(const std::string &text);

struct EgressRuling {
    bool allowed = false;
    std::string rule;   // the one that decided: "packages: *.example.org"; empty: none allows it
    std::string reason; // of a refusal: one sentence
    EgressTraffic traffic = EgressTraffic::Any;
    std::string to; // where to connect instead; empty: to where it leads
};

EgressRuling decide(const EgressPolicy &policy, const EgressAttempt &attempt);
/// Whether the name is allowed on some port: only then does it resolve.
bool couldAllow(const EgressPolicy &policy, std::string_view name);

/// Whether a connection may go to this address when a name led there: public addresses, and those that a rule of the
/// policy names. Loopback, link-local, private, documentation, multicast and addresses that carry such an address
/// inside are not public.
EgressRuling decideAddress(const EgressPolicy &policy, std::string_view address, std::uint16_t port);
bool isPublicAddress(std::string_view address);

std::string_view word(EgressTraffic traffic);
std::optional<EgressTraffic> egressTrafficFrom(std::string_view word);

} // namespace glovebox::domain
