#include "core/qemu/strays.h"

#include "core/base/text.h"
#include "core/qemu/folder.h"
#include "core/qemu/process_handle.h"
#include "core/qemu/process_usage.h"
#include "core/qemu/supervisor/process_stat.h"

#include <QLoggingCategory>

#include <algorithm>
#include <charconv>
#include <ctime>
#include <filesystem>
#include <map>
#include <set>
#include <unistd.h>

namespace glovebox::qemu {

namespace {

Q_LOGGING_CATEGORY(lcStrays, "glovebox.qemu")

/// A killed QEMU is gone within tens of milliseconds, unless its host is in trouble.
constexpr std::chrono::milliseconds kEndWait{10'000};

/// It is the process that was found.
bool isStillThat(const supervisor::ChildInfo &child)
{
    const auto stat = supervisor::readProcessStat(static_cast<pid_t>(child.pid));
    return stat && stat->startTime == child.startTime;
}

/// Resident memory of a process and of all below it: a wrapper has QEMU as its grandchild.
ByteCount residentBelow(pid_t root)
{
    std::multimap<pid_t, pid_t> children;
    for (const auto &entry : entriesOf("/proc")) {
        const auto name = std::filesystem::path(entry).filename().string();
        pid_t pid = 0;
        if (std::from_chars(name.data(), name.data() + name.size(), pid).ptr != name.data() + name.size())
            continue;
        if (const auto stat = supervisor::readProcessStat(pid))
            children.emplace(stat->parent, pid);
    }
    ByteCount sum;
    std::vector<pid_t> waiting{root};
    std::set<pid_t> seen;
    while (!waiting.empty()) {
        const auto pid = waiting.back();
        waiting.pop_back();
        if (!seen.insert(pid).second)
            continue;
        const auto statm = readProcFile(pid, "statm"); // "total resident ..." in pages
        std::uint64_t pages = 0;
        if (const auto blank = statm.find(' '); blank != std::string::npos)
            std::from_chars(statm.data() + blank + 1, statm.data() + statm.size(), pages);
        sum.value += pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
        const auto [first, last] = children.equal_range(pid);
        for (auto each = first; each != last; ++each)
            waiting.push_back(each->second);
    }
    return sum;
}

/// From ticks since the host's boot.
WallTime startOf(const supervisor::ChildInfo &child)
{
    timespec boot{};
    timespec wall{};
    ::clock_gettime(CLOCK_BOOTTIME, &boot);
    ::clock_gettime(CLOCK_REALTIME, &wall);
    const auto ticks = static_cast<std::uint64_t>(::sysconf(_SC_CLK_TCK));
    const auto began = static_cast<std::int64_t>(child.startTime / ticks);
    return WallTime(std::chrono::seconds(wall.tv_sec - boot.tv_sec + began));
}

std::string idOfMachine(const supervisor::ChildInfo &child)
{
    return "machine-" + std::to_string(child.pid) + "-" + std::to_string(child.startTime);
}

std::string idOfMemory(const supervisor::KeptInfo &kept)
{
    return "memory-" + kept.name;
}

} // namespace

StrayKeeper::StrayKeeper(Strays found, supervisor::SupervisorClient &client, const RuntimeDir &dir)
    : m_strays(std::move(found)), m_client(client), m_dir(dir)
{
}

std::vector<domain::Orphan> StrayKeeper::list() const
{
    std::vector<domain::Orphan> out;
    for (const auto *machines : {&m_strays.machines, &m_strays.elsewhere})
        for (const auto &[child, why] : *machines)
            if (isStillThat(child))
                out.push_back({.id = idOfMachine(child),
                               .kind = domain::OrphanKind::Machine,
                               .where = "process " + std::to_string(child.pid) + ", " + toOneLine(child.name),
                               .size = residentBelow(static_cast<pid_t>(child.pid)),
                               .at = startOf(child),
                               .why = "A machine of ours that lives, but " + why + "."});
    for (const auto &kept : m_strays.memories)
        out.push_back({.id = idOfMemory(kept),
                       .kind = domain::OrphanKind::Memory,
                       .where = "the supervisor, under " + toOneLine(kept.name),
                       .size = ByteCount{kept.size},
                       .at = {},
                       .why = "Memory that the supervisor holds under a name that is no machine's."});
    return out;
}

bool StrayKeeper::remove(const std::string &id)
{
    const auto machine =
        std::ranges::find_if(m_strays.machines, [&](const auto &each) { return idOfMachine(each.child) == id; });
    if (machine != m_strays.machines.end()) {
        const auto child = machine->child;
        if (!isStillThat(child) || !m_client.endNow(child.id))
            return false;
        qCInfo(lcStrays) << "Ended the process" << child.name.c_str() << "as it was asked for";
        m_strays.machines.erase(machine);
        removeTree(m_dir.sandboxDir(child.name));
        removeTree(m_dir.recordFile(child.name));
        return true;
    }
    const auto elsewhere =
        std::ranges::find_if(m_strays.elsewhere, [&](const auto &each) { return idOfMachine(each.child) == id; });
    if (elsewhere != m_strays.elsewhere.end()) {
        const auto child = elsewhere->child;
        const ProcessHandle process(static_cast<long>(child.pid));
        // Looked at through the handle: only then it is the process that was found.
        if (!process || !isStillThat(child) || !process.kill() || !process.waitGone(kEndWait))
            return false;
        qCInfo(lcStrays) << "Ended the process" << child.name.c_str() << "as it was asked for";
        m_strays.elsewhere.erase(elsewhere);
        return true;
    }
    const auto memory =
        std::ranges::find_if(m_strays.memories, [&](const auto &each) { return idOfMemory(each) == id; });
    if (memory == m_strays.memories.end())
        return false;
    m_orders.push_back(m_client.drop(memory->name, {}));
    m_strays.memories.erase(memory);
    return true;
}

} // namespace glovebox::qemu
