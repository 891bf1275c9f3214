// Role: the trees of names that mean something on one machine or network alone, and are asked of nobody else.
#pragma once

#include <array>
#include <string_view>

namespace glovebox::guest {

/// Each with everything below it; isPublicName() refuses them.
inline constexpr std::array<std::string_view, 6> kLocalTrees{"local",     "internal", "onion",
                                                             "localhost", "invalid",  "home.arpa"};

} // namespace glovebox::guest
