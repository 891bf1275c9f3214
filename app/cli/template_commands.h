// Role: what the commands of `gloveboxctl template` share: how a definition is opened, and those that need a running
// Glovebox beside its own.
#pragma once

#include "app/cli/commands.h"
#include "core/base/result.h"

class QFile;

namespace glovebox::cli {

/// For reading; what is no file, as a pipe that nobody writes to, is not waited for. InvalidArgument, with its path.
Result<> openDefinition(QFile &file);

void addLiveTemplates(CLI::App &group, Action &chosen);

} // namespace glovebox::cli
