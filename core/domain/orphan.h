// Role: a thing on this host, on disk or in memory, that no record explains. It is shown, and goes only when somebody
// says so. Thread: any.
#pragma once

#include "core/base/units.h"

#include <optional>
#include <string>
#include <string_view>

namespace glovebox::domain {

enum class OrphanKind {
    Machine,      // a process of ours that lives, with no record that can be read
    MachineFiles, // a folder of a machine that is not there any more
    Layer,        // a disk layer that nothing stands on
    Frozen,       // a template's or snapshot's folder that cannot be read, or half of one
    Memory,       // a sealed memory that a supervisor holds for nobody
    Unknown,      // a file in our folders that is not ours by its name
};

struct Orphan {
    std::string id; // of this list; stays the same while the thing is there
    OrphanKind kind = OrphanKind::Unknown;
    std::string where;          // a path below the data or runtime folder, or "process 4711"
    ByteCount size;             // on disk, or resident
    std::optional<WallTime> at; // last changed, or started
    std::string why;            // one sentence: why it counts as one

    friend bool operator==(const Orphan &, const Orphan &) = default;
};

std::string_view word(OrphanKind kind);

} // namespace glovebox::domain
