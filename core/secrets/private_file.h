// Role: files for one user's eyes: read only when nobody else can, written whole or not at all, and on disk when that
// is answered. Thread: any; blocking file work.
// Invariants: no link is followed; a file or folder that is not ours, or that others may read or write, is refused
// (PermissionDenied) and left as it is.
#pragma once

#include "core/base/result.h"
#include "core/base/secret.h"

#include <memory>
#include <string>

namespace glovebox::secrets {

/// Who may read a file beside us for it to be refused.
enum class Others {
    None,        // neither the group nor anybody else
    GroupMayRead // systemd's credentials are its own files, with a list of who may read them that looks so
};

/// NotFound when there is none; TooLarge over `max`.
Result<SecretString> readPrivateFile(const std::string &path, std::size_t max, Others others = Others::None);
/// In place of what is there. The folder exists.
Result<> writePrivateFile(const std::string &path, const std::string &bytes);
/// Well also when there is none. The name is gone from the disk when it is answered.
/// What writers that were killed left beside it. Only while nobody else writes it.
void removeDraftsOf(const std::string &path);
Result<> removePrivateFile(const std::string &path);

/// That the folder is ours alone. Makes it when it is missing and `make` is true; NotFound otherwise.
Result<> checkPrivateFolder(const std::string &path, bool make);

/// A lock on a file, which goes with the process however it ends.
class FileLock {
public:
    /// Conflict: `busy`.
    static Result<std::unique_ptr<FileLock>> take(const std::string &path, const std::string &busy);
    ~FileLock();
    FileLock(const FileLock &) = delete;
    FileLock &operator=(const FileLock &) = delete;

private:
    explicit FileLock(int fd) : m_fd(fd) {}
    int m_fd;
};

} // namespace glovebox::secrets
