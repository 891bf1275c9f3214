// Role: what is done in a sandbox ahead of time, as a command line writes it. Pure, but that a relative path is of the
// folder that the program was started in. InvalidArgument says how it is written. Thread: any.
#pragma once

#include "core/domain/seed.h"

#include <string>

namespace glovebox::compose {

/// SRC:DEST
Result<domain::SeedStep> putStepFrom(const std::string &text, bool unpack);
/// SNAPSHOT:PATH:DEST
Result<domain::SeedStep> copyStepFrom(const std::string &text);
/// URL[#REFERENCE][:DEST]
Result<domain::SeedStep> cloneStepFrom(const std::string &text);

} // namespace glovebox::compose
