#include "core/engine/ready_wait.h"

#include <algorithm>

namespace glovebox::engine {

using namespace std::chrono_literals;

namespace {

/// One asking, where the check itself has longer: one that hangs must not use up all of its time.
constexpr std::chrono::milliseconds kOneAskingMax = 60s;

} // namespace

ReadyWait::ReadyWait(Parts parts, domain::ReadyCheck check, Callback<> done)
    : m_parts(std::move(parts)), m_check(std::move(check)), m_done(std::move(done))
{
}

void ReadyWait::begin()
{
    m_before = m_parts.clock.now() + m_check.within;
    ask();
}

void ReadyWait::ask()
{
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(m_before - m_parts.clock.now());
    m_given = std::clamp(left, 1ms, kOneAskingMax);
    m_call = m_parts.command.run(m_parts.link, m_parts.requestOf(m_check.command, m_given),
                                 [this](const Result<ports::ExecEnd> &end) {
                                     if (!end)
                                         return over(tl::unexpected(inContext("it could not be run", end.error())));
                                     answered(*end);
                                 });
}

void ReadyWait::answered(const ports::ExecEnd &end)
{
    if (end.status == 0)
        return over({});
    const auto why = end.timedOut ? "it did not answer in time"
                     : end.status ? "it ended with exit status " + std::to_string(*end.status)
                                  : "signal " + std::to_string(end.signal) + " ended it";
    // An asking that the end of all the time cut off says less than the one before it.
    if (!end.timedOut || m_given >= m_check.every || m_why.empty())
        m_why = why + m_parts.command.lastWords();
    if (m_parts.clock.now() + m_check.every < m_before) {
        m_pause = m_parts.clock.after(m_check.every, [this] { ask(); });
        return;
    }
    over(fail(ErrorCode::TimedOut, "the ready check, " + domain::textOf(m_check.command) + ", did not succeed within " +
                                       std::to_string(m_check.within.count() / 1000) + " s: " + m_why));
}

/// The guest's link is calling us.
void ReadyWait::over(Result<> result)
{
    m_pause = m_parts.clock.after(0ms, [done = std::move(m_done), result = std::move(result)] { done(result); });
}

} // namespace glovebox::engine
