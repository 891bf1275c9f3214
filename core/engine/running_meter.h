// Role: one sandbox's meter while the engine has it: time by state, and what each of its processes in turn has used.
// Thread: the engine's.
// Invariants: time counts once, for the state that it was spent in; while no program looked (it crashed, and the
// machine lived on), for the state in which it was left. Processor time is the sum over its machines' lives.
#pragma once

#include "core/base/units.h"
#include "core/domain/sandbox.h"
#include "core/domain/sandbox_meter.h"
#include "core/ports/hypervisor.h"

namespace glovebox::engine {

class RunningMeter {
public:
    /// Goes on from what it was when it was written down.
    void begin(const domain::SandboxMeter &soFar, MonoTime now);
    /// From now on it is in this state.
    void enter(domain::SandboxState state, MonoTime now);
    /// It was in this state for so long while no program was there.
    void wentOn(domain::SandboxState state, std::chrono::milliseconds time);
    /// A machine of its own from now on. One that was found again has used `before` already, which was counted.
    void newLife(std::chrono::milliseconds before = {});
    void look(const ports::MachineUsage &usage);
    /// Of this life's processor time, so much is in the sum.
    std::chrono::milliseconds counted() const { return m_counted; }
    domain::SandboxMeter asOf(MonoTime now) const;

private:
    static std::chrono::milliseconds *bucketOf(domain::SandboxMeter &meter, domain::SandboxState state);

    domain::SandboxMeter m_sum; // without the time since m_since
    domain::SandboxState m_state = domain::SandboxState::Queued;
    MonoTime m_since;
    std::chrono::milliseconds m_counted{0}; // of this life's processor time
};

} // namespace glovebox::engine
