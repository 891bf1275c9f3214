// Role: the parts that `gloveboxctl egress` is made of. Thread: the main one.
#pragma once

#include "app/cli/commands.h"

namespace glovebox::cli {

/// Those that ask a running Glovebox to change what one sandbox may reach.
void addEgressChanges(CLI::App &group, Action &chosen);

} // namespace glovebox::cli
