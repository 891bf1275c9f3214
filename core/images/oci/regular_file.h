// Role: a file of somebody else's, read from its beginning: a regular one, or none (a pipe would keep us waiting).
// Thread: any; blocking.
#pragma once

#include "core/base/file_access.h"
#include "core/base/result.h"
#include "core/base/units.h"

#include <memory>
#include <span>
#include <string>

namespace glovebox::images {

class RegularFile {
public:
    /// NotFound, PermissionDenied, InvalidArgument (a folder, a pipe …), HostToolFailed.
    static Result<std::unique_ptr<RegularFile>> open(const std::string &path);

    ByteCount size() const { return m_size; }
    int descriptor() const { return m_fd.get(); }
    /// 0 at its end.
    Result<std::size_t> read(std::span<char> buffer);
    /// From here to its end. TooLarge beyond `max`.
    Result<std::string> readAll(ByteCount max);

    RegularFile(int fd, std::string path, ByteCount size);

private:
    FileDescriptor m_fd;
    std::string m_path;
    ByteCount m_size;
};

} // namespace glovebox::images
