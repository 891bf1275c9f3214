// Role: one file, folder or other thing in a guest, as its agent tells of it: bounded and checked, trusted in nothing.
#pragma once

#include "core/base/units.h"

#include <cstdint>
#include <string>

namespace glovebox::domain {

struct GuestEntry {
    enum class Kind { File, Folder, Other }; // Other: a link, a device, a pipe, a name that is not UTF-8
    std::string path;                        // relative to what was listed
    Kind kind = Kind::Other;
    ByteCount size;           // of a file
    std::string sha256;       // 64 hex digits; empty unless asked for, and when the file could not be read
    std::int64_t changed = 0; // modification time in ns since 1970, as the guest says
    unsigned links = 1;
    unsigned mode = 0;  // its permission bits; 0 also when an older agent does not tell
    std::string target; // of a symbolic link, as it stands in it: never to be used on the host

    friend bool operator==(const GuestEntry &, const GuestEntry &) = default;
};

} // namespace glovebox::domain
