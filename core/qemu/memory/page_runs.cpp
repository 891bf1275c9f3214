#include "core/qemu/memory/page_runs.h"

#include <algorithm>

namespace glovebox::qemu::memory {

std::uint64_t pagesIn(const PageRuns &runs)
{
    std::uint64_t pages = 0;
    for (const auto &run : runs)
        pages += run.count;
    return pages;
}

void append(PageRuns &runs, PageRun run)
{
    if (!runs.empty() && runs.back().end() == run.first)
        runs.back().count += run.count;
    else
        runs.push_back(run);
}

Result<> checkRuns(const PageRuns &runs, std::uint64_t pages)
{
    if (runs.size() > kRunsMax)
        return fail(ErrorCode::TooLarge, "the memory is in more pieces than are taken");
    std::uint64_t free = 0;
    for (const auto &run : runs) {
        if (run.count == 0 || run.first < free || run.first > pages || run.count > pages - run.first)
            return fail(ErrorCode::InvalidArgument, "a run of pages is empty, out of order or outside the memory");
        free = run.end();
    }
    return {};
}

PageRun RunCursor::next(std::uint64_t most)
{
    const auto &run = m_runs[m_run];
    const PageRun piece{run.first + m_passed, std::min(most, run.count - m_passed)};
    m_passed += piece.count;
    if (m_passed == run.count) {
        ++m_run;
        m_passed = 0;
    }
    return piece;
}

} // namespace glovebox::qemu::memory
