// Role: a secret that the gate puts into requests, as everything but its value: what it is called, where it may go, and
// how a request carries it. Inside a sandbox there is a placeholder in its place. Pure. Thread: any.
#pragma once

#include "core/base/result.h"
#include "core/base/secret.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace glovebox::domain {

/// How a request carries it; a placeholder that stands anywhere else is not replaced. Header names in any case.
struct BearerForm { // "Authorization: Bearer <secret>"
    friend bool operator==(const BearerForm &, const BearerForm &) = default;
};
struct BasicForm {    // "Authorization: Basic <base64 of user:secret>"
    std::string user; // empty: whatever user the program says; the secret may be the user, too ("secret:x")
    friend bool operator==(const BasicForm &, const BasicForm &) = default;
};
struct HeaderForm { // "X-Api-Key: <secret>"
    std::string header;
    friend bool operator==(const HeaderForm &, const HeaderForm &) = default;
};
struct CustomForm { // "Authorization: token <secret>"
    std::string header;
    std::string text; // the whole value, with kSecretMark once in it: "token {secret}"
    friend bool operator==(const CustomForm &, const CustomForm &) = default;
};
using SecretForm = std::variant<BearerForm, BasicForm, HeaderForm, CustomForm>;

inline constexpr std::string_view kSecretMark = "{secret}";

struct GateSecret {
    std::string name; // 1 to kGateSecretNameMax of a-z, 0-9 and -, a letter first
    std::string description;
    /// "api.example.org", "*.example.org" (any name below it, not itself), each with ":port" unless that is 443. TLS
    /// alone: a secret goes nowhere in the clear.
    std::vector<std::string> hosts;
    SecretForm form;
    std::string variable; // of the environment, that holds the placeholder inside

    friend bool operator==(const GateSecret &, const GateSecret &) = default;
};

/// A store's names have 64, and something before this one.
inline constexpr std::size_t kGateSecretNameMax = 48;
inline constexpr std::size_t kGateSecretHostsMax = 32;
inline constexpr std::size_t kGateSecretTextMax = 1024; // of a description, a user, a form's text
inline constexpr std::size_t kGateVariableMax = 64;
/// Shorter ones would be found in answers where they do not stand.
inline constexpr std::size_t kGateValueMin = 8;
/// A request with more in its head is refused by most servers.
inline constexpr std::size_t kGateValueMax = 8 * 1024;

bool isGateSecretName(std::string_view name);

/// InvalidArgument, in words for whoever wrote it.
Result<> check(const GateSecret &secret);
/// Whether it can stand in a request as the form has it: no line ends, no other control characters, no blanks around
/// it. InvalidArgument or TooLarge; never with a byte of it.
Result<> checkGateValue(const GateSecret &secret, const SecretString &value);

/// Whether it may be put into a request to this host; the name in lower case.
bool mayGoTo(const GateSecret &secret, std::string_view host, std::uint16_t port);

/// "Authorization: Bearer <secret>", "X-Api-Key: <secret>".
std::string textOf(const SecretForm &form);
/// "bearer", "basic", "header", "custom": as files and machine-readable output have it.
std::string_view word(const SecretForm &form);
/// "registry-token, Authorization: Bearer <secret>, to api.example.org".
std::string textOf(const GateSecret &secret);

inline constexpr std::string_view kPlaceholderStart = "gbx-";
inline constexpr std::size_t kPlaceholderRandom = 40; // characters of a-z and 0-9
inline constexpr std::size_t kPlaceholderSize = kPlaceholderStart.size() + kPlaceholderRandom;

/// A fresh one for each sandbox and secret, of that many random bytes (kPlaceholderRandom; of a source that nobody can
/// guess, although a placeholder is worth nothing anywhere else). Nothing when they are too few.
std::optional<std::string> placeholderFrom(std::string_view randomBytes);
bool isPlaceholder(std::string_view text);
/// Where the next one begins, whosever it is; npos: there is none.
std::size_t findPlaceholder(std::string_view text, std::size_t from = 0);

} // namespace glovebox::domain
