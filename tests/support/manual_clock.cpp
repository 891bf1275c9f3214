#include "tests/support/manual_clock.h"

#include <QtGlobal>

#include <algorithm>

namespace testsupport {

using namespace std::chrono_literals;

namespace {

/// A function that asks for itself again without delay would keep advance() for ever.
constexpr int kRunsAtOneInstantMax = 100'000;

} // namespace

// An instant well away from zero, so that arithmetic on a default-constructed time point shows.
ManualClock::ManualClock()
    : m_now(glovebox::MonoTime{} + 1'000'000s), m_wall(std::chrono::sys_days{std::chrono::year{2026} / 11 / 20})
{
}

glovebox::Call ManualClock::after(std::chrono::milliseconds delay, std::function<void()> then)
{
    const Key key{m_now + std::max(delay, 0ms), m_asked++};
    m_timers->emplace(key, std::move(then));
    return glovebox::Call([timers = std::weak_ptr<Timers>(m_timers), key] {
        if (const auto alive = timers.lock())
            alive->erase(key);
    });
}

double ManualClock::random()
{
    if (m_fixedRandom)
        return *m_fixedRandom;
    m_randomState =
        m_randomState * 1664525U + 1013904223U; // Numerical Recipes' constants; any full-period ones would do
    return static_cast<double>(m_randomState >> 8) / static_cast<double>(1U << 24);
}

void ManualClock::advance(std::chrono::milliseconds by)
{
    if (m_advancing)
        qFatal("ManualClock::advance() was called from a function that it runs");
    m_advancing = true;
    const auto end = m_now + by;
    int runs = 0;
    while (!m_timers->empty() && m_timers->begin()->first.first <= end) {
        const auto due = m_timers->begin()->first.first;
        runs = due > m_now ? 0 : runs + 1;
        if (runs > kRunsAtOneInstantMax)
            qFatal("ManualClock: functions keep asking for a zero delay");
        if (due > m_now) {
            m_wall += std::chrono::duration_cast<std::chrono::milliseconds>(due - m_now);
            m_now = due;
        }
        const auto node = m_timers->extract(m_timers->begin());
        node.mapped()();
    }
    m_wall += std::chrono::duration_cast<std::chrono::milliseconds>(end - m_now);
    m_now = end;
    m_advancing = false;
}

bool ManualClock::advanceToNext()
{
    const auto wait = untilNext();
    if (wait)
        advance(*wait);
    return wait.has_value();
}

std::optional<std::chrono::milliseconds> ManualClock::untilNext() const
{
    if (m_timers->empty())
        return std::nullopt;
    return std::chrono::duration_cast<std::chrono::milliseconds>(m_timers->begin()->first.first - m_now);
}

} // namespace testsupport
