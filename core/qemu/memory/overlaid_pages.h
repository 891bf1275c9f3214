// Role: two sources of pages seen as one: what is above hides what is below. A clone whose template was itself made of
// a delta has its own pages above that delta's. Thread: any, one at a time.
#pragma once

#include "core/qemu/memory/page_runs.h"

namespace glovebox::qemu::memory {

class OverlaidPages final : public PageSource {
public:
    /// Both outlive this object, and do not change.
    OverlaidPages(const PageSource &below, const PageSource &above);

    const PageRuns &runs() const override { return m_runs; }
    Result<std::span<const std::byte>> view(std::uint64_t index, std::uint64_t most,
                                            std::span<std::byte> scratch) const override;

private:
    /// Consecutive pages that one of the two has.
    struct Piece {
        std::uint64_t index = 0; // how many pages come before, of both
        std::uint64_t count = 0;
        const PageSource *source = nullptr;
        std::uint64_t sourceIndex = 0;
    };
    void add(PageRun run, const PageSource &source, std::uint64_t sourceIndex);

    std::vector<Piece> m_pieces;
    std::uint64_t m_pages = 0;
    PageRuns m_runs;
};

} // namespace glovebox::qemu::memory
