// Role: one supervisor to a runtime folder. Without Qt. Thread: any.
// Invariants: who holds the lock is the only living supervisor of the folder, so that a socket in it is its own or was
// left by a dead one. The lock's file and the socket go away together with their owner, or with whoever finds them
// left.
#pragma once

#include "core/base/result.h"
#include "core/qemu/supervisor/unique_fd.h"

#include <string>

namespace glovebox::qemu::supervisor {

class FolderLock {
public:
    /// FolderInUse: a supervisor lives there. FolderUnusable: not a folder, not ours, or open to others.
    static Result<FolderLock> take(const std::string &folder);
    FolderLock(FolderLock &&) noexcept = default;
    FolderLock &operator=(FolderLock &&) = delete;
    FolderLock(const FolderLock &) = delete;
    /// Removes the socket and the lock.
    ~FolderLock();

private:
    FolderLock(std::string folder, UniqueFd lock) : m_folder(std::move(folder)), m_lock(std::move(lock)) {}

    std::string m_folder;
    UniqueFd m_lock;
};

/// Removes what a killed supervisor has left. False: a living one has the folder.
bool removeLeftSocket(const std::string &folder);

} // namespace glovebox::qemu::supervisor
