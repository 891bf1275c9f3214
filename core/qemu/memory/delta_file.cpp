#include "core/qemu/memory/delta_file.h"

#include "core/base/id.h"
#include "core/base/limits.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace glovebox::qemu::memory {

namespace {

constexpr std::string_view kMagic = "GBDELTA1";
constexpr std::string_view kPackedMagic = "GBDELTA2";
static_assert(kMagic.size() == kPackedMagic.size());
constexpr std::size_t kTemplateMax = 128;
constexpr std::size_t kRowSize = 3 * sizeof(std::uint64_t);

// Where the header's fields are; each number has eight bytes.
enum Field : std::size_t { Magic = 0, PageBytes = 8, RamPages = 16, Pages = 24, Runs = 32, TableAt = 40, Id = 48 };

void put(std::span<std::byte> bytes, std::size_t at, std::uint64_t value)
{
    for (std::size_t i = 0; i < sizeof value; ++i)
        bytes[at + i] = static_cast<std::byte>(value >> (8 * i));
}

std::uint64_t get(std::span<const std::byte> bytes, std::size_t at)
{
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < sizeof value; ++i)
        value |= std::to_integer<std::uint64_t>(bytes[at + i]) << (8 * i);
    return value;
}

tl::unexpected<Error> notADelta(const char *why)
{
    return fail(ErrorCode::ProtocolError, std::string("this is no memory delta that can be used: ") + why);
}

bool goodId(std::string_view id)
{
    return !id.empty() && id.size() <= kTemplateMax && isSafeToken(id);
}

std::vector<std::byte> encodeTable(const PageRuns &runs)
{
    std::vector<std::byte> table(runs.size() * kRowSize);
    std::uint64_t offset = deltaHeaderSize();
    for (std::size_t i = 0; i < runs.size(); ++i) {
        put(table, i * kRowSize, runs[i].first);
        put(table, i * kRowSize + 8, runs[i].count);
        put(table, i * kRowSize + 16, offset);
        offset += runs[i].count * pageSize();
    }
    return table;
}

std::vector<std::byte> encodeHeader(const DeltaHeader &header)
{
    std::vector<std::byte> page(deltaHeaderSize());
    std::memcpy(page.data() + Magic, (header.packed ? kPackedMagic : kMagic).data(), kMagic.size());
    put(page, PageBytes, pageSize());
    put(page, RamPages, header.base.ramPages);
    put(page, Pages, header.pages);
    put(page, Runs, header.runs);
    put(page, TableAt, header.tableAt);
    std::memcpy(page.data() + Id, header.base.templateId.data(), header.base.templateId.size());
    return page;
}

Result<std::uint64_t> writeAllPages(int fd, const PageSource &pages, std::uint64_t total, const Progress &progress)
{
    std::vector<std::byte> scratch(kBatchPages * pageSize());
    std::uint64_t zero = 0;
    std::uint64_t told = 0;
    GB_CHECK(tell(progress, 0, total));
    for (std::uint64_t index = 0; index < total;) {
        GB_TRY(bytes, pages.view(index, std::min(kBatchPages, total - index), scratch));
        GB_TRY(zeroHere, writeSparse(fd, bytes, deltaHeaderSize() + index * pageSize(), "writing a memory delta"));
        zero += zeroHere;
        index += bytes.size() / pageSize();
        if (index - told < kBatchPages && index < total)
            continue;
        told = index;
        GB_CHECK(tell(progress, index, total));
    }
    return zero;
}

} // namespace

std::size_t deltaHeaderSize()
{
    return pageSize();
}

std::uint64_t deltaTableSize(const DeltaHeader &header)
{
    return header.runs * kRowSize;
}

namespace {

/// Of a packed one, behind the table.
std::uint64_t pieceEndsSize(const DeltaHeader &header)
{
    return header.packed ? piecesOf(header.pages) * sizeof(std::uint64_t) : 0;
}

std::vector<std::byte> encodeEnds(const std::vector<std::uint64_t> &ends)
{
    std::vector<std::byte> bytes(ends.size() * sizeof(std::uint64_t));
    for (std::size_t i = 0; i < ends.size(); ++i)
        put(bytes, i * sizeof(std::uint64_t), ends[i]);
    return bytes;
}

/// The pages, and what of the header and behind the table follows from them.
struct WrittenPages {
    std::uint64_t zeroPages = 0;
    std::vector<std::uint64_t> ends;
};

Result<WrittenPages> writePages(int fd, DeltaHeader &header, const PageSource &pages, const Progress &progress)
{
    if (!header.packed) {
        header.tableAt = deltaHeaderSize() + header.pages * pageSize();
        GB_TRY(zero, writeAllPages(fd, pages, header.pages, progress));
        return WrittenPages{zero, {}};
    }
    GB_TRY(packed, writePacked(fd, deltaHeaderSize(), pages, header.pages, progress));
    header.tableAt = packed.ends.empty() ? deltaHeaderSize() : packed.ends.back();
    return WrittenPages{packed.zeroPages, std::move(packed.ends)};
}

} // namespace

