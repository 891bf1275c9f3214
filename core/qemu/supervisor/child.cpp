#include "core/qemu/supervisor/child.h"

#include "core/qemu/supervisor/process_stat.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <sys/wait.h>

namespace glovebox::qemu::supervisor {

namespace {

/// What a killed process leaves is gone within tens of milliseconds; longer means a host in trouble, which nobody
/// should wait for.
constexpr std::chrono::milliseconds kSettleTime{3000};
/// Of one stream in one go, so that a child that floods keeps nobody else waiting.
constexpr std::size_t kReadAtOnce = 64 * 1024;

} // namespace

Result<Child> Child::start(std::uint64_t id, Spawn spawn, const std::vector<UniqueFd> &descriptors,
                           const ::rlimit &fileLimit, MonoTime now)
{
    GB_CHECK(checkSpawn(spawn, descriptors.size()));
    GB_TRY(process, launch(spawn, descriptors, fileLimit));
    return Child(id, std::move(spawn), std::move(process), now);
}

Child::Child(std::uint64_t id, Spawn spawn, Launched process, MonoTime now)
    : m_id(id), m_spawn(std::move(spawn)), m_process(std::move(process))
{
    if (const auto stat = readProcessStat(m_process.pid))
        m_startTime = stat->startTime;
    setAlone(m_spawn.alone, now);
}

ChildInfo Child::info(MonoTime now) const
{
    auto alone = m_spawn.alone;
    if (m_deadline)
        alone.left = std::max(std::chrono::milliseconds(0),
                              std::chrono::duration_cast<std::chrono::milliseconds>(*m_deadline - now));
    return {.id = m_id,
            .pid = m_process.pid,
            .startTime = m_startTime,
            .name = m_spawn.name,
            .folder = m_spawn.folder,
            .metadata = m_spawn.metadata,
            .alone = alone,
            .ended = m_state == State::Ended,
            .end = m_end};
}

bool Child::readStream(Stream which)
{
    auto &fd = which == Stream::Output ? m_process.output : m_process.errors;
    auto &tail = which == Stream::Output ? m_output : m_errors;
    static std::array<char, kReadAtOnce> block;
    const auto got = fd ? ::read(fd.get(), block.data(), block.size()) : -1;
    if (got > 0) {
        tail.append({block.data(), static_cast<std::size_t>(got)});
        return true;
    }
    if (!fd || (got < 0 && (errno == EAGAIN || errno == EINTR)))
        return false;
    fd.reset();
    return true;
}

std::optional<Result<Spawned>> Child::readOutcome()
{
    LaunchFailure failure;
    const auto got = ::read(m_process.outcome.get(), &failure, sizeof failure);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return std::nullopt;
    m_process.outcome.reset();
    if (got != static_cast<::ssize_t>(sizeof failure)) {
        if (m_state == State::Starting)
            m_state = State::Running;
        return Spawned{m_id, m_process.pid, m_startTime};
    }
    kill(); // it is on its way out by itself, unless something holds it up
    return tl::unexpected(explain(failure, m_spawn));
}

std::optional<MonoTime> Child::nextDeadline(bool alone) const
{
    std::optional<MonoTime> next = m_killAt;
    const auto consider = [&next](const std::optional<MonoTime> &other) {
        if (other && (!next || *other < *next))
            next = other;
    };
    consider(m_settledAt);
    if (alone)
        consider(m_deadline);
    return living() ? next : std::nullopt;
}

void Child::setAlone(const Alone &alone, MonoTime now)
{
    m_spawn.alone = alone;
    m_deadline.reset();
    if (alone.what == Alone::What::StayUntil)
        m_deadline = now + alone.left;
}

void Child::kill()
{
    m_killAt.reset();
    if (!reaped() && ::kill(-m_process.pid, SIGKILL) != 0)
        ::kill(m_process.pid, SIGKILL); // it does not lead its group yet
}

void Child::killAfter(std::chrono::milliseconds grace, MonoTime now)
{
    if (grace.count() <= 0)
        return kill();
    if (reaped())
        return;
    if (::kill(-m_process.pid, SIGTERM) != 0)
        return kill(); // not even begun: nothing to end gracefully
    if (const auto at = now + grace; !m_killAt || at < *m_killAt)
        m_killAt = at;
}

void Child::left()
{
    if (m_spawn.alone.what == Alone::What::Die)
        kill();
}

void Child::tick(bool alone, MonoTime now)
{
    if ((m_killAt && *m_killAt <= now) || (alone && m_deadline && *m_deadline <= now)) {
        m_deadline.reset();
        kill();
    }
}

void Child::endGroup()
{
    // Its number is still taken, by itself: the group cannot be another's.
    ::kill(-m_process.pid, SIGKILL);
}

void Child::ended(int waitStatus, MonoTime now)
{
    m_killAt.reset();
    m_deadline.reset();
    if (WIFSIGNALED(waitStatus))
        m_end.signal = WTERMSIG(waitStatus);
    else
        m_end.exitStatus = WEXITSTATUS(waitStatus);
    m_state = State::Ending;
    m_settledAt = now + kSettleTime;
}

bool Child::settle(bool strays, MonoTime now)
{
    if (m_state != State::Ending)
        return false;
    if ((strays || m_process.output || m_process.errors || m_process.outcome) && now < *m_settledAt)
        return false;
    m_process.output.reset();
    m_process.errors.reset();
    m_state = State::Ended;
    m_end.lastWords = m_errors.last(bounds::kLastWords);
    return true;
}

} // namespace glovebox::qemu::supervisor
