// Role: where a QEMU process has its guest's memory: the private mapping of the memory file it was started on, found in
// /proc/PID/maps, with /proc/PID/pagemap open and the process held by a pidfd, so that a number given to another
// process is noticed. Thread: any, one at a time.
#pragma once

#include "core/base/units.h"
#include "core/qemu/memory/descriptor.h"

#include <optional>
#include <string_view>
#include <sys/types.h>

namespace glovebox::qemu::memory {

/// What the kernel knows a file by, whatever its name.
struct FileIdentity {
    dev_t device = 0;
    ino_t inode = 0;
    friend bool operator==(const FileIdentity &, const FileIdentity &) = default;
};
Result<FileIdentity> identityOf(int fd);

/// The address of the mapping in the text of /proc/PID/maps: private, writable, from the file's start and as long as
/// the guest's memory; it may be in several pieces that follow each other. InvalidState when there is none, or two.
Result<std::uint64_t> findMapping(std::string_view maps, ByteCount ram, FileIdentity file);

/// Why the kernel would not let us look, and what helps. `yamaScope` is kernel.yama.ptrace_scope, where there is one.
std::string whyRefused(std::optional<int> yamaScope);
std::optional<int> readYamaScope();

class RamMapping {
public:
    /// GuestExited when the process is gone; PermissionDenied in words that say what helps.
    static Result<RamMapping> find(pid_t process, ByteCount ram, FileIdentity file);

    pid_t process() const { return m_process; }
    int pidfd() const { return m_pidfd.get(); }
    int pagemap() const { return m_pagemap.get(); }
    std::uint64_t address() const { return m_address; }
    std::uint64_t pages() const { return m_pages; }
    std::uint64_t addressOf(std::uint64_t page) const;

    /// The process still has the memory that was found. Asked *after* a scan or a copy: a scan of memory that is being
    /// taken down reports nothing, and nothing must not pass for "no page was dirtied".
    Result<> stillThere() const;

private:
    RamMapping(pid_t process, Descriptor pidfd, Descriptor pagemap, std::uint64_t address, std::uint64_t pages)
        : m_process(process), m_pidfd(std::move(pidfd)), m_pagemap(std::move(pagemap)), m_address(address),
          m_pages(pages)
    {
    }

    pid_t m_process;
    Descriptor m_pidfd;
    Descriptor m_pagemap;
    std::uint64_t m_address;
    std::uint64_t m_pages;
};

/// An Error for a refused look at a process's memory; PermissionDenied gets its explanation.
tl::unexpected<Error> lookRefused(const std::string &doing, int error);

} // namespace glovebox::qemu::memory
