// Role: files of this host that a template's build copies into a sandbox. Thread: the engine's; nothing here blocks it.
// Symbolic links and special files are refused, never followed, in what is copied: InvalidState names them. NotFound,
// PermissionDenied; TooLarge beyond the bounds.
#pragma once

#include "core/base/call.h"
#include "core/base/result.h"
#include "core/base/units.h"

#include <cstddef>
#include <string>
#include <vector>

namespace glovebox::ports {

inline constexpr ByteCount kHostFileMax = ByteCount::mib(64); // it is held in memory
inline constexpr ByteCount kHostFilesMax = ByteCount::gib(1);
inline constexpr std::size_t kHostEntriesMax = 10'000;

struct HostEntry {
    std::string path; // relative to what was asked for; empty: that itself, a file
    bool isFolder = false;
    bool isExecutable = false;
    ByteCount size;
    std::string sha256; // of a file: 64 hex digits

    friend bool operator==(const HostEntry &, const HostEntry &) = default;
};

class HostFiles {
public:
    virtual ~HostFiles() = default;

    /// A file, or all that is in a folder: folders before what is in them, the same order each time.
    virtual Call survey(std::string path, Callback<std::vector<HostEntry>> done) = 0;
    /// InvalidState when it is not what it was.
    virtual Call read(std::string path, HostEntry entry, Callback<std::string> done) = 0;
};

} // namespace glovebox::ports
