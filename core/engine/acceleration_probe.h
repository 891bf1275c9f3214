// Role: finds out which acceleration really runs a guest here, by booting our own image with a deadline. That /dev/kvm
// opens proves nothing: there are hosts where a stock kernel then hangs in silence (vmm-notes 10).
// Thread: the engine's.
#pragma once

#include "core/api/engine_control.h"
#include "core/ports/clock.h"
#include "core/ports/guest_link.h"
#include "core/ports/hypervisor.h"

namespace glovebox::engine {

class AccelerationProbe {
public:
    AccelerationProbe(ports::Clock &clock, ports::Hypervisor &hypervisor, ports::GuestConnector &connector);

    /// Auto: KVM when it works, emulation with the reason otherwise. Kvm: AccelerationUnusable when it does not.
    /// A remembered outcome is used when there is one and `fresh` is not set.
    void run(ports::GuestImage image, api::EngineSettings::Accelerate wanted, bool fresh,
             Callback<ports::AccelerationReport> done);
    void cancel();

private:
    void tryKvm();
    void booted(Result<std::unique_ptr<ports::Machine>> machine);
    void kvmFailed(Error why);
    void answer(Result<ports::AccelerationReport> report);

    ports::Clock &m_clock;
    ports::Hypervisor &m_hypervisor;
    ports::GuestConnector &m_connector;
    ports::GuestImage m_image;
    api::EngineSettings::Accelerate m_wanted = api::EngineSettings::Accelerate::Auto;
    Callback<ports::AccelerationReport> m_done;
    std::unique_ptr<ports::Machine> m_machine;
    std::unique_ptr<ports::GuestLink> m_link;
    int m_failures = 0;
    Call m_call;
    Call m_later;
};

} // namespace glovebox::engine