Result<DeltaSize> writeDelta(const std::string &path, const DeltaBase &base, const PageSource &pages,
                             const Progress &progress, DeltaForm form)
{
    if (!goodId(base.templateId))
        return fail(ErrorCode::InvalidArgument, "a template's id has letters, digits, '-' and '_' only");
    GB_CHECK(checkRuns(pages.runs(), base.ramPages));
    DeltaHeader header{base, pagesIn(pages.runs()), pages.runs().size(), 0, form == DeltaForm::Packed};
    GB_TRY(file, NewFile::create(path));
    GB_TRY(written, writePages(file.fd(), header, pages, progress));
    const auto endsAt = header.tableAt + deltaTableSize(header);
    const auto length = endsAt + pieceEndsSize(header);
    if (::ftruncate(file.fd(), static_cast<off_t>(length)) != 0)
        return refused("writing a memory delta", errno);
    GB_CHECK(writeAt(file.fd(), encodeTable(pages.runs()), header.tableAt, "writing a memory delta's table"));
    GB_CHECK(writeAt(file.fd(), encodeEnds(written.ends), endsAt, "writing a memory delta's table"));
    GB_CHECK(file.sync());
    GB_CHECK(writeAt(file.fd(), encodeHeader(header), 0, "writing a memory delta's header"));
    GB_CHECK(file.commit());
    struct ::stat facts {};
    if (::fstat(file.fd(), &facts) != 0)
        return refused("looking at a memory delta", errno);
    return DeltaSize{{length}, {static_cast<std::uint64_t>(facts.st_blocks) * 512}, header.pages, written.zeroPages};
}

Result<DeltaHeader> parseDeltaHeader(std::span<const std::byte> page, std::uint64_t fileSize)
{
    if (page.size() != deltaHeaderSize() || fileSize < page.size())
        return notADelta("it is too short");
    const bool packed = std::memcmp(page.data() + Magic, kPackedMagic.data(), kPackedMagic.size()) == 0;
    if (!packed && std::memcmp(page.data() + Magic, kMagic.data(), kMagic.size()) != 0)
        return notADelta("it was never finished, or is something else");
    if (get(page, PageBytes) != pageSize())
        return notADelta("its pages are of another size than this host's");
    DeltaHeader header;
    header.base.ramPages = get(page, RamPages);
    header.pages = get(page, Pages);
    header.runs = get(page, Runs);
    header.tableAt = get(page, TableAt);
    header.packed = packed;
    if (header.base.ramPages == 0 || header.base.ramPages > limits::kMachineMemoryMax.value / pageSize())
        return fail(ErrorCode::TooLarge, "a memory delta of a guest larger than any of ours");
    if (header.runs > kRunsMax)
        return fail(ErrorCode::TooLarge, "a memory delta in more pieces than are taken");
    if (header.pages > header.base.ramPages || header.runs > header.pages)
        return notADelta("its counts do not go together");
    // No overflow: both counts are bounded by now.
    const auto plainTableAt = deltaHeaderSize() + header.pages * pageSize();
    const bool inPlace =
        packed ? header.tableAt >= deltaHeaderSize() && header.tableAt <= plainTableAt : header.tableAt == plainTableAt;
    if (!inPlace || fileSize != header.tableAt + deltaTableSize(header) + pieceEndsSize(header))
        return notADelta("it is not as long as it says");
    const auto *const id = reinterpret_cast<const char *>(page.data()) + Id;
    header.base.templateId.assign(id, ::strnlen(id, kTemplateMax));
    if (!goodId(header.base.templateId))
        return notADelta("it names no template");
    if (!isZero(page.subspan(Id + header.base.templateId.size())))
        return notADelta("there is something where nothing belongs");
    return header;
}

