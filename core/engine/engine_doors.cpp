// Role: the part of Engine that is asked about keys and environments through its doors.
#include "core/engine/engine.h"

namespace glovebox::engine {

using api::Verdict;

std::optional<api::KeyHolder> Engine::whoHas(const SecretString &)
{
    return std::nullopt;
}

api::KeyVerdict Engine::act(const api::KeyAction &)
{
    return {.reason = "There are no keys."};
}

Verdict Engine::act(const api::EnvironmentAction &)
{
    return Verdict::denied("Environments are not added or removed here.");
}

} // namespace glovebox::engine
