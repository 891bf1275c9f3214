// Role: which pages a running clone writes, by write protection that the kernel lifts by itself (userfaultfd in its
// asynchronous form, Linux 6.7). With it most of a snapshot is copied before the guest is stopped. The descriptor has
// to be made inside the watched process; all else is done from here. Nobody handles faults and the watched process
// does not wait for us. Not seen are writes that devices make without the processor's page tables: never together with
// O_DIRECT disks, vfio or registered io_uring buffers. Thread: any, one at a time.
#pragma once

#include "core/qemu/memory/page_runs.h"
#include "core/qemu/memory/ram_mapping.h"

namespace glovebox::qemu::memory {

/// Unsupported, in plain words, when this kernel cannot. Tried on memory of our own, all the way.
Result<> probeDirtyTracking();

/// A descriptor for the calling process's memory, as the watched process has to make it before it is watched.
Result<Descriptor> makeFaultDescriptor();

/// Takes a copy of the descriptor that has this number in the process.
Result<Descriptor> takeDescriptor(const RamMapping &process, int number);

class DirtyTracker {
public:
    /// Sets the watch up; no page is watched yet. May be done again with the same descriptor. The mapping outlives it.
    static Result<DirtyTracker> attach(const RamMapping &mapping, Descriptor faultDescriptor);

    /// The clone's own pages, all of them; from now on writes to them are seen. Others need no protection: when one is
    /// written it becomes the clone's own, and counts as written.
    Result<PageRuns> protect();
    /// The clone's own pages that were written, or became its own, since they were last protected; protected again.
    Result<PageRuns> takeWritten();
    /// The same, to be asked once the guest stands still: nothing is protected.
    Result<PageRuns> written() const;

private:
    DirtyTracker(const RamMapping &mapping, Descriptor descriptor)
        : m_mapping(&mapping), m_descriptor(std::move(descriptor))
    {
    }
    Result<PageRuns> scan(std::uint64_t with, std::uint64_t flags) const;

    const RamMapping *m_mapping;
    Descriptor m_descriptor; // the watch ends when the last copy of it is closed
};

} // namespace glovebox::qemu::memory
