// Role: content hashes as the control plane and guests write them.
#pragma once

#include <string>
#include <string_view>

namespace glovebox {

/// 64 lower-case hex digits.
std::string sha256Hex(std::string_view bytes);

/// Looks like one.
bool isSha256Hex(std::string_view text);

} // namespace glovebox
