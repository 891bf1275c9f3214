// Role: what the engine shows of the local API and its keys, and what can be asked about them; see views.h. What a key
// is: domain/api_key.h.
#pragma once

#include "core/base/error.h"
#include "core/base/secret.h"
#include "core/base/units.h"
#include "core/domain/api_key.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace glovebox::api {

/// Without any hash.
struct ShownKey {
    domain::ApiKeyId id;
    std::string name;
    domain::KeyScope scope = domain::KeyScope::Read;
    std::string hint; // the secret's last four signs
    WallTime since;   // its secret is this one since
    std::optional<WallTime> expires{};
    std::optional<WallTime> formerUntil{}; // the secret before is good until then
    WallTime formerSince{};                // and was the key's since then; 1970: since before this program began
    std::optional<WallTime> usedAt{};      // since this program began; none: not yet

    friend bool operator==(const ShownKey &, const ShownKey &) = default;
};

/// All of them, oldest first; and where who has one is listened to.
struct KeysView {
    std::uint64_t generation = 0;
    std::vector<ShownKey> keys;
    std::optional<Error> problem{};      // they cannot be read or kept, and why; then none is good
    std::vector<std::string> addresses;  // "http://127.0.0.1:8467", "http://[::1]:8467"; none: on the socket alone
    std::string socket;                  // of this host's user
    std::optional<Error> notListening{}; // on a port that it should listen on, and why

    friend bool operator==(const KeysView &, const KeysView &) = default;
};

struct CreateKey {
    std::string name;
    domain::KeyScope scope = domain::KeyScope::Read;
    std::optional<WallTime> expires{};
};
/// Another secret under the same id, name and scope; the one before is good for `grace`.
struct RotateKey {
    domain::ApiKeyId id;
    std::chrono::milliseconds grace{0}; // 0 to 7 days
};
struct RevokeKey {
    domain::ApiKeyId id;
};
using KeyAction = std::variant<CreateKey, RotateKey, RevokeKey>;

/// What became of it. `secret`: of a new or rotated one, shown here and never again.
struct KeyVerdict {
    std::string reason;            // one sentence: why not; empty: done
    std::optional<ShownKey> key{}; // of what was done; of a revoked one as it was
    SecretString secret{};
    ErrorCode code = ErrorCode::Conflict; // of a reason, as of a Verdict
};

} // namespace glovebox::api
