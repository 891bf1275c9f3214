#include "core/qemu/memory/dirty_tracker.h"

#include "core/qemu/memory/kernel_abi.h"
#include "core/qemu/memory/private_pages.h"
#include "core/qemu/memory/sealed_memory.h"
#include "core/qemu/pidfd.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace glovebox::qemu::memory {

namespace {

constexpr std::uint64_t kTriedPages = 16;

tl::unexpected<Error> unsupported(const std::string &why)
{
    return fail(ErrorCode::Unsupported, "writes to a guest's memory cannot be watched here: " + why);
}

/// Memory of our own, mapped as a clone maps its.
class OwnMapping {
public:
    OwnMapping(int fd, std::size_t length)
        : m_length(length), m_bytes(::mmap(nullptr, length, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0))
    {
    }
    ~OwnMapping()
    {
        if (good())
            ::munmap(m_bytes, m_length);
    }
    OwnMapping(const OwnMapping &) = delete;
    OwnMapping &operator=(const OwnMapping &) = delete;

    bool good() const { return m_bytes != MAP_FAILED; }
    void write(std::uint64_t page) { static_cast<volatile char *>(m_bytes)[page * pageSize()] = 1; }

private:
    std::size_t m_length;
    void *m_bytes;
};

Result<> expect(const Result<PageRuns> &got, const PageRuns &wanted)
{
    if (!got)
        return unsupported(got.error().detail);
    if (*got != wanted)
        return unsupported("the kernel reports other pages than were written");
    return {};
}

} // namespace

Result<Descriptor> makeFaultDescriptor()
{
    const auto fd = ::syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK | kernel::kUserModeOnly);
    if (fd < 0)
        return unsupported(refused("userfaultfd", errno).value().detail);
    return Descriptor(static_cast<int>(fd));
}

Result<Descriptor> takeDescriptor(const RamMapping &process, int number)
{
    Descriptor copy(::pidfd_getfd(process.pidfd(), number, 0));
    if (!copy)
        return lookRefused("taking a descriptor of process " + std::to_string(process.process()), errno);
    return copy;
}

Result<DirtyTracker> DirtyTracker::attach(const RamMapping &mapping, Descriptor faultDescriptor)
{
    ::uffdio_api handshake{};
    handshake.api = UFFD_API;
    handshake.features = kernel::kFaultWriteProtectAsync | kernel::kFaultWriteProtectUnpopulated;
    // A second handshake is refused with EINVAL, as an unknown feature is: the scan below tells the two apart.
    if (::ioctl(faultDescriptor.get(), UFFDIO_API, &handshake) != 0 && errno != EINVAL)
        return unsupported(refused("the handshake with userfaultfd", errno).value().detail);
    ::uffdio_register range{};
    range.range = {mapping.address(), mapping.pages() * pageSize()};
    range.mode = UFFDIO_REGISTER_MODE_WP;
    if (::ioctl(faultDescriptor.get(), UFFDIO_REGISTER, &range) != 0)
        return unsupported(refused("registering the guest's memory", errno).value().detail);
    DirtyTracker tracker(mapping, std::move(faultDescriptor));
    if (auto tried = tracker.written(); !tried)
        return unsupported(tried.error().detail);
    return tracker;
}

Result<PageRuns> DirtyTracker::protect()
{
    return scan(0, kernel::kScanProtect);
}

Result<PageRuns> DirtyTracker::takeWritten()
{
    return scan(kernel::kPageWritten, kernel::kScanProtect);
}

Result<PageRuns> DirtyTracker::written() const
{
    return scan(kernel::kPageWritten, 0);
}

Result<PageRuns> DirtyTracker::scan(std::uint64_t with, std::uint64_t flags) const
{
    // Only the clone's own pages are protected. The protection of a page that is not there yet leaves a marker, which
    // a later look takes for a page of the clone's own.
    GB_TRY(runs, scanFor(*m_mapping, {kernel::kPagePresent | kernel::kPageSwapped, with, kernel::kPageFile,
                                      flags | kernel::kScanOnlyAsync}));
    GB_CHECK(m_mapping->stillThere());
    return runs;
}

Result<> probeDirtyTracking()
{
    const ByteCount size{kTriedPages * pageSize()};
    GB_TRY(memory, SealedMemory::create(size, "tracking-probe"));
    OwnMapping own(memory.fd(), size.value);
    if (!own.good())
        return refused("mapping a memory file", errno);
    GB_TRY(identity, memory.identity());
    GB_TRY(mapping, RamMapping::find(::getpid(), size, identity));
    GB_TRY(descriptor, makeFaultDescriptor());
    own.write(1);
    own.write(2);
    GB_TRY(tracker, DirtyTracker::attach(mapping, std::move(descriptor)));
    GB_CHECK(expect(tracker.protect(), {{1, 2}}));
    GB_CHECK(expect(tracker.written(), {}));
    own.write(2);
    own.write(9);
    GB_CHECK(expect(tracker.takeWritten(), {{2, 1}, {9, 1}}));
    return expect(tracker.written(), {});
}

} // namespace glovebox::qemu::memory
