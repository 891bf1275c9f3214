// Role: which pages of a clone's memory are its own, that is, differ from the template: the private, anonymous pages of
// the mapping. Looked up from outside, without touching a page. Thread: any, one at a time for each mapping.
#pragma once

#include "core/qemu/memory/page_runs.h"
#include "core/qemu/memory/ram_mapping.h"

namespace glovebox::qemu::memory {

enum class ScanBy {
    Whichever, // the kernel's scan where there is one, otherwise reading
    Scan,      // PAGEMAP_SCAN (Linux 6.7); Unsupported where it is missing
    Reading,   // every entry of the pagemap
};

/// The guest should stand still: pages that it dirties meanwhile may be missed.
Result<PageRuns> scanPrivate(const RamMapping &mapping, ScanBy by = ScanBy::Whichever);

/// One PAGEMAP_SCAN over the whole memory for pages that are `any` of these, not `without`, and all of `with`.
struct ScanFor {
    std::uint64_t any = 0;
    std::uint64_t with = 0;
    std::uint64_t without = 0;
    std::uint64_t flags = 0;
};
Result<PageRuns> scanFor(const RamMapping &mapping, const ScanFor &what);

} // namespace glovebox::qemu::memory
