// Role: where a session's files from /mnt/session/outputs are kept on this host, after the sandbox is gone. What is
// kept is never deleted by this port. Thread: the engine's; a piece of at most 256 KiB is written at once, and a commit
// waits for the disk, which is short.
//
// A guest names the files: sessions and paths are checked here whatever the caller has checked (InvalidArgument), no
// link on the host is followed (InvalidState), and a session has a quota (TooLarge). OutOfDisk when too little would be
// left free for the host.
#pragma once

#include "core/base/limits.h"
#include "core/base/plain_path.h"
#include "core/base/result.h"
#include "core/base/units.h"
#include "core/domain/ids.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace glovebox::ports {

struct OutputLimits {
    ByteCount fileMax = limits::kOutputFileMax;
    ByteCount sessionMax = limits::kOutputsSessionMax;
    std::size_t filesMax = limits::kOutputFilesMax;
    ByteCount freeMin = limits::kDiskFreeMin; // left on the disk
};

/// Plain, short, not too deep, and without what would confuse a terminal.
inline bool isOutputPath(std::string_view path)
{
    return path.size() <= limits::kOutputPathMax && isPlainRelativePath(path) &&
           pathDepth(path) <= limits::kOutputDepthMax && !hasControlCharacters(path);
}

struct StoredOutput {
    std::string path; // relative, an output path
    ByteCount size;
    std::int64_t changed = 0; // in the guest, ns since 1970, as it was told at the commit
    WallTime storedAt;

    friend bool operator==(const StoredOutput &, const StoredOutput &) = default;
};

/// A file that is being written. Destruction without a commit leaves nothing of it, and the one before in its place.
class OutputFile {
public:
    virtual ~OutputFile() = default;
    virtual Result<> write(std::string_view piece) = 0;
    /// In one step, and on the disk when it returns. The last call.
    virtual Result<> commit(std::int64_t changed) = 0;
};

class OutputStore {
public:
    virtual ~OutputStore() = default;

    /// InvalidState when a folder of that name is kept already, or a file where a folder would have to be.
    virtual Result<std::unique_ptr<OutputFile>> begin(const domain::SessionId &session, const std::string &path) = 0;
    /// By path; empty when nothing is kept.
    virtual Result<std::vector<StoredOutput>> list(const domain::SessionId &session) = 0;
    /// Absolute; empty while there is none.
    virtual std::string folder(const domain::SessionId &session) const = 0;
};

} // namespace glovebox::ports
