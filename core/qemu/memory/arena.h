// Role: room for a guest's pages in our memory, made ready before the guest is stopped, and the copying out of them
// while it stands still. Invariants: within its bound; not in a core dump, not in a forked child, wiped at the end; a
// copy that failed half-way leaves nothing that could be read. Thread: any, one at a time.
#pragma once

#include "core/qemu/memory/page_runs.h"
#include "core/qemu/memory/ram_mapping.h"

namespace glovebox::qemu::memory {

/// In pages.
struct ArenaSize {
    std::uint64_t ready = 0; // resident before a page is copied: what a look beforehand found, and some slack
    std::uint64_t most = 0;  // beyond `ready` room is made while copying, which takes about twice as long
};

class Arena final : public PageSource {
public:
    /// OutOfMemory when the host has no room for what is to be ready.
    static Result<Arena> make(ArenaSize size);
    Arena(Arena &&other) noexcept;
    Arena &operator=(Arena &&) = delete;
    ~Arena() override;

    /// Copies these pages out of the process. Those that the arena has already are replaced. GuestExited when the
    /// process goes meanwhile, TooLarge when the arena is full; after an error the arena is of no use.
    Result<> copyOut(const RamMapping &mapping, const PageRuns &pages, const Progress &progress = {});

    std::uint64_t held() const { return m_used; }
    ByteCount bytes() const { return {m_used * pageSize()}; }

    const PageRuns &runs() const override { return m_runs; }
    Result<std::span<const std::byte>> view(std::uint64_t index, std::uint64_t most,
                                            std::span<std::byte> scratch) const override;

private:
    /// Consecutive pages in consecutive slots of the arena.
    struct Piece {
        std::uint64_t first = 0;
        std::uint64_t count = 0;
        std::uint64_t slot = 0;
        std::uint64_t index = 0; // how many pages of the arena come before, in their order
    };

    Arena(std::byte *bytes, ArenaSize size) : m_bytes(bytes), m_size(size) {}
    Result<std::vector<Piece>> place(const PageRuns &pages);
    Result<> copy(const RamMapping &mapping, const std::vector<Piece> &pieces, const Progress &progress);

    std::byte *m_bytes;
    ArenaSize m_size;
    std::uint64_t m_used = 0;
    std::vector<Piece> m_pieces; // ordered by page
    PageRuns m_runs;
    bool m_whole = true;
};

} // namespace glovebox::qemu::memory
