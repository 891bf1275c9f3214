// Role: process 1 of a guest. Boots the image, then serves the host's tool calls on the control port for as long as the
// machine lives, and collects the processes that nobody else waits for.
// Refuses to be anything but process 1: started by accident on a real machine it would remount and power it off.
#include "core/guest/agent/boot.h"
#include "core/guest/agent/identity.h"
#include "core/guest/agent/network/keeper.h"
#include "core/guest/agent/port.h"
#include "core/guest/agent/service.h"

#include <sched.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>

namespace glovebox::agent {

namespace {

using namespace std::chrono_literals;

constexpr const char *kControlPort = "gb.ctl";
/// Should a signal that the host has attached ever get lost.
constexpr auto kLookForHost = 1000ms;

/// Everything that must wake the loop, as a descriptor. Children of ours reset this before they become tools.
Descriptor blockSignals()
{
    sigset_t all;
    sigfillset(&all);
    ::sigprocmask(SIG_SETMASK, &all, nullptr);
    return Descriptor(::signalfd(-1, &all, SFD_CLOEXEC | SFD_NONBLOCK));
}

/// True when somebody asked for the machine to end.
bool drainSignals(int fd)
{
    signalfd_siginfo info{};
    bool end = false;
    while (::read(fd, &info, sizeof info) == static_cast<ssize_t>(sizeof info)) {
        const auto number = static_cast<int>(info.ssi_signo);
        end = end || number == SIGTERM || number == SIGINT || number == SIGPWR;
    }
    return end;
}

/// Orphans become children of process 1. Those that the service started are left to it; an end that it has not seen yet
/// is shown to it at once, because a dead shell's pipe may be held open by others and wake nobody.
void reapOrphans(Service &service, NetworkKeeper &network)
{
    for (bool shown = false;;) {
        siginfo_t ended{};
        if (::waitid(P_ALL, 0, &ended, WEXITED | WNOHANG | WNOWAIT) != 0 || ended.si_pid == 0)
            return;
        if (!service.owns(ended.si_pid)) {
            int status = 0;
            ::waitpid(ended.si_pid, &status, WNOHANG);
            if (network.owns(ended.si_pid))
                network.ended(status);
        } else if (!std::exchange(shown, true)) {
            service.step(std::chrono::steady_clock::now());
        } else {
            return;
        }
    }
}

/// So that a guest full of busy tools still answers its heartbeat. Not inherited by children.
void beUrgent()
{
    const sched_param urgent{.sched_priority = 1};
    if (::sched_setscheduler(0, SCHED_FIFO | SCHED_RESET_ON_FORK, &urgent) != 0)
        say("cannot raise the agent's priority");
}

int pollTimeout(const Service &service, const NetworkKeeper &network, bool attached)
{
    using Milliseconds = std::chrono::milliseconds;
    auto wait = attached ? Milliseconds(-1) : Milliseconds(kLookForHost);
    for (const auto &deadline : {service.deadline(), network.deadline()}) {
        if (!deadline)
            continue;
        const auto now = std::chrono::steady_clock::now();
        const auto left = *deadline <= now ? Milliseconds(0) : std::chrono::ceil<Milliseconds>(*deadline - now);
        wait = wait.count() < 0 ? left : std::min(wait, left);
    }
    return static_cast<int>(std::min<std::int64_t>(wait.count(), 3'600'000));
}

[[noreturn]] void serve(Port &port, NetworkKeeper &network, const Descriptor &signals)
{
    IdentityFiles identityFiles;
    identityFiles.prepare();
    Service service(
        toolContext(), agentFacts(),
        {[&identityFiles](const guest::Identity &identity) { return identityFiles.apply(identity); }, powerOff});
    network.waitUntilReady(); // no program ever runs without
    service.haveProxy(network.isThere());
    for (;;) {
        port.exchange(service);
        service.step(std::chrono::steady_clock::now());
        reapOrphans(service, network);
        network.step(std::chrono::steady_clock::now());
        if (!service.unsent().empty() && port.isAttached())
            port.exchange(service);
        std::vector<pollfd> fds{{signals.get(), POLLIN, 0}};
        port.addPollFd(fds, !service.unsent().empty());
        service.addPollFds(fds);
        ::poll(fds.data(), fds.size(), pollTimeout(service, network, port.isAttached()));
        if (drainSignals(signals.get()))
            powerOff();
    }
}

[[noreturn]] void runGuest()
{
    Port port;
    for (const auto step : {mountKernelFolders, loadModules, enterRoot, prepareRoot}) {
        if (const auto problem = step(); !problem.empty()) {
            say(problem);
            powerOff();
        }
    }
    NetworkKeeper network;
    network.start();
    if (const auto problem = port.open(kControlPort); !problem.empty()) {
        say(problem);
        powerOff();
    }
    const auto signals = blockSignals(); // not earlier: the first three descriptors belong to the console
    beUrgent();
    serve(port, network, signals);
}

} // namespace

} // namespace glovebox::agent

int main()
{
    if (::getpid() != 1) {
        constexpr std::string_view refusal =
            "glovebox-agent: this is process 1 of a Glovebox guest and runs nowhere else\n";
        return ::write(STDERR_FILENO, refusal.data(), refusal.size()) < 0 ? 3 : 2;
    }
    glovebox::agent::runGuest();
}
