// Role: what a sync does with each memory (reference 5.4, 5.5), as pure functions over what was last agreed (the
// baseline), what the sandbox has and what the store has.
#pragma once

#include "core/domain/ids.h"
#include "core/ports/guest_files.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace glovebox::engine {

enum class MemoryAction {
    Nothing,
    Adopt,        // both sides agree already
    Forget,       // gone on both sides
    Pull,         // the store's version goes into the sandbox
    PullOverEdit, // the same, over an edit of the sandbox's: warn
    Restore,      // the same, although the sandbox deleted the file: warn
    Update,       // the sandbox's version goes to the store
    Create,
    Delete,       // from the store, once it is sure (5.5)
    RemoveLocal,  // from the sandbox, if it is still what was agreed
    KeepUnsynced, // the sandbox may have it, the store will not
};

/// Hashes; none: not there. A local file that is there but cannot be a memory has an empty hash.
MemoryAction memoryAction(const std::optional<std::string> &baseline, const std::optional<std::string> &local,
                          const std::optional<std::string> &remote, bool readOnly);

/// How many deletions one sync may send to the store.
std::size_t memoryDeletionsMax(std::size_t baseline);

/// A store's folder as the guest tells it.
struct MemoryScan {
    bool markerIsOurs = false;
    bool empty = true;                        // nothing at all is there
    bool hasFiles = false;                    // beside the marker
    std::map<std::string, std::string> files; // "/a.md" → hash; empty: a link, a device, too large, not readable
    std::vector<std::string> problems;        // one sentence each

    /// What memoryAction() takes. A file below something that is not a folder is there, but cannot be seen.
    std::optional<std::string> hashOf(const std::string &path) const;
};

MemoryScan readMemoryScan(const std::vector<ports::GuestEntry> &entries, const domain::MemoryStoreId &store);

} // namespace glovebox::engine
