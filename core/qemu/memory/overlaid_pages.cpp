#include "core/qemu/memory/overlaid_pages.h"

#include <algorithm>

namespace glovebox::qemu::memory {

namespace {

/// Where a walk along a source's runs has come to.
struct Walk {
    const PageRuns &runs;
    std::size_t run = 0;
    std::uint64_t passed = 0; // of that run
    std::uint64_t index = 0;  // of all

    bool atEnd() const { return run == runs.size(); }
    std::uint64_t first() const { return runs[run].first + passed; }
    std::uint64_t end() const { return runs[run].end(); }
    void pass(std::uint64_t pages)
    {
        passed += pages;
        index += pages;
        if (passed == runs[run].count) {
            ++run;
            passed = 0;
        }
    }
};

} // namespace

OverlaidPages::OverlaidPages(const PageSource &below, const PageSource &above)
{
    Walk low{below.runs()};
    Walk high{above.runs()};
    while (!low.atEnd() || !high.atEnd()) {
        if (high.atEnd() || (!low.atEnd() && low.first() < high.first())) {
            const auto end = high.atEnd() ? low.end() : std::min(low.end(), high.first());
            const auto count = end - low.first();
            add({low.first(), count}, below, low.index);
            low.pass(count);
            continue;
        }
        const auto end = high.end();
        add({high.first(), end - high.first()}, above, high.index);
        high.pass(end - high.first());
        while (!low.atEnd() && low.first() < end)
            low.pass(std::min(low.end(), end) - low.first());
    }
}

void OverlaidPages::add(PageRun run, const PageSource &source, std::uint64_t sourceIndex)
{
    m_pieces.push_back({m_pages, run.count, &source, sourceIndex});
    m_pages += run.count;
    append(m_runs, run);
}

Result<std::span<const std::byte>> OverlaidPages::view(std::uint64_t index, std::uint64_t most,
                                                       std::span<std::byte> scratch) const
{
    const auto after = std::ranges::upper_bound(m_pieces, index, {}, &Piece::index);
    if (after == m_pieces.begin() || index >= m_pages || most == 0)
        return fail(ErrorCode::InvalidArgument, "there is no such page in either");
    const auto &piece = *std::prev(after);
    const auto passed = index - piece.index;
    return piece.source->view(piece.sourceIndex + passed, std::min(most, piece.count - passed), scratch);
}

} // namespace glovebox::qemu::memory
