// Role: what stands behind the engine's doors: the engine, as they ask it. Thread: the engine's.
#pragma once

#include "core/api/engine_door.h"

namespace glovebox::engine {

class BehindDoor : public api::EngineControl {
public:
    using EngineControl::act;

    virtual api::SandboxAccess &access() = 0;
    virtual api::LogReading *logs() = 0;
    /// As in api::EngineDoor.
    virtual std::optional<api::KeyHolder> whoHas(const SecretString &secret) = 0;
    virtual api::KeyVerdict act(const api::KeyAction &action) = 0;
    virtual api::Verdict act(const api::EnvironmentAction &action) = 0;
};

} // namespace glovebox::engine
