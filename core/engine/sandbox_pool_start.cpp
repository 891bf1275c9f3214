// Role: the part of SandboxPool that starts a sandbox's machine, greets its guest, and notices when either ends. It is
// a clone of its size's template, taken from those kept warm or made on the spot; it boots when there is no template,
// and once more when its clone did not come up.
#include "core/base/limits.h"
#include "core/engine/log.h"
#include "core/engine/pooled_sandbox.h"
#include "core/engine/random_bytes.h"

namespace glovebox::engine {

using namespace domain;
using namespace std::chrono_literals;

namespace {

/// A lost channel is nearly always a dead machine, and its exit says more than the channel can.
constexpr std::chrono::milliseconds kExitReasonGrace = 300ms;
/// A clone answers in a tenth of a second where it works, in a second on a busy host that emulates.
constexpr std::chrono::milliseconds kCloneAnswersWithin = 10s;

Error exitError(const ports::MachineExit &exit)
{
    using Kind = ports::MachineExit::Kind;
    switch (exit.kind) {
    case Kind::Requested:
        return {ErrorCode::GuestExited, "it was ended"};
    case Kind::PoweredOff:
        return {ErrorCode::GuestExited, "the guest powered itself off"};
    case Kind::Panicked:
        return {ErrorCode::GuestExited,
                "the guest's kernel panicked" + (exit.detail.empty() ? "" : ": " + exit.detail)};
    case Kind::OutOfMemory:
        return {ErrorCode::GuestExited, "the host ended its process for want of memory"};
    case Kind::Killed:
        return {ErrorCode::GuestExited, "its process ended" + (exit.detail.empty() ? "" : ": " + exit.detail)};
    }
    return {ErrorCode::GuestExited, exit.detail};
}

EndCause causeOf(ports::MachineExit::Kind kind)
{
    using Kind = ports::MachineExit::Kind;
    switch (kind) {
    case Kind::Requested:
        return EndCause::Operator;
    case Kind::PoweredOff:
        return EndCause::GuestOff;
    case Kind::Panicked:
        return EndCause::GuestPanic;
    case Kind::OutOfMemory:
        return EndCause::OutOfMemory;
    case Kind::Killed:
        return EndCause::ProcessDied;
    }
    return EndCause::ProcessDied;
}

} // namespace

void SandboxPool::create(Sandbox &sandbox)
{
    ++sandbox.attempts;
    Images{*this}.open(sandbox);
}

void SandboxPool::begin(Sandbox &sandbox)
{
    sandbox.bootBegan = m_parts.clock.now();
    if (!sandbox.stopped.empty())
        return bootStopped(sandbox);
    if (sandbox.stored || sandbox.restoreFrom || sandbox.source)
        return load(sandbox);
    const bool cloneFailed = sandbox.attempts > 1;
    if (cloneFailed || !m_templates.canBeHad(sandbox.ground, sandbox.size))
        return launch(sandbox, nullptr);
    sandbox.baseCall = m_templates.obtain(sandbox.ground, sandbox.size, [this, &sandbox](TemplateKeeper::Shared base) {
        launch(sandbox, std::move(base));
    });
}

void SandboxPool::launch(Sandbox &sandbox, TemplateKeeper::Shared base)
{
    sandbox.base = base;
    sandbox.baseId = base ? base->facts().id : std::string();
    // A clone's shares are its machine's for life.
    auto warm = sandbox.shares == m_setup->shares ? m_warm.take(base) : std::nullopt;
    if (warm)
        return Warm{*this}.launch(sandbox, std::move(*warm));
    sandbox.startCall = m_parts.hypervisor.start(
        {.sandbox = sandbox.id,
         .size = sandbox.size,
         .acceleration = m_setup->acceleration,
         .image = sandbox.ground.guest,
         .base = std::move(base),
         .shares = sandbox.shares},
        [this, &sandbox](Result<std::unique_ptr<ports::Machine>> machine) { started(sandbox, std::move(machine)); });
}

/// The machine or the link is calling us, and goes with what follows.
void SandboxPool::failLater(Sandbox &sandbox, const Error &why)
{
    sandbox.startCall = m_parts.clock.after(0ms, [this, &sandbox, why] { bootFailed(sandbox, why); });
}

void SandboxPool::watchMachine(Sandbox &sandbox)
{
    sandbox.exited = false;
    sandbox.machine->onExit([this, &sandbox](ports::MachineExit exit) { machineExited(sandbox, exit); });
    sandbox.told.reset();
    sandbox.usage.reset();
    publish(sandbox);
}

void SandboxPool::started(Sandbox &sandbox, Result<std::unique_ptr<ports::Machine>> machine)
{
    if (!machine)
        return bootFailed(sandbox, machine.error());
    sandbox.machine = *std::move(machine);
    sandbox.noSnapshots.reset();
    sandbox.meter.newLife();
    greet(sandbox);
}

void SandboxPool::greet(Sandbox &sandbox)
{
    watchMachine(sandbox);
    const auto booting =
        m_setup->acceleration == Acceleration::Kvm ? limits::kBootTimeoutKvm : limits::kBootTimeoutEmulated;
    const auto deadline = !sandbox.baseId.empty() ? kCloneAnswersWithin : booting;
    sandbox.connectCall = m_parts.connector.connect(
        sandbox.machine->controlSocket(), identityOf(sandbox), deadline,
        [this, &sandbox](Result<ports::GreetedGuest> guest) { greeted(sandbox, std::move(guest)); });
}

ports::GuestIdentity SandboxPool::identityOf(Sandbox &sandbox) const
{
    sandbox.toldGate = Granted{*this}.trust(sandbox);
    return {sandbox.id.value(), m_parts.clock.wallNow(), randomBytes(kEntropyBytes), sandbox.image.setup,
            sandbox.toldGate};
}

void SandboxPool::greeted(Sandbox &sandbox, Result<ports::GreetedGuest> guest)
{
    if (!guest)
        return bootFailed(sandbox, guest.error());
    if (sandbox.link)
        sandbox.link->attach(std::move(guest->link));
    else
        sandbox.link = std::make_unique<WakingLink>(std::move(guest->link), [this, &sandbox] { wake(sandbox); });
    sandbox.kernelRelease = guest->greeting.kernelRelease;
    watchLink(sandbox);
    Doors{*this}.watch(sandbox);
    if (!sandbox.warm)
        checked(sandbox, std::move(guest->greeting.checks));
    if (!sandbox.adopted)
        sandbox.sayHowItStarted(m_parts.clock.now());
    const bool stoodStill = std::exchange(sandbox.stoodStill, false);
    sandbox.adopted = false;
    sandbox.usedAt = std::max(sandbox.usedAt, m_parts.clock.now());
    sandbox.problem.reset();
    const bool wasBootedAgain = !sandbox.stopped.empty();
    cameBack(sandbox);
    if (const auto stayed = std::exchange(sandbox.stayed, {}); !stayed.empty())
        sandbox.reason = "lived on while no engine ran, since it was not hibernated: " + stayed;
    move(sandbox, SandboxEvent::Ready);
    Granted{*this}.tell(sandbox);
    tell(sandbox, [link = sandbox.link.get()](Tenant &tenant) { tenant.ready(*link); });
    if (std::exchange(sandbox.startsCommand, false))
        Images{*this}.startCommand(sandbox);
    else if (wasBootedAgain)
        Images{*this}.startAgain(sandbox);
    if (stoodStill && !sandbox.tenant)
        pause(sandbox.id, "it stood still when it was found");
}

void SandboxPool::Sandbox::sayHowItStarted(MonoTime now)
{
    bootTime = std::chrono::duration_cast<std::chrono::milliseconds>(now - bootBegan);
    qCInfo(lcEngine, "%s is ready after %lld ms%s", id.value().c_str(), static_cast<long long>(bootTime->count()),
           warm              ? ", from a warm clone"
           : !baseId.empty() ? ", as a clone"
                             : "");
}

void SandboxPool::checked(Sandbox &sandbox, std::vector<GuestCheck> checks)
{
    if (checks.empty())
        return; // by an agent that tells none
    for (const auto &check : checks)
        if (!check.ok)
            qCWarning(lcEngine, "%s: %s: %s", sandbox.id.value().c_str(), check.name.c_str(), check.detail.c_str());
    sandbox.checks = std::move(checks);
    sandbox.checkedAt = m_parts.clock.wallNow();
    publish(sandbox);
}

void SandboxPool::watchLink(Sandbox &sandbox)
{
    sandbox.link->onLost([this, &sandbox](Error why) {
        if (sandbox.broken)
            return;
        sandbox.lostTimer = m_parts.clock.after(
            kExitReasonGrace, [this, &sandbox, why = std::move(why)] { broke(sandbox, why, EndCause::GuestLost); });
    });
    sandbox.link->onChecked([this, &sandbox](std::vector<GuestCheck> checks) { checked(sandbox, std::move(checks)); });
}

void SandboxPool::bootFailed(Sandbox &sandbox, Error why)
{
    stopUsing(sandbox);
    const bool wasAdopted = std::exchange(sandbox.adopted, false);
    if (sandbox.machine) {
        lookAt(sandbox);
        sandbox.keepEvidence();
        if (const auto console = sandbox.machine->consoleTail(); !console.empty() && why.code != ErrorCode::Cancelled)
            why.detail += "; the guest's console ends with: " + console;
        sandbox.machine.reset();
    }
    if (sandbox.state == SandboxState::Resuming)
        return stayStored(sandbox, std::move(why));
    if (sandbox.formerMachine || sandbox.formerLink)
        return didNotGoBack(sandbox, std::move(why));
    if (wasAdopted &&
        stopForNow(sandbox, inContext("it outlived the program before, did not answer and was ended", why))) {
        if (sandbox.tenant) // who waits for it gets it from its disk
            enqueueStored(sandbox);
        return;
    }
    if (wasAdopted && fallBack(sandbox, why))
        return;
    const bool mayPass = why.code == ErrorCode::GuestUnresponsive || why.code == ErrorCode::GuestExited ||
                         why.code == ErrorCode::GuestProtocol;
    qCWarning(lcEngine, "%s did not start (attempt %d of %d): %s", sandbox.id.value().c_str(), sandbox.attempts,
              limits::kBootAttempts, describe(why).c_str());
    const bool isSlow = why.code == ErrorCode::GuestUnresponsive || why.code == ErrorCode::GuestProtocol;
    if (!sandbox.stopped.empty() && (!isSlow || sandbox.attempts >= limits::kBootAttempts))
        return stayStopped(sandbox, std::move(why));
    const bool wasClone = !sandbox.baseId.empty();
    m_templates.distrust(sandbox.base, why);
    sandbox.base.reset();
    sandbox.warm = false;
    if ((mayPass || wasClone) && !wasAdopted && sandbox.attempts < limits::kBootAttempts) {
        sandbox.startCall = m_parts.clock.after(0ms, [this, &sandbox] { create(sandbox); });
        return;
    }
    if (wasAdopted)
        why = inContext("it outlived the program before, and does not answer", std::move(why));
    broke(sandbox, std::move(why), wasAdopted ? EndCause::GuestLost : EndCause::StartFailed);
}

/// What its guest has written is not lost with its machine: when the disk is there it stops, and is booted from it by
/// whoever uses it next. The link or the machine may be the one calling us.
void SandboxPool::broke(Sandbox &sandbox, Error why, EndCause cause)
{
    if (!hasGuest(sandbox.state) || !sandbox.machine)
        return becomeFailed(sandbox, std::move(why), cause);
    if (std::exchange(sandbox.broken, true))
        return; // a machine's end tells more than its channel's, which follows
    sandbox.lostTimer.cancel();
    sandbox.keepEvidence();
    sandbox.machine->leaveDisk();
    sandbox.brokenTimer = m_parts.clock.after(0ms, [this, &sandbox, why = std::move(why), cause] {
        sandbox.broken = false;
        if (!hasGuest(sandbox.state))
            return;
        lookAt(sandbox);
        // Whoever uses it may hold it until it was told.
        const std::shared_ptr<WakingLink> link = std::move(sandbox.link);
        if (link)
            link->retire();
        sandbox.machine.reset();
        if (!stopForNow(sandbox, why))
            becomeFailed(sandbox, why, cause);
        tell(sandbox, [why, link](Tenant &tenant) { tenant.lost(why); });
    });
}

void SandboxPool::becomeFailed(Sandbox &sandbox, Error why, EndCause cause)
{
    if (sandbox.state != SandboxState::Creating && sandbox.state != SandboxState::Restoring && !hasGuest(sandbox.state))
        return;
    qCWarning(lcEngine, "%s failed: %s", sandbox.id.value().c_str(), describe(why).c_str());
    sandbox.problem = why;
    sandbox.busyWith.clear();
    sandbox.keepEvidence();
    setEnd(sandbox, cause, why.detail);
    move(sandbox, SandboxEvent::Failed);
    tell(sandbox, [why](Tenant &tenant) { tenant.lost(why); });
    dispose(sandbox);
    if (!sandbox.tenant && !sandbox.kept)
        sandbox.failedTimer = m_parts.clock.after(
            kFailedKept, [this, &sandbox] { beginDestroy(sandbox, EndCause::IdleTimer, "nobody came for it"); });
}

void SandboxPool::machineExited(Sandbox &sandbox, const ports::MachineExit &exit)
{
    sandbox.exited = true;
    if (sandbox.state == SandboxState::Destroying)
        return dispose(sandbox);
    if (sandbox.state == SandboxState::Creating || sandbox.state == SandboxState::Restoring ||
        sandbox.state == SandboxState::Resuming)
        return bootFailed(sandbox, exitError(exit));
    broke(sandbox, exitError(exit), causeOf(exit.kind));
}

} // namespace glovebox::engine
