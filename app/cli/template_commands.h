// Role: the commands about templates that need a running Glovebox; `gloveboxctl template` has them beside its own.
#pragma once

#include "app/cli/commands.h"

namespace glovebox::cli {

void addLiveTemplates(CLI::App &group, Action &chosen);

} // namespace glovebox::cli
