#include "core/engine/memory_plan.h"

#include "core/base/limits.h"
#include "core/base/sha256.h"
#include "core/base/text.h"
#include "core/engine/memory_path.h"

#include <algorithm>

namespace glovebox::engine {

namespace {

using Hash = std::optional<std::string>;

MemoryAction writableAction(const Hash &baseline, const Hash &local, const Hash &remote)
{
    using enum MemoryAction;
    if (!local)
        return !remote ? Forget : !baseline ? Pull : remote == baseline ? Delete : Restore;
    if (!remote)
        return local == baseline ? RemoveLocal : Create;
    if (local == remote)
        return local == baseline ? Nothing : Adopt;
    if (local == baseline)
        return Pull;
    return remote == baseline ? Update : PullOverEdit;
}

std::string shownPath(std::string_view path)
{
    return clipped(toOneLine(path), ByteCount{200});
}

} // namespace

MemoryAction memoryAction(const Hash &baseline, const Hash &local, const Hash &remote, bool readOnly)
{
    using enum MemoryAction;
    if (!baseline && !local && !remote)
        return Nothing;
    const auto action = writableAction(baseline, local, remote);
    const bool writes = action == Update || action == Create || action == Delete;
    const bool unreadable = local && local->empty();
    return writes && (readOnly || unreadable) ? KeepUnsynced : action;
}

std::size_t memoryDeletionsMax(std::size_t baseline)
{
    return std::max<std::size_t>(8, std::min<std::size_t>(50, baseline / 4));
}

std::optional<std::string> MemoryScan::hashOf(const std::string &path) const
{
    if (const auto found = files.find(path); found != files.end())
        return found->second;
    for (auto at = path.rfind('/'); at != std::string::npos && at > 0; at = path.rfind('/', at - 1)) {
        const auto above = files.find(path.substr(0, at));
        if (above != files.end() && above->second.empty())
            return std::string();
    }
    return std::nullopt;
}

MemoryScan readMemoryScan(const std::vector<ports::GuestEntry> &entries, const domain::MemoryStoreId &store)
{
    using Kind = ports::GuestEntry::Kind;
    MemoryScan scan;
    scan.empty = entries.empty();
    for (const auto &entry : entries) {
        if (entry.path == kMemoryMarker) {
            scan.markerIsOurs = entry.kind == Kind::File && entry.sha256 == sha256Hex(memoryMarkerContent(store));
            continue;
        }
        if (entry.kind == Kind::Folder)
            continue;
        scan.hasFiles = true;
        const auto path = '/' + entry.path;
        const bool usable =
            entry.kind == Kind::File && isSha256Hex(entry.sha256) && entry.size <= limits::kMemoryContentMax;
        if (!isMemoryPath(path)) {
            scan.problems.push_back(shownPath(path) + " has a name that no memory may have; it is not stored");
        } else {
            scan.files[path] = usable ? entry.sha256 : std::string();
            if (entry.kind != Kind::File)
                scan.problems.push_back(shownPath(path) + " is not a plain file; it is not stored");
            else if (!usable)
                scan.problems.push_back(shownPath(path) + " is larger than a memory may be, or cannot be read; it is "
                                                          "not stored");
        }
    }
    return scan;
}

} // namespace glovebox::engine
