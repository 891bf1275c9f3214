// Role: memory with a descriptor and no name (memfd): what a machine's guest has as its RAM when it is to be cloned,
// and the small state that goes with it. Thread: any.
// Invariants: no program that we start inherits it unless it is asked to; once sealed, nobody writes or resizes it
// again, whatever rights they have. A process that has it open or mapped keeps its content alive.
#pragma once

#include "core/base/result.h"
#include "core/base/units.h"

#include <string>
#include <string_view>

namespace glovebox::qemu {

class MemoryFile {
public:
    /// All zeros; costs memory only where it is written.
    static Result<MemoryFile> create(const char *name, ByteCount size);
    /// Sealed already.
    static Result<MemoryFile> holding(const char *name, std::string_view bytes);

    MemoryFile(MemoryFile &&other) noexcept;
    MemoryFile &operator=(MemoryFile &&other) noexcept;
    MemoryFile(const MemoryFile &) = delete;
    MemoryFile &operator=(const MemoryFile &) = delete;
    ~MemoryFile();

    int descriptor() const { return m_fd; }
    /// For opening it anew; of use in this process, and in one that has inherited the descriptor.
    std::string path() const;
    /// A second descriptor with a position of its own and these rights (O_RDONLY, …). The caller closes it.
    Result<int> reopen(int flags) const;

    /// InvalidState while a process still has it mapped for writing.
    Result<> seal() const;
    ByteCount size() const;
    /// What it costs now.
    ByteCount resident() const;
    Result<std::string> read(ByteCount length) const;

private:
    explicit MemoryFile(int fd) : m_fd(fd) {}

    int m_fd = -1;
};

/// Whether this host's kernel can do all of the above.
Result<> tryMemoryFiles();

} // namespace glovebox::qemu
