// Role: the search of grep when the image has no ripgrep: a bounded walk and std::regex in its ECMAScript dialect,
// which is JavaScript's of the reference without look-behind, named groups and Unicode classes.
#pragma once

#include "core/guest/agent/tools/context.h"

#include <string>

namespace glovebox::agent {

/// `start` is absolute and without links.
ToolOutcome grepByWalking(const std::string &start, const std::string &pattern);

} // namespace glovebox::agent
