// Role: files of this host that are copied into sandboxes, and what is in archives. Thread: the engine's; nothing here
// blocks it. Nothing is unpacked on the host, and no symbolic link is followed. NotFound, PermissionDenied; TooLarge
// beyond the bounds.
#pragma once

#include "core/ports/file_source.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace glovebox::ports {

/// Of one folder, or of what one archive holds.
inline constexpr ByteCount kHostFilesMax = ByteCount::gib(16);
inline constexpr std::size_t kHostEntriesMax = 100'000;
/// Of all names, each with its path, and where links lead: they are held in memory more than once.
inline constexpr ByteCount kHostNamesMax = ByteCount::mib(32);

/// Which folder it is, whatever its path leads to later.
struct FolderMark {
    std::uint64_t device = 0;
    std::uint64_t inode = 0;

    friend bool operator==(const FolderMark &, const FolderMark &) = default;
};

/// A file, a folder with all that is in it, or what is in an archive: tar, plain or compressed, or zip.
struct HostPath {
    std::string path; // absolute
    bool isArchive = false;
    std::optional<FolderMark> found{}; // as look() told it; another folder in its place is not copied: InvalidState
};

struct HostTree {
    std::vector<TreeEntry> entries;     // without hashes
    ByteCount bytes;                    // of all files
    std::vector<std::string> leftOut;   // devices, pipes, sockets: "dev/null is a device", a hundred at most
    std::optional<FolderMark> folder{}; // none: it is no folder of this host
};

class HostFiles {
public:
    virtual ~HostFiles() = default;

    /// A file, or all that is in a folder: folders before what is in them, the same order each time. With hashes.
    /// Symbolic links and special files are refused: InvalidState names them.
    virtual Call survey(std::string path, Callback<std::vector<TreeEntry>> done) = 0;
    /// What open() will give. InvalidArgument: it is no archive, or one that leads out of itself.
    virtual Call look(HostPath path, Callback<HostTree> done) = 0;
    /// Those that were found; of an archive all that is in it, whatever they say, checked and bounded as in look().
    virtual std::unique_ptr<FileSource> open(HostPath path, std::vector<TreeEntry> entries) = 0;
};

} // namespace glovebox::ports
