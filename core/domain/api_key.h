// Role: a key of the local API: who may ask this Glovebox for what. What is kept is its hash; the secret itself is
// shown once, to whoever made it.
#pragma once

#include "core/base/id.h"
#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/base/units.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace glovebox::domain {

using ApiKeyId = Id<struct ApiKeyTag>; // key-xxxxxx, made here
struct ApiKeyTag {
    static constexpr std::string_view kind = "key";
};

/// Each may do what those before it may.
enum class KeyScope {
    Read,    // look at everything but secrets, files and terminals of sandboxes
    Operate, // make, use, change and end sandboxes, snapshots, sessions; answer approvals
    Admin,   // and images, templates, secrets, environments, egress profiles, keys
};
inline constexpr std::array kKeyScopes{KeyScope::Read, KeyScope::Operate, KeyScope::Admin};

std::string_view word(KeyScope scope); // "read", "operate", "admin"
std::optional<KeyScope> keyScope(std::string_view word);

constexpr bool covers(KeyScope has, KeyScope needs)
{
    return static_cast<int>(has) >= static_cast<int>(needs);
}

struct ApiKey {
    ApiKeyId id;
    std::string name; // 1 to 64 bytes, for people; several may have one
    KeyScope scope = KeyScope::Read;
    std::string
        hash; // SHA-256 of the secret, 64 hex digits; the secret has 256 random bits, so no slower one is needed
    std::string hint; // its last four signs
    WallTime since;   // its secret is this one since
    std::optional<WallTime> expires;
    /// The secret before, which a rotation leaves in force for a while.
    std::string formerHash{};
    std::optional<WallTime> formerUntil{};
    WallTime formerSince{}; // not kept over an end of this program: nothing that was begun with a secret is, either

    friend bool operator==(const ApiKey &, const ApiKey &) = default;
};

inline constexpr std::size_t kApiKeysMax = 256;
inline constexpr std::size_t kApiKeyNameMax = 64;

/// Whose it is, in time that does not depend on how much of it is right; none: nobody's, or it has run out.
const ApiKey *keyOf(const std::vector<ApiKey> &keys, const SecretString &presented, WallTime now);

} // namespace glovebox::domain
