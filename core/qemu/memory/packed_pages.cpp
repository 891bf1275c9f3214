#include "core/qemu/memory/packed_pages.h"

#include <zstd.h>

#include <algorithm>
#include <cstring>

namespace glovebox::qemu::memory {

namespace {

/// A guest's memory packs to a third with the fastest level, and hardly better with slower ones.
constexpr int kLevel = 1;
constexpr std::uint64_t kNoPiece = UINT64_MAX;
/// Pages between two words about progress.
constexpr std::uint64_t kToldEvery = kBatchPages;

struct FreeContext {
    void operator()(ZSTD_CCtx *context) const { ZSTD_freeCCtx(context); }
    void operator()(ZSTD_DCtx *context) const { ZSTD_freeDCtx(context); }
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
    if (!context)
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
            const auto length =
                ZSTD_compressCCtx(context.get(), packed.data(), packed.size(), piece.data(), piece.size(), kLevel);
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
    std::unique_ptr<ZSTD_DCtx, FreeContext> unpacking{ZSTD_createDCtx()};
};

PackedPages::PackedPages(std::uint64_t start, std::vector<std::uint64_t> ends, std::uint64_t pages)
    : m_start(start), m_ends(std::move(ends)), m_pages(pages), m_inPiece(kNoPiece), m_context(new Context)
{
}

PackedPages::~PackedPages() = default;

std::uint64_t PackedPages::pagesOf(std::uint64_t piece) const
{
    return std::min(kPackedPages, m_pages - piece * kPackedPages);
}

Result<> PackedPages::unpack(int fd, std::uint64_t piece, std::span<std::byte> into)
{
    const auto at = piece == 0 ? m_start : m_ends[piece - 1];
    const auto length = static_cast<std::size_t>(m_ends[piece] - at);
    if (length == 0) {
        std::ranges::fill(into, std::byte{0});
        return {};
    }
    if (length == into.size())
        return readAt(fd, into, at, "reading a memory delta");
    if (!m_context->unpacking)
        return fail(ErrorCode::OutOfMemory, "unpacking a memory delta");
    m_packed.resize(length);
    GB_CHECK(readAt(fd, m_packed, at, "reading a memory delta"));
    const auto got =
        ZSTD_decompressDCtx(m_context->unpacking.get(), into.data(), into.size(), m_packed.data(), m_packed.size());
    return ZSTD_isError(got) == 0 && got == into.size() ? Result<>() : notPacked();
}

Result<> PackedPages::read(int fd, std::uint64_t index, std::span<std::byte> into)
{
    const std::lock_guard lock(m_mutex);
    while (!into.empty()) {
        const auto piece = index / kPackedPages;
        const auto within = index % kPackedPages;
        const auto whole = static_cast<std::size_t>(pagesOf(piece)) * pageSize();
        if (within == 0 && into.size() >= whole) {
            GB_CHECK(unpack(fd, piece, into.first(whole)));
            into = into.subspan(whole);
            index += whole / pageSize();
            continue;
        }
        if (m_inPiece != piece) {
            m_inPiece = kNoPiece;
            m_piece.resize(whole);
            GB_CHECK(unpack(fd, piece, m_piece));
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
