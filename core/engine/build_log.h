// Role: the few words that a build's log needs. Thread: any.
#pragma once

#include "core/base/units.h"

#include <string>

namespace glovebox::engine {

/// "2026-11-26 04:30:12 UTC"
std::string inWords(WallTime at);
/// So many of its last bytes, from a whole character on.
std::string endOf(const std::string &text, std::size_t max);

} // namespace glovebox::engine
