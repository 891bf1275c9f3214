// Role: what can be asked about the environments that are served; answered by their views.
#pragma once

#include "core/base/secret.h"
#include "core/domain/ids.h"

#include <optional>
#include <string>
#include <variant>

namespace glovebox::api {

/// Served from now on, and at the next starts: its keys are kept with the host's own secrets.
struct AddEnvironment {
    domain::EnvironmentId id;
    SecretString key;
    std::optional<SecretString> operatorKey{};
    std::string name;    // for people; may be empty
    std::string baseUrl; // empty: the host's usual one
};
/// Its work is given back as at a drain, then it is served no more, and its keys are forgotten. Denied of one that the
/// command line, a variable or a file of the operator's names: it would be back at the next start.
struct RemoveEnvironment {
    domain::EnvironmentId id;
};
using EnvironmentAction = std::variant<AddEnvironment, RemoveEnvironment>;

} // namespace glovebox::api
