// Role: the folder that finished parts live in, shared by every Glovebox of this user: one builds at a time, what is
// half-made has a name of its own until it is renamed into place, and what nobody uses any more goes.
// Thread: any; blocking file work, run on the pool (the lock: any).
// Invariants: a path that partFolder() gives is a whole part or is not there. Whatever starts with kTemporaryPrefix
// belongs to the holder of the lock, or to nobody.
#pragma once

#include "core/base/result.h"
#include "core/images/part.h"

#include <chrono>
#include <memory>
#include <string>

namespace glovebox::images {

/// A flock(2) that goes with the object, and with the process however it ends.
class FileLock {
public:
    enum class Mode { Shared, Exclusive };
    /// Never waits: Conflict when somebody else holds it.
    static Result<std::shared_ptr<FileLock>> tryTake(const std::string &path, Mode mode);
    /// The same, but waits for whoever holds it: of locks that are held for moments.
    static Result<std::shared_ptr<FileLock>> take(const std::string &path, Mode mode);
    /// Exclusive, never waits, and removes the file with the object: of things of which there are endlessly many. Each
    /// that is at `path` is taken so, and in no other way.
    static Result<std::shared_ptr<FileLock>> tryClaim(const std::string &path);
    ~FileLock();
    FileLock(const FileLock &) = delete;
    FileLock &operator=(const FileLock &) = delete;

private:
    explicit FileLock(int fd) : m_fd(fd) {}
    static Result<std::shared_ptr<FileLock>> open(const std::string &path, Mode mode, int waiting);
    int m_fd;
    std::string m_claimed; // the file that goes; empty: it stays
};

class StoreFolder {
public:
    explicit StoreFolder(std::string path) : m_path(std::move(path)) {}

    const std::string &path() const { return m_path; }
    std::string partFolder(const std::string &kind, const std::string &key) const
    {
        return m_path + '/' + kind + '-' + key;
    }

    /// The right to build. Makes the folder when it is not there.
    Result<std::shared_ptr<FileLock>> tryLock() const;
    /// Held as long as machines may boot from the part; keeps sweep() away from it.
    static Result<std::shared_ptr<FileLock>> hold(const Part &part);

    // The rest only with the lock.

    /// A new private folder on the same file system.
    Result<std::string> makeTemporary() const;
    /// Moves a sealed part from a temporary folder to where partFolder() says, in the place of a broken one.
    Result<Part> publish(const Part &part) const;
    /// Removes what a crash left behind, and parts that nobody holds and what was fetched, if unused for `unusedFor`.
    void sweep(std::chrono::hours unusedFor) const;
    static void remove(const std::string &folder);

private:
    std::string m_path;
};

inline constexpr const char *kTemporaryPrefix = "tmp-";
/// What a build has fetched and the next try may need.
inline constexpr const char *kFetchedFolder = "fetched";

} // namespace glovebox::images
