// Role: what the engine shows of the gate's secrets, and what can be asked about them; see views.h. No value is ever
// shown: it goes in and stays. What a secret is: domain/gate_secret.h.
#pragma once

#include "core/base/error.h"
#include "core/base/secret.h"
#include "core/base/units.h"
#include "core/domain/gate_secret.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace glovebox::api {

struct ShownSecret {
    domain::GateSecret secret;
    WallTime since;                   // its value is this one since
    std::optional<WallTime> usedAt{}; // put into a request, since this program began; none: not yet
    std::string usedFor{};            // then: "api.example.org, by sbx-1a2b3c"
    bool keeping = false;             // it is on its way into the store
    std::optional<Error> problem{};   // it could not be kept, removed or read: what is so is what was before

    friend bool operator==(const ShownSecret &, const ShownSecret &) = default;
};

/// All of them, by name.
struct SecretsView {
    std::uint64_t generation = 0;
    std::vector<ShownSecret> secrets;
    std::string store;                        // where their key is, for people: "the keyring"; empty: no matter yet
    std::optional<Error> problem{};           // none can be used or kept, and why
    std::optional<WallTime> authorityUntil{}; // of the gate's certificate, when there is one

    friend bool operator==(const SecretsView &, const SecretsView &) = default;
};

/// A new one, or another in place of the one of that name. Sandboxes that may use it do so at once. Denied when it is
/// no secret; whether the store took it is told by its view.
struct SaveSecret {
    domain::GateSecret secret;
    std::optional<SecretString> value{}; // none: the one that it has
    bool mustBeNew = false;              // denied when there is one of that name
};
/// Its value is gone for good, and no sandbox may use it any more.
struct RemoveSecret {
    std::string name;
};

using SecretAction = std::variant<SaveSecret, RemoveSecret>;

} // namespace glovebox::api
