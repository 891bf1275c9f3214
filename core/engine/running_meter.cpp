#include "core/engine/running_meter.h"

#include <algorithm>

namespace glovebox::engine {

using namespace domain;

void RunningMeter::begin(const SandboxMeter &soFar, MonoTime now)
{
    m_sum = soFar;
    m_since = now;
    m_counted = {};
}

std::chrono::milliseconds *RunningMeter::bucketOf(SandboxMeter &meter, SandboxState state)
{
    switch (state) {
    case SandboxState::Running:
        return &meter.running;
    case SandboxState::Paused:
    case SandboxState::Hibernating: // it stands still in memory
        return &meter.paused;
    case SandboxState::Hibernated:
        return &meter.hibernated;
    case SandboxState::Queued:
    case SandboxState::Creating:
    case SandboxState::Restoring:
    case SandboxState::Resuming:
    case SandboxState::Stopped: // a disk alone
    case SandboxState::Failed:
    case SandboxState::Destroying:
    case SandboxState::Destroyed:
        return nullptr;
    }
    return nullptr;
}

void RunningMeter::enter(SandboxState state, MonoTime now)
{
    m_sum = asOf(now);
    m_state = state;
    m_since = now;
}

void RunningMeter::wentOn(SandboxState state, std::chrono::milliseconds time)
{
    if (auto *bucket = bucketOf(m_sum, state); bucket && time > std::chrono::milliseconds::zero())
        *bucket += time;
}

void RunningMeter::newLife(std::chrono::milliseconds before)
{
    m_counted = before;
}

void RunningMeter::look(const ports::MachineUsage &usage)
{
    if (usage.cpuTime > m_counted) { // never back: a figure that shrinks is another process's
        m_sum.cpuTime += usage.cpuTime - m_counted;
        m_counted = usage.cpuTime;
    }
    m_sum.memoryPeak = std::max(m_sum.memoryPeak, usage.memoryPeak);
    m_sum.diskPeak = std::max(m_sum.diskPeak, usage.diskUsed);
}

SandboxMeter RunningMeter::asOf(MonoTime now) const
{
    auto meter = m_sum;
    if (auto *bucket = bucketOf(meter, m_state); bucket && now > m_since)
        *bucket += std::chrono::duration_cast<std::chrono::milliseconds>(now - m_since);
    return meter;
}

} // namespace glovebox::engine
