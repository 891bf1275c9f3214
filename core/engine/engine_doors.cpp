// Role: the part of Engine that is asked about keys through its doors.
#include "core/engine/engine.h"

namespace glovebox::engine {

std::optional<api::KeyHolder> Engine::whoHas(const SecretString &secret)
{
    return m_keys.whoHas(secret);
}

api::KeyVerdict Engine::act(const api::KeyAction &action)
{
    return m_keys.act(action);
}

} // namespace glovebox::engine
