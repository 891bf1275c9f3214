// A memory delta as somebody made it up. What is taken must stay within the memory and the file.
#include "core/qemu/memory/delta_file.h"

#include <cstdlib>
#include <cstring>
#include <sys/mman.h>

using namespace glovebox::qemu::memory;

namespace {

void demand(bool holds)
{
    if (!holds)
        std::abort();
}

void checkTaken(const DeltaHeader &header, const PageRuns &runs)
{
    demand(checkRuns(runs, header.base.ramPages).has_value());
    demand(pagesIn(runs) == header.pages && runs.size() == header.runs);
}

/// A table alone, with a header that is right about its length.
void table(std::span<const std::byte> bytes)
{
    if (bytes.size() < 9)
        return;
    std::uint64_t ramPages = 0;
    std::memcpy(&ramPages, bytes.data(), sizeof ramPages);
    DeltaHeader header{{"fuzz", ramPages}, std::to_integer<std::uint64_t>(bytes[8]), 0, 0, false};
    bytes = bytes.subspan(9);
    header.runs = bytes.size() / 24;
    if (const auto runs = parseDeltaTable(header, bytes.first(header.runs * 24)))
        checkTaken(header, *runs);
}

/// A whole file.
void file(std::span<const std::byte> bytes)
{
    Descriptor memory(::memfd_create("fuzz", MFD_CLOEXEC));
    demand(writeAt(memory.get(), bytes, 0, "fuzz").has_value());
    const auto reader = DeltaReader::open(std::move(memory));
    if (!reader)
        return;
    checkTaken(reader->header(), reader->runs());
    std::vector<std::byte> scratch(300 * pageSize());
    for (std::uint64_t index = 0; index < reader->header().pages;) {
        const auto view = reader->view(index, bytes.size() % 2 == 0 ? 300 : 4, scratch);
        if (!view && reader->header().packed)
            return; // a piece that does not unpack
        demand(view.has_value() && !view->empty());
        index += view->size() / pageSize();
    }
    demand(!reader->view(reader->header().pages, 1, scratch));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size == 0)
        return 0;
    const auto bytes = std::as_bytes(std::span(data + 1, size - 1));
    data[0] % 2 == 0 ? table(bytes) : file(bytes);
    return 0;
}
