// Role: files one after another, wherever they come from: a folder, an archive, another guest. Nobody holds one whole.
// Thread: the engine's; nothing here blocks it.
#pragma once

#include "core/base/call.h"
#include "core/base/result.h"
#include "core/base/units.h"

#include <cstddef>
#include <optional>
#include <string>

namespace glovebox::ports {

struct TreeEntry {
    std::string path; // plain, relative to what was asked for; empty: that itself, a file
    bool isFolder = false;
    bool isExecutable = false;
    ByteCount size;
    std::string sha256{}; // of a file: 64 hex digits; empty unless asked for
    std::string target{}; // of a symbolic link, as it stands in it; never to be followed on the host

    bool isLink() const { return !target.empty(); }
    friend bool operator==(const TreeEntry &, const TreeEntry &) = default;
};

/// One question at a time: of each, letting go of the handle ends the source.
class FileSource {
public:
    virtual ~FileSource() = default;

    /// The next one, folders before what is in them; none: that was all. What was not read of the one before is left
    /// out.
    virtual Call next(Callback<std::optional<TreeEntry>> done) = 0;
    /// Of the file that next() gave, at most `max` bytes; none at its end. InvalidState when it is not what it was.
    virtual Call read(std::size_t max, Callback<std::string> done) = 0;
};

} // namespace glovebox::ports
