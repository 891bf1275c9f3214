// Role: levels of the log as words, both ways, wherever they are written or asked for. Pure. Thread: any.
#pragma once

#include "core/base/log.h"

#include <optional>
#include <string_view>

namespace glovebox {

/// "debug", "info", "warning", "error"
std::string_view word(LogLevel level);
std::optional<LogLevel> logLevelFrom(std::string_view word);

} // namespace glovebox
