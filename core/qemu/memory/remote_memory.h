// Role: one bounded batch of pages to be moved between our memory and another process's, in one system call where the
// kernel does it in one. Thread: any, one at a time.
#pragma once

#include "core/qemu/memory/page_runs.h"
#include "core/qemu/memory/ram_mapping.h"

#include <sys/uio.h>

namespace glovebox::qemu::memory {

class RemoteBatch {
public:
    explicit RemoteBatch(const RamMapping &mapping);

    /// Pages that it still takes; 0: it is to be moved now.
    std::uint64_t room() const;
    std::uint64_t pages() const { return m_pages; }
    /// `here` is as long as the pages and stays until the batch was moved.
    void add(PageRun there, std::span<std::byte> here);

    /// Move all of it, and empty the batch.
    Result<> read();
    Result<> write();

private:
    using Move = ssize_t (*)(pid_t, const ::iovec *, unsigned long, const ::iovec *, unsigned long, unsigned long);
    Result<> move(Move call, const char *doing);

    const RamMapping &m_mapping;
    std::vector<::iovec> m_here;
    std::vector<::iovec> m_there;
    std::uint64_t m_pages = 0;
};

} // namespace glovebox::qemu::memory
