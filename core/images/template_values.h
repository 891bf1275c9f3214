// Role: values of a template's definition as people write them, and what is said of those that cannot be. Pure.
#pragma once

#include "core/base/units.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace glovebox::images {

using Keys = std::vector<std::string_view>;

/// In quotes, on one line, cut.
std::string shown(std::string_view text);
/// "; did you mean 'workdir'?", or all that there are.
std::string insteadOf(std::string_view key, const Keys &known);
/// "500ms", "60s", "2m", "1h", "7d", "0".
std::optional<std::chrono::milliseconds> timeFrom(std::string_view text);
/// "512M", "2G", "8GiB"; powers of two.
std::optional<ByteCount> sizeFrom(std::string_view text);

} // namespace glovebox::images
