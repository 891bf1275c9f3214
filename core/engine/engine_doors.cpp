// Role: the part of Engine that is asked about keys through its doors.
#include "core/engine/engine.h"

namespace glovebox::engine {

std::optional<api::KeyHolder> Engine::whoHas(const SecretString &)
{
    return std::nullopt;
}

api::KeyVerdict Engine::act(const api::KeyAction &)
{
    return {.reason = "There are no keys."};
}

} // namespace glovebox::engine
