#include "core/qemu/file_hash.h"

#include "core/qemu/memory/descriptor.h"

#include <QCryptographicHash>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace glovebox::qemu {

namespace {

constexpr std::uint64_t kBlock = 64 << 10;

/// The first block at or behind `at` that has data in it; `length` or more when there is none.
Result<std::uint64_t> nextBlock(int fd, std::uint64_t at, std::uint64_t length, const std::string &path)
{
    const off_t data = ::lseek(fd, static_cast<off_t>(at), SEEK_DATA);
    if (data < 0)
        return errno == ENXIO ? Result<std::uint64_t>(length) : memory::refused("looking into " + path, errno);
    return static_cast<std::uint64_t>(data) / kBlock * kBlock;
}

} // namespace

Result<std::string> hashOfFile(const std::string &path, const std::function<bool(std::uint64_t)> &goOn)
{
    const memory::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    struct stat info {};
    if (!file || ::fstat(file.get(), &info) != 0)
        return memory::refused("opening " + path, errno);
    if (!S_ISREG(info.st_mode))
        return fail(ErrorCode::ProtocolError, path + " is no file");
    const auto length = static_cast<std::uint64_t>(info.st_size);
    QCryptographicHash hash(QCryptographicHash::Blake2b_256);
    const auto addNumber = [&hash](std::uint64_t number) {
        hash.addData(QByteArrayView(reinterpret_cast<const char *>(&number), sizeof number));
    };
    std::vector<std::byte> block(kBlock);
    for (std::uint64_t at = 0; at < length;) {
        GB_TRY(next, nextBlock(file.get(), at, length, path));
        at = std::max(at, next);
        if (at >= length)
            break;
        const auto into = std::span(block).first(static_cast<std::size_t>(std::min(kBlock, length - at)));
        GB_CHECK(memory::readAt(file.get(), into, at, "reading " + path));
        // Zeros count as a hole does: a copy of the file may have either.
        if (!memory::isZero(into)) {
            addNumber(at);
            hash.addData(
                QByteArrayView(reinterpret_cast<const char *>(into.data()), static_cast<qsizetype>(into.size())));
        }
        at += into.size();
        if (!goOn(into.size()))
            return fail(ErrorCode::Cancelled);
    }
    addNumber(length);
    return hash.result().toHex().toStdString();
}

} // namespace glovebox::qemu
