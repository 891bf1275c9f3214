// Role: the part of `gloveboxctl image` that builds images beside the built-in one.
#pragma once

#include "app/cli/commands.h"

namespace glovebox::cli {

void addImageBuild(CLI::App &image, Action &chosen);

} // namespace glovebox::cli
