// Role: comparing what a stranger sent with what only we know. How long it takes says nothing about where the two
// differ. Thread: any.
#pragma once

#include <string_view>

namespace glovebox {

/// Looks at every byte whatever it finds. The lengths are no secret: different ones answer at once.
bool equalInConstantTime(std::string_view left, std::string_view right);

} // namespace glovebox
