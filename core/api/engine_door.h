// Role: the engine's door for whoever is outside: everything that can be asked of it, ways into sandboxes, keys of the
// local API; and a door of somebody's own, so that the audit trail says who it was.
// Thread: the engine's. What comes from a door is good as long as that, and a door no longer than its engine.
#pragma once

#include "core/api/engine_control.h"
#include "core/api/environment_actions.h"
#include "core/api/key_views.h"
#include "core/api/log_reading.h"
#include "core/api/sandbox_access.h"

#include <memory>
#include <optional>
#include <string>

namespace glovebox::api {

/// Whose a key is.
struct KeyHolder {
    domain::ApiKeyId id;
    std::string name;
    domain::KeyScope scope = domain::KeyScope::Read;
    WallTime since{}; // the secret that was shown is in force; the key's own, or of the one before (ShownKey)

    friend bool operator==(const KeyHolder &, const KeyHolder &) = default;
};

class EngineDoor : public EngineControl {
public:
    using EngineControl::act;

    /// The same door, for one more: `who` is whom the audit trail names, "key nightly (key-1a2b3c)", "socket", "panel".
    virtual std::unique_ptr<EngineDoor> onBehalfOf(std::string who) = 0;
    /// Ways into sandboxes, in the trail as of who this door is for.
    virtual SandboxAccess &access() = 0;
    /// Reading is no command, and in no trail. None: this program keeps no logs.
    virtual LogReading *logs() = 0;

    /// Who shows this secret; none: nobody, or no more. It counts as use of the key.
    virtual std::optional<KeyHolder> whoHas(const SecretString &secret) = 0;
    virtual KeyVerdict act(const KeyAction &action) = 0;
    virtual Verdict act(const EnvironmentAction &action) = 0;
};

} // namespace glovebox::api
