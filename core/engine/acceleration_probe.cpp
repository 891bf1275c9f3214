#include "core/engine/acceleration_probe.h"

#include "core/base/limits.h"
#include "core/engine/log.h"
#include "core/engine/random_bytes.h"

namespace glovebox::engine {

using namespace domain;
using namespace std::chrono_literals;
using Accelerate = api::EngineSettings::Accelerate;

namespace {
constexpr int kAttempts = 2;
}

AccelerationProbe::AccelerationProbe(ports::Clock &clock, ports::Hypervisor &hypervisor,
                                     ports::GuestConnector &connector)
    : m_clock(clock), m_hypervisor(hypervisor), m_connector(connector)
{
}

void AccelerationProbe::run(ports::GuestImage image, Accelerate wanted, bool fresh,
                            Callback<ports::AccelerationReport> done)
{
    m_image = std::move(image);
    m_wanted = wanted;
    m_done = std::move(done);
    m_failures = 0;
    if (wanted == Accelerate::Emulated)
        return answer(ports::AccelerationReport{Acceleration::Emulated, "software emulation was asked for",
                                                m_hypervisor.version()});
    if (const auto may = m_hypervisor.mayWork(Acceleration::Kvm); !may)
        return kvmFailed(may.error());
    if (const auto known = fresh ? std::nullopt : m_hypervisor.rememberedProbe(m_image)) {
        if (known->usable == Acceleration::Kvm || wanted == Accelerate::Auto)
            return answer(*known);
    }
    tryKvm();
}

void AccelerationProbe::cancel()
{
    m_done = nullptr;
    m_call.cancel();
    m_later.cancel();
    m_link.reset();
    m_machine.reset();
}

void AccelerationProbe::tryKvm()
{
    MachineSize small;
    small.memory = ByteCount::mib(256);
    m_call =
        m_hypervisor.start({SandboxId("probe"), small, Acceleration::Kvm, m_image},
                           [this](Result<std::unique_ptr<ports::Machine>> machine) { booted(std::move(machine)); });
}

void AccelerationProbe::booted(Result<std::unique_ptr<ports::Machine>> machine)
{
    if (!machine)
        return kvmFailed(machine.error());
    m_machine = *std::move(machine);
    m_machine->onExit([this](const ports::MachineExit &exit) { kvmFailed({ErrorCode::GuestExited, exit.detail}); });
    m_call = m_connector.connect(m_machine->controlSocket(), {"probe", m_clock.wallNow(), randomBytes(64)},
                                 limits::kProbeTimeout, [this](Result<ports::GreetedGuest> guest) {
                                     if (!guest)
                                         return kvmFailed(guest.error());
                                     m_link = std::move(guest->link);
                                     answer(ports::AccelerationReport{Acceleration::Kvm, {}, m_hypervisor.version()});
                                 });
}

void AccelerationProbe::kvmFailed(Error why)
{
    if (!m_done)
        return;
    // Not the acceleration's fault: emulation would fail alike, and would be remembered as all that this host can do.
    if (why.code == ErrorCode::ImageBroken || why.code == ErrorCode::OutOfDisk || why.code == ErrorCode::OutOfMemory)
        return answer(tl::unexpected(std::move(why)));
    // A busy host may miss the deadline once; what is remembered until the next reboot should not hang on that.
    const bool mayPass = why.code == ErrorCode::GuestUnresponsive || why.code == ErrorCode::GuestExited;
    if (mayPass && ++m_failures < kAttempts) {
        m_later = m_clock.after(0ms, [this] {
            m_call.cancel();
            m_machine.reset();
            tryKvm();
        });
        return;
    }
    const std::string reason = why.code == ErrorCode::GuestUnresponsive
                                   ? "KVM opens, but a guest does not start with it (twice no answer within " +
                                         std::to_string(limits::kProbeTimeout / 1s) + " s)"
                               : why.detail.empty() ? std::string(name(why.code))
                                                    : why.detail;
    if (m_wanted == Accelerate::Kvm)
        return answer(fail(ErrorCode::AccelerationUnusable, reason));
    answer(ports::AccelerationReport{Acceleration::Emulated, reason, m_hypervisor.version()});
}

/// At the next turn of the loop: whoever called us may be the machine that goes now.
void AccelerationProbe::answer(Result<ports::AccelerationReport> report)
{
    if (report && m_machine)
        m_hypervisor.rememberProbe(m_image, *report);
    m_later = m_clock.after(0ms, [this, report = std::move(report)] {
        m_call.cancel();
        m_link.reset();
        m_machine.reset();
        if (report)
            qCInfo(lcEngine, "acceleration: %s%s%s", std::string(word(report->usable)).c_str(),
                   report->reason.empty() ? "" : ", because: ", report->reason.c_str());
        if (auto done = std::exchange(m_done, nullptr))
            done(report);
    });
}

} // namespace glovebox::engine
