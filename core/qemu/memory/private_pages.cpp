#include "core/qemu/memory/private_pages.h"

#include "core/qemu/memory/kernel_abi.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <unistd.h>

namespace glovebox::qemu::memory {

namespace {

constexpr std::size_t kRegionsAtOnce = 4096; // 96 KiB; enough for most guests in one call
constexpr std::size_t kEntriesAtOnce = 1U << 15;

constexpr std::uint64_t kEntryPresent = std::uint64_t{1} << 63;
constexpr std::uint64_t kEntrySwapped = std::uint64_t{1} << 62;
constexpr std::uint64_t kEntryFile = std::uint64_t{1} << 61;

/// Adds what comes behind the last run; `again`: some of it may have come before.
Result<> addRun(PageRuns &runs, PageRun run, bool again = false)
{
    if (again && !runs.empty() && run.first < runs.back().end()) {
        const auto known = std::min(run.count, runs.back().end() - run.first);
        run = {run.first + known, run.count - known};
        if (run.count == 0)
            return {};
    }
    append(runs, run);
    if (runs.size() > kRunsMax)
        return fail(ErrorCode::TooLarge, "the guest's own memory is in more pieces than are taken");
    return {};
}

PageRun pagesOf(const kernel::PageRegion &region, const RamMapping &mapping)
{
    return {(region.start - mapping.address()) / pageSize(), (region.end - region.start) / pageSize()};
}

Result<PageRuns> readEntries(const RamMapping &mapping)
{
    PageRuns runs;
    std::vector<std::uint64_t> entries(kEntriesAtOnce);
    const auto firstEntry = mapping.address() / pageSize();
    for (std::uint64_t page = 0; page < mapping.pages();) {
        const auto wanted = std::min<std::uint64_t>(entries.size(), mapping.pages() - page) * sizeof(std::uint64_t);
        const auto n = ::pread(mapping.pagemap(), entries.data(), wanted,
                               static_cast<off_t>((firstEntry + page) * sizeof(std::uint64_t)));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return lookRefused("reading the page map", errno);
        if (n < static_cast<ssize_t>(sizeof(std::uint64_t)))
            return refused("process " + std::to_string(mapping.process()), ESRCH);
        const auto got = static_cast<std::size_t>(n) / sizeof(std::uint64_t);
        for (std::size_t i = 0; i < got; ++i)
            if ((entries[i] & (kEntryPresent | kEntrySwapped)) != 0 && (entries[i] & kEntryFile) == 0)
                GB_CHECK(addRun(runs, {page + i, 1}));
        page += got;
    }
    return runs;
}

} // namespace

Result<PageRuns> scanFor(const RamMapping &mapping, const ScanFor &what)
{
    std::vector<kernel::PageRegion> regions(kRegionsAtOnce);
    kernel::ScanArguments scan{};
    scan.size = sizeof scan;
    scan.flags = what.flags;
    scan.start = mapping.address();
    scan.end = mapping.addressOf(mapping.pages());
    scan.regions = reinterpret_cast<std::uint64_t>(regions.data());
    scan.regionsMax = regions.size();
    scan.inverted = what.without;
    scan.all = what.with | what.without;
    scan.any = what.any;
    scan.told = what.any;
    PageRuns runs;
    while (scan.start < scan.end) {
        scan.walkEnd = 0;
        const int n = ::ioctl(mapping.pagemap(), kernel::kPagemapScan, &scan);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return lookRefused("scanning the page map", errno);
        const auto got = std::span(regions).first(static_cast<std::size_t>(n));
        for (const auto &region : got)
            GB_CHECK(addRun(runs, pagesOf(region, mapping), true));
        // Where it got to is not reliable: a scan that ended after the kernel's own buffer had been full once tells of
        // that place (seen with 6.18). Far from full, it has seen all; otherwise what comes twice is taken once.
        if (got.size() < regions.size() / 2)
            break;
        if (scan.walkEnd <= scan.start)
            return fail(ErrorCode::HostToolFailed, "scanning the page map: the kernel does not get on");
        scan.start = scan.walkEnd;
    }
    return runs;
}

Result<PageRuns> scanPrivate(const RamMapping &mapping, ScanBy by)
{
    if (by != ScanBy::Reading) {
        auto runs = scanFor(mapping, {kernel::kPagePresent | kernel::kPageSwapped, 0, kernel::kPageFile, 0});
        if (runs)
            GB_CHECK(mapping.stillThere());
        if (runs || by == ScanBy::Scan || runs.error().code != ErrorCode::Unsupported)
            return runs;
    }
    GB_TRY(runs, readEntries(mapping));
    GB_CHECK(mapping.stillThere());
    return runs;
}

} // namespace glovebox::qemu::memory
