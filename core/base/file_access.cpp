#include "core/base/file_access.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace glovebox {

FileDescriptor::~FileDescriptor()
{
    if (m_fd >= 0)
        ::close(m_fd);
}

tl::unexpected<Error> fileTrouble(const std::string &step, int reason)
{
    const auto code = reason == ENOSPC || reason == EDQUOT ? ErrorCode::OutOfDisk
                      : reason == ENOENT                   ? ErrorCode::NotFound
                      : reason == EACCES || reason == EPERM || reason == EROFS || reason == ELOOP
                          ? ErrorCode::PermissionDenied
                          : ErrorCode::HostToolFailed;
    return fail(code, step + ": " + std::strerror(reason));
}

Result<> syncFolderOf(const std::string &file)
{
    const auto slash = file.rfind('/');
    const auto name = slash == std::string::npos ? "." : file.substr(0, slash + 1);
    const FileDescriptor folder(::open(name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder || ::fsync(folder.get()) != 0)
        return fileTrouble("writing the folder of " + file, errno);
    return {};
}

} // namespace glovebox
