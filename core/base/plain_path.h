// Role: whether foreign text may become part of a path. Checked before a name of an archive, a server or a guest goes
// anywhere near a file.
#pragma once

#include <cstddef>
#include <string_view>

namespace glovebox {

/// Well-formed UTF-8 through and through.
bool isValidUtf8(std::string_view text);

/// A file or folder name: 1 to 255 bytes of valid UTF-8 without '/' and control characters, and not "." or "..".
bool isPlainComponent(std::string_view text);

/// Plain components with one '/' between two of them; no more than `bytesMax` in all.
bool isPlainPath(std::string_view text, std::size_t bytesMax);

} // namespace glovebox
