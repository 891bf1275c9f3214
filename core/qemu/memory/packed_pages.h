// Role: the pages of a packed memory delta: pieces of kPackedPages, one behind the other, each compressed by itself
// (Zstandard) or as it is where that is not shorter; a piece of zeros has no length. A reader takes a file of unknown
// origin: a piece never becomes more than its pages, and nothing but those or an error comes of it.
// Thread: any; a reader unpacks for one caller at a time, much of it with a second thread of its own.
#pragma once

#include "core/qemu/memory/descriptor.h"
#include "core/qemu/memory/page_runs.h"

#include <memory>
#include <mutex>
#include <vector>

namespace glovebox::qemu::memory {

/// 128 KiB: larger ones pack little better, and a single page costs the unpacking of all of its piece.
inline constexpr std::uint64_t kPackedPages = 32;

constexpr std::uint64_t piecesOf(std::uint64_t pages)
{
    return (pages + kPackedPages - 1) / kPackedPages;
}

struct PackedSize {
    std::vector<std::uint64_t> ends; // of the pieces, in the file
    std::uint64_t zeroPages = 0;
};

/// All pages of the source, from `offset` on.
Result<PackedSize> writePacked(int fd, std::uint64_t offset, const PageSource &pages, std::uint64_t total,
                               const Progress &progress);

class PackedPages {
public:
    /// `ends`: ascending, a piece's length at most that of its pages (parsePieceEnds()).
    PackedPages(std::uint64_t start, std::vector<std::uint64_t> ends, std::uint64_t pages);
    ~PackedPages();

    /// Fills `into`, whole pages, with those from the index-th on. ProtocolError for what is no packed piece.
    Result<> read(int fd, std::uint64_t index, std::span<std::byte> into);

private:
    struct Context; // what unpacking needs for itself

    std::uint64_t pagesOf(std::uint64_t piece) const;
    Result<> unpack(int fd, std::uint64_t piece, std::span<std::byte> into, Context &context) const;
    Result<> unpackAll(int fd, std::uint64_t piece, std::span<std::byte> into, Context &context) const;
    Result<> unpackByTwo(int fd, std::uint64_t piece, std::span<std::byte> into);

    std::uint64_t m_start;
    std::vector<std::uint64_t> m_ends;
    std::uint64_t m_pages;
    std::mutex m_mutex; // of what follows
    std::unique_ptr<Context> m_context;
    std::unique_ptr<Context> m_second;
    std::vector<std::byte> m_piece; // the last one that was not wanted whole
    std::uint64_t m_inPiece;        // its number; none: there is none of it
};

} // namespace glovebox::qemu::memory
