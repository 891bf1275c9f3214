// Role: where everything of ours lives on this host: under the XDG base folders, or all of it under one folder that the
// operator named (so that several installations run side by side).
// Thread: any; a value after it was made.
// Invariants: every folder exists, belongs to us and is closed to others (0700); a socket path made by joining
// kSocketNameMax bytes to runtime() fits into a sockaddr_un.
#pragma once

#include "core/base/result.h"

#include <functional>
#include <string>

namespace glovebox::system {

struct PathLayout {
    std::string data;    // what must not be lost: sandboxes' disks, images
    std::string cache;   // what can be fetched again
    std::string state;   // logs, remembered facts about this host
    std::string runtime; // sockets and locks: gone after a reboot, paths short enough for a socket

    friend bool operator==(const PathLayout &, const PathLayout &) = default;
};

/// What a socket's name below the runtime folder may take: "/sandboxes/sbx-01234567/control.sock" and some room.
inline constexpr std::size_t kSocketNameMax = 55;

/// What decides the layout. `environment` gives a variable's value, empty when it is unset.
struct PathChoice {
    std::string dataDir; // --data-dir; empty: GLOVEBOX_DATA_DIR, and without that the XDG folders
    std::function<std::string(const std::string &name)> environment;
    std::string homeOfUser; // from the password database; used when HOME is unset
    unsigned userId = 0;
};

/// Pure: which folders it would be. InvalidArgument when there is no home folder to start from.
Result<PathLayout> layoutFor(const PathChoice &choice);
/// The same by the process's own environment.
Result<PathLayout> layoutOfProcess(const std::string &dataDir);

class Paths {
public:
    /// Decides by the process's own environment and makes the folders. FolderUnusable when one is not ours, or cannot
    /// be made or written, with its path.
    static Result<Paths> create(const std::string &dataDir = {});
    static Result<Paths> create(const PathChoice &choice);

    const std::string &data() const { return m_layout.data; }
    const std::string &cache() const { return m_layout.cache; }
    const std::string &state() const { return m_layout.state; }
    const std::string &runtime() const { return m_layout.runtime; }

private:
    explicit Paths(PathLayout layout) : m_layout(std::move(layout)) {}

    PathLayout m_layout;
};

/// Makes `path` and what is missing above it. The last one is 0700 and must be ours and a real folder, not a link that
/// somebody put there: the runtime folder may be in /tmp.
Result<> makePrivateFolder(const std::string &path);
/// That each folder is there, ours, and takes files: FolderUnusable names the first that is not. Makes what is missing.
Result<> checkWritable(const PathLayout &folders);

} // namespace glovebox::system
