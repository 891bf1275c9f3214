#include "core/qemu/memory/arena.h"

#include "core/qemu/memory/remote_memory.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <sys/mman.h>

namespace glovebox::qemu::memory {

Result<Arena> Arena::make(ArenaSize size)
{
    if (size.most == 0 || size.ready > size.most || size.most > SIZE_MAX / pageSize())
        return fail(ErrorCode::InvalidArgument, "an arena holds a page at least, and no more than its bound");
    const auto length = size.most * pageSize();
    void *const bytes =
        ::mmap(nullptr, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (bytes == MAP_FAILED)
        return refused("making room for a guest's memory", errno);
    Arena arena(static_cast<std::byte *>(bytes), size);
    if (::madvise(bytes, length, MADV_DONTDUMP) != 0 || ::madvise(bytes, length, MADV_DONTFORK) != 0)
        return refused("keeping a guest's memory out of core dumps", errno);
    // Fewer, larger pages are made ready and copied into faster. A host without them does it in small ones.
    ::madvise(bytes, length, MADV_HUGEPAGE);
    if (size.ready > 0 && ::madvise(bytes, size.ready * pageSize(), MADV_POPULATE_WRITE) != 0)
        return refused("making room for a guest's memory", errno == EFAULT ? ENOMEM : errno);
    return arena;
}

Arena::Arena(Arena &&other) noexcept
    : PageSource(), m_bytes(std::exchange(other.m_bytes, nullptr)), m_size(other.m_size),
      m_used(std::exchange(other.m_used, 0)), m_pieces(std::move(other.m_pieces)), m_runs(std::move(other.m_runs)),
      m_whole(other.m_whole)
{
}

Arena::~Arena()
{
    if (m_bytes == nullptr)
        return;
    ::explicit_bzero(m_bytes, m_used * pageSize());
    ::munmap(m_bytes, m_size.most * pageSize());
}

Result<> Arena::copyOut(const RamMapping &mapping, const PageRuns &pages, const Progress &progress)
{
    GB_CHECK(checkRuns(pages, mapping.pages()));
    m_whole = false;
    GB_TRY(pieces, place(pages));
    GB_CHECK(copy(mapping, pieces, progress));
    GB_CHECK(mapping.stillThere());
    m_runs.clear();
    std::uint64_t index = 0;
    for (auto &piece : m_pieces) {
        piece.index = index;
        index += piece.count;
        append(m_runs, {piece.first, piece.count});
    }
    m_whole = true;
    return {};
}

Result<std::vector<Arena::Piece>> Arena::place(const PageRuns &pages)
{
    std::vector<Piece> wanted;
    std::vector<Piece> all;
    all.reserve(m_pieces.size() + pages.size());
    auto known = m_pieces.cbegin();
    for (const auto &run : pages) {
        for (auto at = run.first; at < run.end();) {
            while (known != m_pieces.cend() && known->first + known->count <= at)
                all.push_back(*known++);
            if (known != m_pieces.cend() && known->first <= at) {
                const auto count = std::min(run.end(), known->first + known->count) - at;
                wanted.push_back({at, count, known->slot + (at - known->first), 0});
                at += count;
                continue;
            }
            const auto end = known != m_pieces.cend() ? std::min(run.end(), known->first) : run.end();
            const Piece fresh{at, end - at, m_used, 0};
            if (fresh.count > m_size.most - m_used)
                return fail(ErrorCode::TooLarge, "the guest has dirtied more than the " +
                                                     std::to_string(m_size.most * pageSize() >> 20) +
                                                     " MiB there is room for");
            m_used += fresh.count;
            wanted.push_back(fresh);
            all.push_back(fresh);
            at = end;
        }
    }
    all.insert(all.end(), known, m_pieces.cend());
    m_pieces = std::move(all);
    return wanted;
}

Result<> Arena::copy(const RamMapping &mapping, const std::vector<Piece> &pieces, const Progress &progress)
{
    std::uint64_t total = 0;
    for (const auto &piece : pieces)
        total += piece.count;
    GB_CHECK(tell(progress, 0, total));
    std::uint64_t done = 0;
    RemoteBatch batch(mapping);
    for (const auto &piece : pieces) {
        for (std::uint64_t passed = 0; passed < piece.count;) {
            const auto count = std::min(piece.count - passed, batch.room());
            batch.add({piece.first + passed, count},
                      {m_bytes + (piece.slot + passed) * pageSize(), static_cast<std::size_t>(count) * pageSize()});
            passed += count;
            if (batch.room() > 0)
                continue;
            done += batch.pages();
            GB_CHECK(batch.read());
            GB_CHECK(tell(progress, done, total));
        }
    }
    if (batch.pages() == 0)
        return {};
    GB_CHECK(batch.read());
    return tell(progress, total, total);
}

Result<std::span<const std::byte>> Arena::view(std::uint64_t index, std::uint64_t most, std::span<std::byte>) const
{
    if (!m_whole)
        return fail(ErrorCode::InvalidState, "the copy of the guest's memory was not finished");
    const auto after = std::ranges::upper_bound(m_pieces, index, {}, &Piece::index);
    if (after == m_pieces.begin() || index >= m_used || most == 0)
        return fail(ErrorCode::InvalidArgument, "there is no such page in the copy");
    const auto &piece = *std::prev(after);
    const auto passed = index - piece.index;
    const auto count = std::min(most, piece.count - passed);
    return std::span<const std::byte>(m_bytes + (piece.slot + passed) * pageSize(),
                                      static_cast<std::size_t>(count) * pageSize());
}

} // namespace glovebox::qemu::memory