Result<PageRuns> parseDeltaTable(const DeltaHeader &header, std::span<const std::byte> table)
{
    if (table.size() != deltaTableSize(header))
        return notADelta("its table has another length");
    PageRuns runs(header.runs);
    std::uint64_t index = 0;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        runs[i] = {get(table, i * kRowSize), get(table, i * kRowSize + 8)};
        // Pages lie in the file in the order of the table, without gaps, so none can be of two runs.
        if (get(table, i * kRowSize + 16) != deltaHeaderSize() + index * pageSize())
            return notADelta("a run of pages is not where it belongs");
        if (runs[i].count > header.pages - index)
            return notADelta("its runs have more pages than it has");
        index += runs[i].count;
    }
    if (index != header.pages || !checkRuns(runs, header.base.ramPages))
        return notADelta("its runs are out of order, outside the memory or not all of its pages");
    return runs;
}

Result<std::vector<std::uint64_t>> parsePieceEnds(const DeltaHeader &header, std::span<const std::byte> bytes)
{
    if (bytes.size() != pieceEndsSize(header))
        return notADelta("its pieces' ends have another length");
    std::vector<std::uint64_t> ends(piecesOf(header.pages));
    auto from = static_cast<std::uint64_t>(deltaHeaderSize());
    for (std::size_t i = 0; i < ends.size(); ++i) {
        ends[i] = get(bytes, i * sizeof(std::uint64_t));
        const auto pages = std::min(kPackedPages, header.pages - i * kPackedPages);
        if (ends[i] < from || ends[i] - from > pages * pageSize())
            return notADelta("a piece of it is not where it belongs");
        from = ends[i];
    }
    if (from != header.tableAt)
        return notADelta("its pieces are not all of it");
    return ends;
}

Result<DeltaReader> DeltaReader::open(const std::string &path)
{
    // Without O_NONBLOCK a FIFO of that name would hold us up for ever.
    Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!file)
        return refused("opening " + path, errno);
    auto reader = open(std::move(file));
    if (!reader)
        return tl::unexpected(inContext(path, std::move(reader).error()));
    return reader;
}

Result<DeltaReader> DeltaReader::open(Descriptor file)
{
    struct ::stat facts {};
    if (::fstat(file.get(), &facts) != 0)
        return refused("looking at a memory delta", errno);
    if (!S_ISREG(facts.st_mode))
        return notADelta("it is no file");
    if (static_cast<std::uint64_t>(facts.st_size) < deltaHeaderSize())
        return notADelta("it is too short");
    std::vector<std::byte> page(deltaHeaderSize());
    GB_CHECK(readAt(file.get(), page, 0, "reading a memory delta's header"));
    GB_TRY(header, parseDeltaHeader(page, static_cast<std::uint64_t>(facts.st_size)));
    std::vector<std::byte> table(deltaTableSize(header));
    GB_CHECK(readAt(file.get(), table, header.tableAt, "reading a memory delta's table"));
    GB_TRY(runs, parseDeltaTable(header, table));
    std::unique_ptr<PackedPages> packed;
    if (header.packed) {
        std::vector<std::byte> bytes(pieceEndsSize(header));
        GB_CHECK(readAt(file.get(), bytes, header.tableAt + table.size(), "reading a memory delta's table"));
        GB_TRY(ends, parsePieceEnds(header, bytes));
        packed = std::make_unique<PackedPages>(deltaHeaderSize(), std::move(ends), header.pages);
    }
    return DeltaReader(std::move(file), std::move(header), std::move(runs), std::move(packed));
}

Result<> DeltaReader::belongsTo(const DeltaBase &base) const
{
    if (m_header.base.templateId != base.templateId)
        return fail(ErrorCode::InvalidArgument, "the memory delta was made on template " + m_header.base.templateId +
                                                    ", not on " + base.templateId);
    if (m_header.base.ramPages != base.ramPages)
        return fail(ErrorCode::InvalidArgument, "the memory delta is of a guest with another amount of memory");
    return {};
}

Result<std::span<const std::byte>> DeltaReader::view(std::uint64_t index, std::uint64_t most,
                                                     std::span<std::byte> scratch) const
{
    if (index >= m_header.pages || most == 0 || scratch.size() < pageSize())
        return fail(ErrorCode::InvalidArgument, "there is no such page in the memory delta");
    const auto count =
        std::min({most, m_header.pages - index, static_cast<std::uint64_t>(scratch.size() / pageSize())});
    const auto into = scratch.first(static_cast<std::size_t>(count) * pageSize());
    if (m_packed)
        GB_CHECK(m_packed->read(m_file.get(), index, into));
    else
        GB_CHECK(readAt(m_file.get(), into, deltaHeaderSize() + index * pageSize(), "reading a memory delta"));
    return std::span<const std::byte>(into);
}

} // namespace glovebox::qemu::memory
