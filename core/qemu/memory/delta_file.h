// Role: a memory delta on disk: the pages in which a clone differs from its template, and which they are. Deltas are
// cumulative against the template, so a restored clone's is again template and one delta.
//
//   header page   magic, page size, pages of memory, runs, pages, where the table is, template; rest zero
//   pages         in the table's order; a page of zeros may be a hole in the file
//   table         {first page, count, offset in the file}, 64-bit little-endian each
//
// A packed one has another magic and its pages in pieces of kPackedPages, each compressed by itself (packed_pages.h);
// its table's offsets are those that the pages would have, and behind it is where each piece ends in the file.
//
// The magic is written last, after all else is on the disk: a file without it was never finished. A reader takes a file
// of unknown origin: whatever is in it, nothing is read or written outside bounds. Thread: any, one at a time.
#pragma once

#include "core/base/units.h"
#include "core/qemu/memory/descriptor.h"
#include "core/qemu/memory/packed_pages.h"
#include "core/qemu/memory/page_runs.h"

#include <memory>
#include <string>
#include <vector>

namespace glovebox::qemu::memory {

/// What a delta only makes sense with.
struct DeltaBase {
    std::string templateId; // a safe token of 1 to 128 characters
    std::uint64_t ramPages = 0;
    friend bool operator==(const DeltaBase &, const DeltaBase &) = default;
};

struct DeltaSize {
    ByteCount file;              // its length
    ByteCount disk;              // what it takes of the disk
    std::uint64_t pages = 0;     // all that are in it
    std::uint64_t zeroPages = 0; // of these, kept as holes
};

enum class DeltaForm {
    Plain,  // written and read the fastest
    Packed, // a third or less of the disk, for half a second a GiB more when it is read
};

/// On any failure (OutOfDisk above all) there is no file under this name, or the one that was there before.
Result<DeltaSize> writeDelta(const std::string &path, const DeltaBase &base, const PageSource &pages,
                             const Progress &progress = {}, DeltaForm form = DeltaForm::Plain);

struct DeltaHeader {
    DeltaBase base;
    std::uint64_t pages = 0;
    std::uint64_t runs = 0;
    std::uint64_t tableAt = 0;
    bool packed = false;
};

/// Of a file of this length. ProtocolError for what writeDelta() never writes; TooLarge beyond our bounds.
Result<DeltaHeader> parseDeltaHeader(std::span<const std::byte> page, std::uint64_t fileSize);
Result<PageRuns> parseDeltaTable(const DeltaHeader &header, std::span<const std::byte> table);
/// Of a packed one: where each of its pieces ends.
Result<std::vector<std::uint64_t>> parsePieceEnds(const DeltaHeader &header, std::span<const std::byte> ends);
/// Both sizes in bytes.
std::size_t deltaHeaderSize();
std::uint64_t deltaTableSize(const DeltaHeader &header);

class DeltaReader final : public PageSource {
public:
    static Result<DeltaReader> open(const std::string &path);
    static Result<DeltaReader> open(Descriptor file);

    /// InvalidArgument when the delta was made on another template or of another size of memory.
    Result<> belongsTo(const DeltaBase &base) const;

    const DeltaHeader &header() const { return m_header; }
    int descriptor() const { return m_file.get(); }
    const PageRuns &runs() const override { return m_runs; }
    Result<std::span<const std::byte>> view(std::uint64_t index, std::uint64_t most,
                                            std::span<std::byte> scratch) const override;

private:
    DeltaReader(Descriptor file, DeltaHeader header, PageRuns runs, std::unique_ptr<PackedPages> packed)
        : m_file(std::move(file)), m_header(std::move(header)), m_runs(std::move(runs)), m_packed(std::move(packed))
    {
    }

    Descriptor m_file;
    DeltaHeader m_header;
    PageRuns m_runs;
    std::unique_ptr<PackedPages> m_packed; // of a packed one
};

} // namespace glovebox::qemu::memory
