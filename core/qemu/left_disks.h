// Role: writable disks of machines that ended together with whoever looked after them: the host lost its power, or the
// supervisor and the program were both killed. What a sandbox had written is in there. Nothing uses such a disk any
// more, and nobody was asked: it is put aside at start and goes when somebody says so.
// Thread: any; blocking file work, at start.
#pragma once

#include "core/base/result.h"
#include "core/qemu/runtime_dir.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace glovebox::qemu {

/// A disk beside which something lies of its machine, that cannot be booted from it any more.
struct NotedDisk {
    std::string note; // what lies there, a path
    std::string why;  // a clause
};

/// Moves disks in `diskDir` that are not `inUse` (file names) to `leftDir`, each with what was written down of its
/// machine; removes those of machines that nobody ever worked in: the `unfinished`, by name, those without a record,
/// templates, probes. The runtime folder's lock is held, and what lies there has not been cleaned yet.
/// And what a snapshot was about to give one of the `living`, by name: its record tells before QEMU has it. `noted`, by
/// file name, are moved whatever they are, with their notes, which go from where they were.
Result<> putDisksAside(const std::string &diskDir, const std::string &leftDir, const RuntimeDir &runtimeDir,
                       const std::set<std::string> &inUse, const std::set<std::string> &unfinished,
                       const std::set<std::string> &living = {}, const std::map<std::string, NotedDisk> &noted = {});

struct LeftDisk {
    std::string path;
    std::string record; // of its machine, beside it; empty: there is none
    std::string reason; // likewise, why it cannot be booted from
    std::string why;    // a sentence
    /// The template that it stands on, empty: it stands on none. Nothing: that cannot be told.
    std::optional<std::string> under{};
};
std::vector<LeftDisk> leftDisks(const std::string &leftDir);

} // namespace glovebox::qemu
