#include "core/engine/environment.h"

namespace glovebox::engine {

std::string label(const Environment &environment)
{
    const auto &id = environment.id.value();
    return environment.name.empty() ? id : environment.name + " (" + id + ')';
}

Error aboutOperatorKey(Error error, const Environment &environment)
{
    const bool refused = error.code == ErrorCode::Unauthorized || error.code == ErrorCode::Forbidden;
    if (refused && !environment.operatorKeySource.empty())
        error.detail += "; the operator key came from " + environment.operatorKeySource;
    return error;
}

} // namespace glovebox::engine
