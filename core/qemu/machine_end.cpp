#include "core/qemu/machine_end.h"

#include "core/base/text.h"
#include "core/qemu/work_disk.h"

#include <csignal>

namespace glovebox::qemu {

namespace {

constexpr ByteCount kShownOfErrors{600};

/// The kernel's own sentence about its panic, without the time stamp; "" when there is none.
std::string panicLine(const std::string &console)
{
    const auto at = console.rfind("Kernel panic - not syncing");
    return at == std::string::npos ? std::string() : console.substr(at, console.find('\n', at) - at);
}

} // namespace

ports::MachineExit explainEnd(const EndFacts &facts)
{
    using Kind = ports::MachineExit::Kind;
    if (facts.requested)
        return {Kind::Requested, {}};
    if (!facts.cause.empty())
        return {Kind::Killed, facts.cause};
    if (facts.process.signal == SIGKILL && facts.oomKill && !facts.killedByUs)
        return {Kind::OutOfMemory, "the host ran out of memory, and its kernel ended the sandbox"};
    const auto panic = panicLine(facts.console);
    // Without the driver for the panic device a panic is seen as a reboot only, which no agent of ours asks for.
    if (facts.panicked || (facts.shutdownReason == "guest-reset" && !panic.empty()))
        return {Kind::Panicked, panic.empty() ? "the guest's kernel panicked" : panic};
    if (facts.shutdownReason == "guest-reset")
        return {Kind::PoweredOff, "the guest rebooted"};
    if (facts.shutdownReason)
        return {Kind::PoweredOff, "the guest powered off"};
    return {Kind::Killed, "QEMU " + describe(facts.process)};
}

Error explainFailedStart(const ProcessEnd &end, const std::string &errors, const char *when)
{
    std::string words = errors;
    words.erase(words.find_last_not_of(" \n\t") + 1);
    const std::string said = words.empty() ? std::string() : ": " + lastOf(words, kShownOfErrors);
    ProcessEnd how = end;
    how.lastErrorLine.clear(); // all of it follows
    auto error = withResourceCode({ErrorCode::HostToolFailed, "QEMU " + describe(how) + " " + when + said});
    const bool kvm = words.find("KVM kernel module") != std::string::npos ||
                     words.find("failed to initialize kvm") != std::string::npos;
    if (error.code == ErrorCode::HostToolFailed && kvm)
        error.code = ErrorCode::AccelerationUnusable;
    return error;
}

} // namespace glovebox::qemu
