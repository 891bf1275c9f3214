// Role: a template's memory: a memfd that is filled once, sealed, and mapped private by every clone. On disk it is a
// sparse file of the same length. Invariants: a sealed one cannot be written, grown or shrunk by anybody who has its
// descriptor; holes stay holes in both directions. Thread: any, one at a time.
#pragma once

#include "core/base/units.h"
#include "core/qemu/memory/descriptor.h"
#include "core/qemu/memory/page_runs.h"
#include "core/qemu/memory/ram_mapping.h"

namespace glovebox::qemu::memory {

/// A loaded host's kernel may hold pages for longer than it waits for them itself.
inline constexpr int kSealAttemptsInWorker = 4;

class SealedMemory {
public:
    /// All zero, of this size for good; not sealed yet, so that a template's machine can run on it.
    static Result<SealedMemory> create(ByteCount size, const char *name = "guest-memory");
    /// Takes over a memfd that another process made, of the size expected.
    static Result<SealedMemory> adopt(Descriptor memfd, ByteCount size);
    /// A new one with what storeTo() wrote, sealed. The file must be of exactly this size.
    static Result<SealedMemory> loadFrom(const std::string &path, ByteCount size, const Progress &progress = {});

    /// Fails with InvalidState while somebody has it mapped shared and writable, or while the kernel holds pages of it:
    /// then each attempt takes the 150 ms that the kernel itself waits. More than one is for worker threads.
    Result<> seal(int attempts = 1);
    bool isSealed() const;

    /// A whole file under this name or none (OutOfDisk above all).
    Result<> storeTo(const std::string &path, const Progress &progress = {}) const;

    int fd() const { return m_fd.get(); }
    /// For opening it anew, in this process or in one that has inherited the descriptor.
    std::string openPath() const { return "/proc/self/fd/" + std::to_string(m_fd.get()); }
    ByteCount size() const { return m_size; }
    std::uint64_t pages() const { return m_size.value / pageSize(); }
    /// What it takes of the host's memory. It grows when clones write to its holes.
    ByteCount allocated() const;
    Result<FileIdentity> identity() const { return identityOf(m_fd.get()); }

    /// SHA-256 over the pages that are not zero and their numbers: the same for a page of zeros and a hole.
    Result<std::string> contentHash() const;

private:
    SealedMemory(Descriptor fd, ByteCount size) : m_fd(std::move(fd)), m_size(size) {}

    Descriptor m_fd;
    ByteCount m_size;
};

/// Copies the pages of one file into the same places of another that has none: no holes, no pages of zeros, and none
/// of `except`. Progress is told in pages of the whole length.
Result<> copySparse(int from, int to, std::uint64_t pages, const PageRuns &except, const Progress &progress);

} // namespace glovebox::qemu::memory
