#include "core/qemu/memory/sealed_memory.h"

#include "core/base/limits.h"

#include <QCryptographicHash>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace glovebox::qemu::memory {

namespace {

constexpr int kSeals = F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL;
/// Pages read at a time: what stays in a core's cache between reading and writing.
constexpr std::uint64_t kChunkPages = 64;

Result<> checkSize(ByteCount size)
{
    if (size.value == 0 || size.value % pageSize() != 0 || size > limits::kMachineMemoryMax)
        return fail(ErrorCode::InvalidArgument, "a guest's memory is a whole number of pages, within bounds");
    return {};
}

/// The next stretch of pages at or behind `page` that the file has data in; empty when there is none.
Result<PageRun> nextData(int fd, std::uint64_t page, std::uint64_t pages)
{
    const auto size = static_cast<off_t>(pageSize());
    const off_t data = ::lseek(fd, static_cast<off_t>(page) * size, SEEK_DATA);
    if (data < 0)
        return errno == ENXIO ? Result<PageRun>(PageRun{pages, 0}) : refused("looking for a file's data", errno);
    const off_t hole = ::lseek(fd, data, SEEK_HOLE);
    if (hole < 0)
        return refused("looking for a file's holes", errno);
    const auto first = std::max(page, static_cast<std::uint64_t>(data / size));
    const auto end = std::min(pages, static_cast<std::uint64_t>((hole + size - 1) / size));
    return first < end ? PageRun{first, end - first} : PageRun{pages, 0};
}

/// Calls `use` with each chunk of data, in order: its first page and its bytes.
Result<> eachChunk(int fd, std::uint64_t pages, const Progress &progress,
                   const std::function<Result<>(std::uint64_t, std::span<const std::byte>)> &use)
{
    std::vector<std::byte> chunk(kChunkPages * pageSize());
    std::uint64_t told = 0;
    GB_CHECK(tell(progress, 0, pages));
    for (std::uint64_t page = 0; page < pages;) {
        GB_TRY(extent, nextData(fd, page, pages));
        for (page = extent.first; page < extent.end();) {
            const auto count = std::min(kChunkPages, extent.end() - page);
            const auto into = std::span(chunk).first(static_cast<std::size_t>(count) * pageSize());
            GB_CHECK(readAt(fd, into, page * pageSize(), "reading a template's memory"));
            GB_CHECK(use(page, into));
            page += count;
            if (page - told < kBatchPages)
                continue;
            told = page;
            GB_CHECK(tell(progress, page, pages));
        }
    }
    return tell(progress, pages, pages);
}

/// Whether a page is in ordered runs; asked with ascending pages.
class Within {
public:
    explicit Within(const PageRuns &runs) : m_at(runs.begin()), m_end(runs.end()) {}
    bool operator()(std::uint64_t page)
    {
        while (m_at != m_end && m_at->end() <= page)
            ++m_at;
        return m_at != m_end && m_at->first <= page;
    }

private:
    PageRuns::const_iterator m_at;
    PageRuns::const_iterator m_end;
};

} // namespace

Result<> copySparse(int from, int to, std::uint64_t pages, const PageRuns &except, const Progress &progress)
{
    Within excepted(except);
    return eachChunk(from, pages, progress, [&](std::uint64_t first, std::span<const std::byte> bytes) -> Result<> {
        GB_CHECK(writeSparse(to, bytes, first * pageSize(), "copying a template's memory",
                             [&](std::size_t at) { return excepted(first + at / pageSize()); }));
        return {};
    });
}

Result<SealedMemory> SealedMemory::create(ByteCount size, const char *name)
{
    GB_CHECK(checkSize(size));
    Descriptor fd(::memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING));
    if (!fd)
        return refused("making a memory file", errno);
    if (::ftruncate(fd.get(), static_cast<off_t>(size.value)) != 0)
        return refused("sizing a memory file", errno);
    if (::fcntl(fd.get(), F_ADD_SEALS, F_SEAL_GROW | F_SEAL_SHRINK) != 0)
        return refused("fixing a memory file's size", errno);
    return SealedMemory(std::move(fd), size);
}

Result<SealedMemory> SealedMemory::adopt(Descriptor memfd, ByteCount size)
{
    GB_CHECK(checkSize(size));
    struct ::stat facts {};
    if (::fstat(memfd.get(), &facts) != 0)
        return refused("looking at a memory file", errno);
    if (::fcntl(memfd.get(), F_GET_SEALS) < 0)
        return fail(ErrorCode::InvalidArgument, "this is no memory file");
    if (static_cast<std::uint64_t>(facts.st_size) != size.value)
        return fail(ErrorCode::InvalidArgument, "the memory file is of another size than its template's memory");
    return SealedMemory(std::move(memfd), size);
}

Result<SealedMemory> SealedMemory::loadFrom(const std::string &path, ByteCount size, const Progress &progress)
{
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    struct ::stat facts {};
    if (!file || ::fstat(file.get(), &facts) != 0)
        return refused("opening " + path, errno);
    if (!S_ISREG(facts.st_mode) || static_cast<std::uint64_t>(facts.st_size) != size.value)
        return fail(ErrorCode::ProtocolError, path + " is not of the size of its template's memory");
    GB_TRY(memory, create(size));
    GB_CHECK(copySparse(file.get(), memory.fd(), memory.pages(), {}, progress));
    GB_CHECK(memory.seal(kSealAttemptsInWorker));
    return std::move(memory);
}

Result<> SealedMemory::seal(int attempts)
{
    if (isSealed())
        return {};
    for (int attempt = 0; attempt < attempts; ++attempt) {
        if (::fcntl(m_fd.get(), F_ADD_SEALS, kSeals) == 0)
            return {};
        if (errno != EBUSY)
            break;
    }
    if (errno == EBUSY)
        return fail(ErrorCode::InvalidState, "somebody can still write to the template's memory");
    return refused("sealing a template's memory", errno);
}

bool SealedMemory::isSealed() const
{
    const int seals = ::fcntl(m_fd.get(), F_GET_SEALS);
    return seals >= 0 && (seals & kSeals) == kSeals;
}

Result<> SealedMemory::storeTo(const std::string &path, const Progress &progress) const
{
    GB_TRY(file, NewFile::create(path));
    GB_CHECK(copySparse(m_fd.get(), file.fd(), pages(), {}, progress));
    // The length comes last: a file that was not finished is too short, or at least not under this name.
    if (::ftruncate(file.fd(), static_cast<off_t>(m_size.value)) != 0)
        return refused("writing a template's memory", errno);
    return file.commit();
}

ByteCount SealedMemory::allocated() const
{
    struct ::stat facts {};
    if (::fstat(m_fd.get(), &facts) != 0)
        return {};
    return {static_cast<std::uint64_t>(facts.st_blocks) * 512};
}

Result<std::string> SealedMemory::contentHash() const
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    const auto each = [&](std::uint64_t first, std::span<const std::byte> bytes) -> Result<> {
        for (std::size_t at = 0; at < bytes.size(); at += pageSize()) {
            const auto page = bytes.subspan(at, pageSize());
            if (isZero(page))
                continue;
            const auto number = first + at / pageSize();
            hash.addData(QByteArrayView(reinterpret_cast<const char *>(&number), sizeof number));
            hash.addData(
                QByteArrayView(reinterpret_cast<const char *>(page.data()), static_cast<qsizetype>(page.size())));
        }
        return {};
    };
    GB_CHECK(eachChunk(m_fd.get(), pages(), {}, each));
    return hash.result().toHex().toStdString();
}

} // namespace glovebox::qemu::memory
