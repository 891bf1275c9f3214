// Role: the few things we do to foreign text everywhere: make it valid UTF-8, cut it at a bound, shorten an id.
#pragma once

#include "core/base/units.h"

#include <string>
#include <string_view>

namespace glovebox {

/// What is no character becomes U+FFFD, one for each beginning of a character that breaks off: what goes into JSON must
/// be UTF-8, and tools print anything.
std::string toValidUtf8(std::string_view bytes);

/// The same on one line: line ends, escapes and other control characters become blanks.
std::string toOneLine(std::string_view bytes);

/// The first `max` bytes, cut between characters, with "… (N more bytes)" behind them when something was cut.
std::string clipped(std::string_view text, ByteCount max);

/// The last `max` bytes, cut between characters, with "… " before them when something was cut.
std::string lastOf(std::string_view text, ByteCount max);

} // namespace glovebox
