#include "core/images/oci/regular_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace glovebox::images {

RegularFile::RegularFile(int fd, std::string path, ByteCount size) : m_fd(fd), m_path(std::move(path)), m_size(size) {}

Result<std::unique_ptr<RegularFile>> RegularFile::open(const std::string &path)
{
    // Without O_NONBLOCK, opening a named pipe waits for somebody to write into it.
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return fileTrouble("reading " + path, errno);
    auto file = std::make_unique<RegularFile>(fd, path, ByteCount());
    struct stat about {};
    if (::fstat(fd, &about) != 0)
        return fileTrouble("reading " + path, errno);
    if (!S_ISREG(about.st_mode))
        return fail(ErrorCode::InvalidArgument, path + " is not a file");
    file->m_size.value = static_cast<std::uint64_t>(about.st_size);
    return file;
}

Result<std::size_t> RegularFile::read(std::span<char> buffer)
{
    for (;;) {
        const auto got = ::read(m_fd.get(), buffer.data(), buffer.size());
        if (got >= 0)
            return static_cast<std::size_t>(got);
        if (errno != EINTR)
            return fileTrouble("reading " + m_path, errno);
    }
}

Result<std::string> RegularFile::readAll(ByteCount max)
{
    std::string content;
    std::string block(64U << 10, '\0');
    for (;;) {
        GB_TRY(got, read(block));
        if (got == 0)
            return content;
        content.append(block.data(), got);
        if (content.size() > max.value)
            return fail(ErrorCode::TooLarge,
                        m_path + " has more than " + std::to_string(max.value) + " bytes, the limit of its kind");
    }
}

} // namespace glovebox::images
