// Role: a delta put to use: into one waiting clone, or into a memory of its own that any number of clones share. The
// first costs its pages for each clone, the second once; it pays from the third clone on (decision 0024). Thread: any,
// one at a time; both block for as long as the copying takes.
#pragma once

#include "core/qemu/memory/page_runs.h"
#include "core/qemu/memory/ram_mapping.h"
#include "core/qemu/memory/sealed_memory.h"

namespace glovebox::qemu::memory {

/// Writes the pages into a clone that was not continued yet. GuestExited when it goes meanwhile. After an error the
/// clone has some of the pages: it is to be ended, never continued.
Result<> applyDelta(const PageSource &delta, const RamMapping &clone, const Progress &progress = {});

/// The template's memory with the pages in place of its own, sealed. The template is only read.
Result<SealedMemory> flatten(const SealedMemory &base, const PageSource &delta, const Progress &progress = {});

} // namespace glovebox::qemu::memory
