// Role: names that people give to things of theirs, and that others read: sandboxes, snapshots, keys, environments.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace glovebox::domain {

inline constexpr std::size_t kShownNameMax = 64;

/// Empty: a thing may be called so. Else why not, as a sentence: a name is UTF-8 in which nothing hides, no control
/// characters, line breaks, or signs that turn around what stands behind them. It may be empty, where there is none.
std::string whyNotName(std::string_view name);

} // namespace glovebox::domain
