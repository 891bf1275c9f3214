// Role: times as people write them on the command line. Pure. Thread: any.
#pragma once

#include "core/base/result.h"
#include "core/base/units.h"

#include <optional>
#include <string>

namespace glovebox::cli {

inline constexpr const char *kMomentHelp = "2h, 30d, a day or an instant (UTC): 2026-11-26, 2026-11-26T10:15:00Z";

/// "90s", "30m", "2h", "30d" before `now`; a day, from its beginning; an instant. In UTC unless it says otherwise. None
/// when nothing was written. InvalidArgument, with the option's name.
Result<std::optional<WallTime>> momentFrom(const std::string &text, const char *option, WallTime now);

} // namespace glovebox::cli
