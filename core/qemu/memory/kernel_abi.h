// Role: what newer kernels offer and Debian 12's headers do not declare: PAGEMAP_SCAN and asynchronous write protection
// (Linux 6.7). A kernel without them answers with an error, which is how they are tried. Thread: any.
#pragma once

#include <cstdint>
#include <linux/userfaultfd.h>
#include <sys/ioctl.h>

namespace glovebox::qemu::memory::kernel {

/// Kinds of pages that a scan asks for and tells.
inline constexpr std::uint64_t kPageWritten = 1U << 1; // not write-protected (any more)
inline constexpr std::uint64_t kPageFile = 1U << 2;    // of the mapped file, not the process's own
inline constexpr std::uint64_t kPagePresent = 1U << 3;
inline constexpr std::uint64_t kPageSwapped = 1U << 4;

inline constexpr std::uint64_t kScanProtect = 1U << 0;   // write-protects what it tells
inline constexpr std::uint64_t kScanOnlyAsync = 1U << 1; // fails where no asynchronous protection is set up

struct PageRegion {
    std::uint64_t start;
    std::uint64_t end;
    std::uint64_t categories;
};

struct ScanArguments {
    std::uint64_t size;
    std::uint64_t flags;
    std::uint64_t start;
    std::uint64_t end;
    std::uint64_t walkEnd;
    std::uint64_t regions;
    std::uint64_t regionsMax;
    std::uint64_t pagesMax;
    std::uint64_t inverted;
    std::uint64_t all;
    std::uint64_t any;
    std::uint64_t told;
};
static_assert(sizeof(ScanArguments) == 96 && sizeof(PageRegion) == 24);

inline constexpr unsigned long kPagemapScan = _IOWR('f', 16, ScanArguments);

inline constexpr std::uint64_t kFaultWriteProtectUnpopulated = 1U << 13;
inline constexpr std::uint64_t kFaultWriteProtectAsync = 1U << 15;

/// A descriptor that watches only what the process itself does is given to everybody.
inline constexpr int kUserModeOnly = 1;

} // namespace glovebox::qemu::memory::kernel
