// Role: what a path looks like that is taken from, or given to, somebody else: plain components and nothing clever.
// Pure; looks at text only, never at a file system.
#pragma once

#include <cstddef>
#include <string_view>

namespace glovebox {

/// Components of 1 to 255 bytes between single slashes, none of them "." or "..", no NUL, valid UTF-8. "a/b c/d".
bool isPlainRelativePath(std::string_view path);
/// The same behind one slash. "/a/b".
bool isPlainAbsolutePath(std::string_view path);
/// Components of a plain path.
std::size_t pathDepth(std::string_view path);
/// Line ends, escapes and other bytes below a blank, or DEL: legal in a file's name, and a trap for whoever prints it.
bool hasControlCharacters(std::string_view text);

} // namespace glovebox
