// Role: small memory with a descriptor and no name (memfd), for what goes with a guest's memory: its devices' state.
// Thread: any.
// Invariants: no program that we start inherits it unless it is asked to; once sealed, nobody writes or resizes it
// again, whatever rights they have. A process that has it open or mapped keeps its content alive.
#pragma once

#include "core/base/units.h"
#include "core/qemu/memory/descriptor.h"

#include <string>
#include <string_view>

namespace glovebox::qemu::memory {

class MemoryFile {
public:
    /// All zeros; costs memory only where it is written.
    static Result<MemoryFile> create(const char *name, ByteCount size);
    /// Sealed already.
    static Result<MemoryFile> holding(const char *name, std::string_view bytes);

    int descriptor() const { return m_fd.get(); }
    /// For opening it anew; of use in this process, and in one that has inherited the descriptor.
    std::string path() const;
    /// A second descriptor with a position of its own and these rights (O_RDONLY, …).
    Result<Descriptor> reopen(int flags) const;

    /// InvalidState while a process still has it mapped for writing.
    Result<> seal() const;
    ByteCount size() const;
    /// What it costs now.
    ByteCount resident() const;
    Result<std::string> read(ByteCount length) const;

private:
    explicit MemoryFile(Descriptor fd) : m_fd(std::move(fd)) {}

    Descriptor m_fd;
};

/// Whether this host's kernel can do all of the above.
Result<> tryMemoryFiles();

} // namespace glovebox::qemu::memory
