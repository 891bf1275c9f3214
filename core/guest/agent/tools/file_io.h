// Role: whole files in and out for the file tools.
#pragma once

#include "core/guest/agent/tools/descriptor.h"
#include "core/guest/agent/tools/path.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace glovebox::agent {

/// A field of a tool's input when it is text; otherwise empty, as the reference treats what is missing.
std::string inputText(const nlohmann::json &input, const char *name);

struct OpenedFile {
    Descriptor file;
    std::size_t size = 0;
    int error = 0;         // errno; 0 when open
    bool isRegular = true; // looked at before opening: a FIFO would block, a device may act
};
OpenedFile openRegular(const ResolvedPath &path);

/// Up to `max` bytes from the file's present position. Returns an errno or 0.
int readUpTo(int file, std::size_t max, std::string &content);

/// Writes beside the target and renames over it, keeping an existing file's permission bits; new files get 0600.
/// Missing folders are made. Returns an errno or 0; nothing is left behind on failure.
int replaceFile(const ResolvedPath &path, std::string_view content);

/// 128 random bits as a UUID's text.
std::string randomUuid();

} // namespace glovebox::agent
