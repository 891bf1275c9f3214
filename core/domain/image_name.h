// Role: what an image may be called from now on: what people type, and what leads nowhere else. Pure.
#pragma once

#include <string>
#include <string_view>

namespace glovebox::domain {

/// Bytes.
inline constexpr std::size_t kImageNameMax = 255;

/// As an end to "it cannot be called so: "; empty: it can. What has a name already keeps it.
std::string whyNoImageName(std::string_view name);

} // namespace glovebox::domain
