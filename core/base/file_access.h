// Role: the few things that whoever keeps files by hand needs: a descriptor that closes itself, what the kernel's
// refusals mean, and that a name is on the disk. Thread: any; blocking file work.
#pragma once

#include "core/base/result.h"

#include <string>

namespace glovebox {

/// Closes what it has.
class FileDescriptor {
public:
    explicit FileDescriptor(int fd) : m_fd(fd) {}
    ~FileDescriptor();
    FileDescriptor(const FileDescriptor &) = delete;
    FileDescriptor &operator=(const FileDescriptor &) = delete;
    int get() const { return m_fd; }
    explicit operator bool() const { return m_fd >= 0; }

private:
    int m_fd;
};

/// The kernel's refusal `reason` (errno) of `step`: NotFound, OutOfDisk, PermissionDenied or HostToolFailed.
tl::unexpected<Error> fileTrouble(const std::string &step, int reason);

/// Names in the folder of `file` are on the disk when it is answered.
Result<> syncFolderOf(const std::string &file);

} // namespace glovebox
