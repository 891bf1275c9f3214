// Role: a child process that maps a memory file private, as a clone's QEMU does, dirties pages when it is told to and
// waits otherwise. It ends with the test. Thread: any, one at a time. Invariant: the child calls nothing but the kernel
// after the fork, so that the parent may have threads.
#pragma once

#include "core/qemu/memory/page_runs.h"

#include <cstddef>
#include <cstdint>
#include <sys/types.h>

namespace memory_tests {

using glovebox::qemu::memory::PageRun;

/// What a page holds once it was written with a seed; 0: zeros. Different for every page and seed.
void fillPage(std::byte *page, std::uint64_t number, std::uint32_t seed);

class CloneStandIn {
public:
    /// Maps `pages` of the file, from its start. Ends the program when that cannot be done.
    CloneStandIn(int memoryFile, std::uint64_t pages);
    ~CloneStandIn();
    CloneStandIn(const CloneStandIn &) = delete;
    CloneStandIn &operator=(const CloneStandIn &) = delete;

    pid_t pid() const { return m_pid; }

    void write(PageRun pages, std::uint32_t seed);
    /// Only looks at them.
    void read(PageRun pages);
    /// Has the kernel write them, by read(2) from a file.
    void receive(PageRun pages, std::uint32_t seed);
    /// The number of a userfaultfd made in the child, or -1.
    int makeFaultDescriptor();
    /// From now on only who may debug everything may look at it.
    void hide();
    /// Killed, and so gone that its memory is; its number is not free yet.
    void kill();

private:
    struct Order;
    long order(const Order &order);
    static void serve(int orders, std::byte *memory, std::size_t pageBytes);
    static long obey(const Order &order, std::byte *memory, std::size_t pageBytes);

    pid_t m_pid = -1;
    int m_orders = -1;
};

} // namespace memory_tests
