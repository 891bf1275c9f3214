#include "core/qemu/memory/packed_pages.h"

#include <zstd.h>

#include <algorithm>
#include <cstring>
#include <system_error>
#include <thread>

namespace glovebox::qemu::memory {

namespace {

/// A guest's memory packs to a third with the fastest level, and hardly better with slower ones.
constexpr int kLevel = 1;
constexpr std::uint64_t kNoPiece = UINT64_MAX;
/// Pieces for each of two threads: less is done sooner than a thread begins.
constexpr std::size_t kWorthAThread = 4;
/// Pages between two words about progress.
constexpr std::uint64_t kToldEvery = kBatchPages;

struct FreeContext {
    void operator()(ZSTD_CCtx *context) const { ZSTD_freeCCtx(context); }
};

tl::unexpected<Error> notPacked()
{
    return fail(ErrorCode::ProtocolError, "this is no memory delta that can be used: a piece of it does not unpack");
}

/// Fills `into` with pages of the source, which gives as many at a time as it likes.
Result<> gather(const PageSource &pages, std::uint64_t index, std::span<std::byte> into, std::span<std::byte> scratch)
{
    while (!into.empty()) {
        GB_TRY(bytes, pages.view(index, into.size() / pageSize(), scratch));
        std::memcpy(into.data(), bytes.data(), bytes.size());
        into = into.subspan(bytes.size());
        index += bytes.size() / pageSize();
    }
    return {};
}

std::uint64_t zerosIn(std::span<const std::byte> pages)
{
    std::uint64_t zeros = 0;
    for (; !pages.empty(); pages = pages.subspan(pageSize()))
        zeros += isZero(pages.first(pageSize())) ? 1 : 0;
    return zeros;
}

} // namespace

Result<PackedSize> writePacked(int fd, std::uint64_t offset, const PageSource &pages, std::uint64_t total,
                               const Progress &progress)
{
    const std::unique_ptr<ZSTD_CCtx, FreeContext> context(ZSTD_createCCtx());
    // With a checksum: what a disk did not keep is noticed when it is unpacked.
    if (!context || ZSTD_isError(ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, kLevel)) != 0 ||
        ZSTD_isError(ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1)) != 0)
        return fail(ErrorCode::OutOfMemory, "packing a memory delta");
    const auto room = static_cast<std::size_t>(kPackedPages) * pageSize();
    std::vector<std::byte> plain(room);
    std::vector<std::byte> scratch(room);
    std::vector<std::byte> packed(ZSTD_compressBound(room));
    PackedSize out;
    out.ends.reserve(piecesOf(total));
    GB_CHECK(tell(progress, 0, total));
    std::uint64_t told = 0;
    for (std::uint64_t index = 0; index < total;) {
        const auto count = std::min(kPackedPages, total - index);
        const auto piece = std::span(plain).first(static_cast<std::size_t>(count) * pageSize());
        GB_CHECK(gather(pages, index, piece, scratch));
        const auto zeros = zerosIn(piece);
        out.zeroPages += zeros;
        std::span<const std::byte> written;
        if (zeros < count) {
            const auto length = ZSTD_compress2(context.get(), packed.data(), packed.size(), piece.data(), piece.size());
            const bool shorter = ZSTD_isError(length) == 0 && length < piece.size();
            written = shorter ? std::span<const std::byte>(packed).first(length) : piece;
        }
        GB_CHECK(writeAt(fd, written, offset, "writing a memory delta"));
        offset += written.size();
        out.ends.push_back(offset);
        index += count;
        if (index - told < kToldEvery && index < total)
            continue;
        told = index;
        GB_CHECK(tell(progress, index, total));
    }
    return out;
}

struct PackedPages::Context {
    Context() = default;
    Context(const Context &) = delete;
    Context &operator=(const Context &) = delete;
    ~Context() { ZSTD_freeDCtx(unpacking); }

    ZSTD_DCtx *unpacking = ZSTD_createDCtx();
    std::vector<std::byte> packed;
};

