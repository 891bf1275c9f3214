// Role: several environments in one TOML file (resources/environments.example.toml shows all of it). A slip is told
// with file, line, what it is and what is possible. Thread: any; reads files.
#pragma once

#include "app/compose/environment_settings.h"
#include "core/base/result.h"

#include <string>
#include <vector>

namespace glovebox::compose {

/// Paths in it start from its folder. `baseUrl` is for environments that name none. Refused when it holds keys and
/// every user of the host can read it.
Result<std::vector<EnvironmentSettings>> readEnvironmentsFile(const std::string &path, const std::string &baseUrl);

/// Where a custom tool's handler that comes from this host is put in a sandbox: a place that no image has.
inline constexpr const char *kHandlerFolder = "/opt/glovebox/tools/";

} // namespace glovebox::compose
