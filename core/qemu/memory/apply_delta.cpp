#include "core/qemu/memory/apply_delta.h"

#include "core/qemu/memory/remote_memory.h"

#include <algorithm>

namespace glovebox::qemu::memory {

Result<> applyDelta(const PageSource &delta, const RamMapping &clone, const Progress &progress)
{
    GB_CHECK(checkRuns(delta.runs(), clone.pages()));
    const auto total = pagesIn(delta.runs());
    std::vector<std::byte> scratch(kBatchPages * pageSize());
    RunCursor cursor(delta.runs());
    RemoteBatch batch(clone);
    GB_CHECK(tell(progress, 0, total));
    for (std::uint64_t index = 0; index < total;) {
        // A source that reads into the scratch fills the batch with one view, so the scratch is free again after it.
        GB_TRY(bytes, delta.view(index, std::min(batch.room(), total - index), scratch));
        const bool inScratch = bytes.data() == scratch.data();
        index += bytes.size() / pageSize();
        while (!bytes.empty()) {
            const auto pages = cursor.next(std::min<std::uint64_t>(batch.room(), bytes.size() / pageSize()));
            const auto length = static_cast<std::size_t>(pages.count) * pageSize();
            // process_vm_writev only reads here; its argument is not const because its sister's cannot be.
            batch.add(pages, {const_cast<std::byte *>(bytes.data()), length});
            bytes = bytes.subspan(length);
            if (batch.room() == 0)
                GB_CHECK(batch.write());
        }
        if (inScratch && batch.pages() > 0)
            GB_CHECK(batch.write());
        if (batch.pages() == 0)
            GB_CHECK(tell(progress, index, total));
    }
    if (batch.pages() > 0) {
        GB_CHECK(batch.write());
        GB_CHECK(tell(progress, total, total));
    }
    return clone.stillThere();
}

Result<SealedMemory> flatten(const SealedMemory &base, const PageSource &delta, const Progress &progress)
{
    GB_CHECK(checkRuns(delta.runs(), base.pages()));
    GB_TRY(flat, SealedMemory::create(base.size()));
    GB_CHECK(copySparse(base.fd(), flat.fd(), base.pages(), delta.runs(), progress));
    std::vector<std::byte> scratch(kBatchPages * pageSize());
    RunCursor cursor(delta.runs());
    const auto total = pagesIn(delta.runs());
    for (std::uint64_t index = 0; index < total;) {
        GB_TRY(bytes, delta.view(index, std::min(kBatchPages, total - index), scratch));
        index += bytes.size() / pageSize();
        while (!bytes.empty()) {
            const auto pages = cursor.next(bytes.size() / pageSize());
            const auto length = static_cast<std::size_t>(pages.count) * pageSize();
            // Nothing was copied to these places, so a page of zeros is there already.
            GB_CHECK(
                writeSparse(flat.fd(), bytes.first(length), pages.first * pageSize(), "filling a template's memory"));
            bytes = bytes.subspan(length);
        }
    }
    GB_CHECK(flat.seal(kSealAttemptsInWorker));
    return std::move(flat);
}

} // namespace glovebox::qemu::memory
