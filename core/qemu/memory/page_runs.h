// Role: which pages of a guest's memory, and where their content is kept. A page's number counts from the start of the
// guest's memory. Thread: any.
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace glovebox::qemu::memory {

struct PageRun {
    std::uint64_t first = 0;
    std::uint64_t count = 0;

    std::uint64_t end() const { return first + count; }
    friend bool operator==(const PageRun &, const PageRun &) = default;
};

/// Ascending, apart or adjacent, none empty.
using PageRuns = std::vector<PageRun>;

/// The worst guest, which dirties every other page, reaches this at 32 GiB; real ones have a few hundred.
inline constexpr std::size_t kRunsMax = std::size_t{1} << 22;

/// A long operation moves this much between two words about its progress: 4 MiB of small pages.
inline constexpr std::uint64_t kBatchPages = 1024;

std::uint64_t pagesIn(const PageRuns &runs);
/// Adds a run behind the others, as part of the last one when it continues that.
void append(PageRuns &runs, PageRun run);
/// Ordered as PageRuns are, within `pages` of memory and no more than kRunsMax; InvalidArgument otherwise.
Result<> checkRuns(const PageRuns &runs, std::uint64_t pages);

/// The content of some pages of a guest: just copied out of it, or in a file.
class PageSource {
public:
    virtual ~PageSource() = default;
    virtual const PageRuns &runs() const = 0;
    /// The content from the index-th page on, counted through the runs in order: one page at least, `most` at most. It
    /// is either where it is kept, or was put at the start of `scratch`, which has room for `most`. Valid until the
    /// source or the scratch changes.
    virtual Result<std::span<const std::byte>> view(std::uint64_t index, std::uint64_t most,
                                                    std::span<std::byte> scratch) const = 0;
};

/// Walks along runs, page by page, in step with a source's index.
class RunCursor {
public:
    explicit RunCursor(const PageRuns &runs) : m_runs(runs) {}
    bool atEnd() const { return m_run == m_runs.size(); }
    /// The next pages, `most` at most, and passes them. Not at the end.
    PageRun next(std::uint64_t most);

private:
    const PageRuns &m_runs;
    std::size_t m_run = 0;
    std::uint64_t m_passed = 0;
};

} // namespace glovebox::qemu::memory