PackedPages::PackedPages(std::uint64_t start, std::vector<std::uint64_t> ends, std::uint64_t pages)
    : m_start(start), m_ends(std::move(ends)), m_pages(pages), m_context(new Context), m_second(new Context),
      m_inPiece(kNoPiece)
{
}

PackedPages::~PackedPages() = default;

std::uint64_t PackedPages::pagesOf(std::uint64_t piece) const
{
    return std::min(kPackedPages, m_pages - piece * kPackedPages);
}

Result<> PackedPages::unpack(int fd, std::uint64_t piece, std::span<std::byte> into, Context &context) const
{
    const auto at = piece == 0 ? m_start : m_ends[piece - 1];
    const auto length = static_cast<std::size_t>(m_ends[piece] - at);
    if (length == 0) {
        std::ranges::fill(into, std::byte{0});
        return {};
    }
    if (length == into.size())
        return readAt(fd, into, at, "reading a memory delta");
    if (!context.unpacking)
        return fail(ErrorCode::OutOfMemory, "unpacking a memory delta");
    context.packed.resize(length);
    GB_CHECK(readAt(fd, context.packed, at, "reading a memory delta"));
    const auto got = ZSTD_decompressDCtx(context.unpacking, into.data(), into.size(), context.packed.data(), length);
    return ZSTD_isError(got) == 0 && got == into.size() ? Result<>() : notPacked();
}

/// Whole pieces, as many as `into` has room for.
Result<> PackedPages::unpackAll(int fd, std::uint64_t piece, std::span<std::byte> into, Context &context) const
{
    while (!into.empty()) {
        const auto whole = static_cast<std::size_t>(pagesOf(piece)) * pageSize();
        GB_CHECK(unpack(fd, piece++, into.first(whole), context));
        into = into.subspan(whole);
    }
    return {};
}

/// A sandbox that wakes up waits for it.
Result<> PackedPages::unpackByTwo(int fd, std::uint64_t piece, std::span<std::byte> into)
{
    constexpr std::size_t kPieceMax = kPackedPages;
    const auto half = into.size() / (kPieceMax * pageSize()) / 2;
    if (half < kWorthAThread)
        return unpackAll(fd, piece, into, *m_context);
    const auto first = into.first(half * kPieceMax * pageSize());
    Result<> second;
    std::thread other;
    try {
        other = std::thread([&] { second = unpackAll(fd, piece + half, into.subspan(first.size()), *m_second); });
    } catch (const std::system_error &) { // the host has no thread to spare
        return unpackAll(fd, piece, into, *m_context);
    }
    auto done = unpackAll(fd, piece, first, *m_context);
    other.join();
    return done ? std::move(second) : std::move(done);
}

Result<> PackedPages::read(int fd, std::uint64_t index, std::span<std::byte> into)
{
    const std::lock_guard lock(m_mutex);
    while (!into.empty()) {
        const auto piece = index / kPackedPages;
        const auto within = index % kPackedPages;
        const auto whole = static_cast<std::size_t>(pagesOf(piece)) * pageSize();
        if (within == 0 && into.size() >= whole) {
            // All but a last piece have kPackedPages; the last one belongs to it when all of its pages are wanted.
            const auto pages = into.size() / pageSize();
            const auto count = index + pages == m_pages ? pages : pages / kPackedPages * kPackedPages;
            const auto pieces = into.first(static_cast<std::size_t>(count) * pageSize());
            GB_CHECK(unpackByTwo(fd, piece, pieces));
            into = into.subspan(pieces.size());
            index += count;
            continue;
        }
        if (m_inPiece != piece) {
            m_inPiece = kNoPiece;
            m_piece.resize(whole);
            GB_CHECK(unpack(fd, piece, m_piece, *m_context));
            m_inPiece = piece;
        }
        const auto from = static_cast<std::size_t>(within) * pageSize();
        const auto length = std::min(into.size(), whole - from);
        std::memcpy(into.data(), m_piece.data() + from, length);
        into = into.subspan(length);
        index += length / pageSize();
    }
    return {};
}

} // namespace glovebox::qemu::memory
