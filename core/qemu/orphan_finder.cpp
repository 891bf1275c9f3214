#include "core/qemu/orphan_finder.h"

#include "core/base/sha256.h"
#include "core/qemu/folder.h"
#include "core/qemu/left_disks.h"

#include <algorithm>
#include <filesystem>
#include <sys/stat.h>

namespace glovebox::qemu {

namespace {

namespace fs = std::filesystem;

/// More than this in one thing is not counted: a size is shown, not billed.
constexpr int kEntriesMax = 100'000;

std::string idOf(const std::string &path)
{
    return "orphan-" + sha256Hex(path).substr(0, 12);
}

/// As `du` counts: what it takes of the disk. A link counts as itself.
struct Measure {
    ByteCount size;
    std::optional<WallTime> changed;
    int entries = 0;

    void add(const std::string &path)
    {
        struct stat info {};
        if (::lstat(path.c_str(), &info) != 0)
            return;
        size.value += static_cast<std::uint64_t>(info.st_blocks) * 512;
        const WallTime at{std::chrono::milliseconds(info.st_mtim.tv_sec * 1000 + info.st_mtim.tv_nsec / 1'000'000)};
        changed = changed ? std::max(*changed, at) : at;
        ++entries;
    }
};

Measure measure(const std::vector<std::string> &paths, const StopFlag &stop)
{
    Measure all;
    for (const auto &path : paths) {
        all.add(path);
        std::error_code error;
        if (!fs::is_directory(fs::symlink_status(path, error)))
            continue;
        for (fs::recursive_directory_iterator it(path, error), end; !error && it != end; it.increment(error)) {
            if (stop.raised() || all.entries >= kEntriesMax)
                break;
            all.add(it->path().string());
        }
    }
    return all;
}

bool isThere(const std::string &path)
{
    std::error_code error;
    return fs::exists(fs::symlink_status(path, error));
}

} // namespace

std::vector<OrphanFinder::Thing> OrphanFinder::things() const
{
    std::vector<Thing> out;
    const auto add = [&](domain::OrphanKind kind, std::vector<std::string> paths, const std::string &why) {
        if (!isThere(paths.front()))
            return;
        domain::Orphan orphan{.id = idOf(paths.front()), .kind = kind, .where = paths.front(), .why = why};
        out.push_back({std::move(orphan), std::move(paths)});
    };
    for (const auto &aside : m_store.leftAside())
        add(aside.kind, {aside.path}, aside.why);
    for (const auto &disk : leftDisks(m_leftDir)) {
        std::vector<std::string> paths{disk.path};
        if (!disk.record.empty())
            paths.push_back(disk.record);
        paths.push_back(disk.reason);
        add(domain::OrphanKind::MachineFiles, std::move(paths), disk.why);
    }
    return out;
}

Call OrphanFinder::find(Callback<std::vector<domain::Orphan>> done)
{
    return m_pool.run<std::vector<domain::Orphan>>(
        [things = things(), found = m_strays ? m_strays->list() : std::vector<domain::Orphan>()](
            const StopFlag &stop) mutable -> Result<std::vector<domain::Orphan>> {
            for (auto thing : things) {
                const auto all = measure(thing.paths, stop);
                thing.orphan.size = all.size;
                thing.orphan.at = all.changed;
                found.push_back(std::move(thing.orphan));
            }
            std::ranges::sort(found, std::greater<>{}, [](const auto &orphan) { return orphan.size; });
            return std::move(found);
        },
        std::move(done));
}

Call OrphanFinder::remove(std::string id, Callback<> done)
{
    const auto told = [done = std::move(done)](const Result<bool> &removed) {
        done(removed ? Result<>() : Result<>(tl::unexpected(removed.error())));
    };
    if (m_strays && m_strays->remove(id))
        return m_pool.run<bool>([](const StopFlag &) -> Result<bool> { return true; }, told);
    return m_pool.run<bool>(
        [things = things(), id = std::move(id)](const StopFlag &) -> Result<bool> {
            const auto thing = std::ranges::find(things, id, [](const auto &each) { return each.orphan.id; });
            if (thing == things.end())
                return fail(ErrorCode::NotFound, "it is not there any more");
            for (const auto &path : thing->paths)
                removeTree(path);
            if (isThere(thing->paths.front()))
                return fail(ErrorCode::HostToolFailed, thing->orphan.where + " cannot be removed");
            return true;
        },
        told);
}

} // namespace glovebox::qemu
