#include "core/qemu/supervisor/household.h"

#include "core/qemu/supervisor/process_stat.h"

#include <cerrno>
#include <csignal>
#include <set>
#include <sys/stat.h>
#include <sys/wait.h>

namespace glovebox::qemu::supervisor {

namespace {

/// Far more machines than a host can hold; each costs up to six descriptors here.
constexpr std::size_t kChildrenMax = 256;
/// Ends that nobody has taken note of yet. Each holds up to 256 KiB of output.
constexpr std::size_t kEndedMax = 64;
/// Descriptors kept: one for each child, and some more.
constexpr std::size_t kKeptMax = kChildrenMax + 64;

tl::unexpected<Error> noChild(std::uint64_t id)
{
    return fail(ErrorCode::NotFound, "the supervisor has no child " + std::to_string(id));
}

} // namespace

Result<std::uint64_t> Household::spawn(Spawn spawn, const std::vector<UniqueFd> &descriptors, MonoTime now)
{
    if (livingCount() >= kChildrenMax)
        return fail(ErrorCode::TooLarge, "the supervisor looks after " + std::to_string(kChildrenMax) +
                                             " processes already, which is its limit");
    for (const auto &[id, child] : m_children)
        if (child.living() && child.name() == spawn.name)
            return fail(ErrorCode::Conflict, "a process named " + spawn.name + " lives already");
    const auto id = m_nextId++;
    GB_TRY(child, Child::start(id, std::move(spawn), descriptors, m_fileLimit, now));
    m_children.emplace(id, std::move(child));
    return id;
}

Result<Child *> Household::living(std::uint64_t id)
{
    const auto found = m_children.find(id);
    if (found == m_children.end())
        return noChild(id);
    if (!found->second.living())
        return fail(ErrorCode::InvalidState, "process " + found->second.name() + " has ended already");
    return &found->second;
}

Result<> Household::kill(std::uint64_t id, std::chrono::milliseconds grace, MonoTime now)
{
    GB_TRY(child, living(id));
    child->killAfter(grace, now);
    return {};
}

Result<> Household::setAlone(std::uint64_t id, const Alone &alone, MonoTime now)
{
    GB_TRY(child, living(id));
    child->setAlone(alone, now);
    return {};
}

Result<> Household::forget(std::uint64_t id)
{
    const auto found = m_children.find(id);
    if (found == m_children.end())
        return noChild(id);
    if (found->second.living())
        return fail(ErrorCode::InvalidState, "process " + found->second.name() + " lives: it cannot be forgotten");
    m_children.erase(found);
    std::erase(m_ended, id);
    return {};
}

const Child *Household::find(std::uint64_t id) const
{
    const auto found = m_children.find(id);
    return found == m_children.end() ? nullptr : &found->second;
}

const Child *Household::next(std::uint64_t after) const
{
    const auto found = m_children.upper_bound(after);
    return found == m_children.end() ? nullptr : &found->second;
}

Result<> Household::keep(const std::string &name, UniqueFd descriptor)
{
    if (name.empty())
        return fail(ErrorCode::InvalidArgument, "a kept descriptor needs a name");
    if (m_kept.contains(name))
        return fail(ErrorCode::Conflict, "a descriptor named " + name + " is kept already");
    if (m_kept.size() >= kKeptMax)
        return fail(ErrorCode::TooLarge,
                    "the supervisor keeps " + std::to_string(kKeptMax) + " descriptors already, which is its limit");
    m_kept.emplace(name, std::move(descriptor));
    return {};
}

Result<UniqueFd> Household::take(const std::string &name) const
{
    const auto found = m_kept.find(name);
    if (found == m_kept.end())
        return fail(ErrorCode::NotFound, "no descriptor named " + name + " is kept");
    auto copy = UniqueFd::duplicateOf(found->second.get());
    if (!copy)
        return fail(ErrorCode::OutOfMemory, "the supervisor has no descriptor left");
    return copy;
}

Result<> Household::drop(const std::string &name)
{
    if (m_kept.erase(name) == 0)
        return fail(ErrorCode::NotFound, "no descriptor named " + name + " is kept");
    return {};
}

Result<KeptInfo> Household::nextKept(const std::string &after) const
{
    const auto found = m_kept.upper_bound(after);
    if (found == m_kept.end())
        return fail(ErrorCode::NotFound, "no more");
    struct stat info {};
    ::fstat(found->second.get(), &info);
    return KeptInfo{found->first, static_cast<std::uint64_t>(info.st_size)};
}

std::size_t Household::livingCount() const
{
    return m_children.size() - m_ended.size();
}

void Household::reap(MonoTime now)
{
    for (;;) {
        // Looked at first and reaped after, so that its number stays its own while its group is ended.
        ::siginfo_t info{};
        if (::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == 0)
            return;
        Child *ended = nullptr;
        for (auto &[id, child] : m_children)
            if (!child.reaped() && child.pid() == info.si_pid)
                ended = &child;
        int status = 0;
        if (ended != nullptr)
            ended->endGroup();
        if (::waitpid(info.si_pid, &status, WNOHANG) == info.si_pid && ended != nullptr)
            ended->ended(status, now);
    }
}

/// Children that nobody asked for were left to us by one that has ended. Whether there are any.
bool Household::endStrays()
{
    std::set<pid_t> own;
    for (const auto &[id, child] : m_children)
        if (!child.reaped())
            own.insert(child.pid());
    bool found = false;
    for (const auto &[pid, stat] : ownChildren()) {
        // In a living child's session it belongs there, whatever became of its parent.
        if (own.contains(pid) || own.contains(stat.session))
            continue;
        found = true;
        ::kill(pid, SIGKILL);
    }
    return found;
}

std::vector<std::uint64_t> Household::settle(MonoTime now)
{
    std::vector<std::uint64_t> over;
    bool waiting = false;
    for (const auto &[id, child] : m_children)
        waiting = waiting || child.state() == Child::State::Ending;
    if (!waiting)
        return over;
    const bool strays = endStrays();
    for (auto &[id, child] : m_children)
        if (child.settle(strays, now)) {
            over.push_back(id);
            m_ended.push_back(id);
        }
    return over;
}

void Household::trimEnded()
{
    while (m_ended.size() > kEndedMax) {
        m_children.erase(m_ended.front());
        m_ended.pop_front();
    }
}

void Household::everybodyLeft()
{
    for (auto &[id, child] : m_children)
        child.left();
}

void Household::killAll()
{
    for (auto &[id, child] : m_children)
        child.kill();
}

void Household::tick(bool alone, MonoTime now)
{
    trimEnded(); // not while anybody is still told of an end
    for (auto &[id, child] : m_children)
        child.tick(alone, now);
}

std::optional<MonoTime> Household::nextDeadline(bool alone) const
{
    std::optional<MonoTime> next;
    for (const auto &[id, child] : m_children)
        if (const auto at = child.nextDeadline(alone); at && (!next || *at < *next))
            next = at;
    return next;
}

} // namespace glovebox::qemu::supervisor
