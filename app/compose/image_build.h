// Role: the build of the agent image as every program of ours sets it up.
#pragma once

#include "core/images/image_build.h"
#include "core/system/paths.h"

namespace glovebox::compose {

Result<images::BuildOptions> agentBuildOptions(const system::Paths &paths);

} // namespace glovebox::compose
