#include "core/engine/sandbox_pool.h"

#include "core/base/limits.h"
#include "core/engine/guest_warm_up.h"
#include "core/engine/log.h"
#include "core/engine/pooled_sandbox.h"
#include "core/engine/random_bytes.h"

#include <algorithm>

namespace glovebox::engine {

using namespace domain;
using namespace std::chrono_literals;

namespace {

/// A released sandbox waits this long for its session to come back. It costs only memory that nobody else asked for:
/// a session that needs the slot takes it at once.
constexpr std::chrono::milliseconds kSandboxKept = 10min;
/// A failed sandbox holds nothing but its reason, which the operator may come for.
constexpr std::chrono::milliseconds kFailedKept = 30min;
/// A lost channel is nearly always a dead machine, and its exit says more than the channel can.
constexpr std::chrono::milliseconds kExitReasonGrace = 300ms;
/// A clone answers in a tenth of a second where it works, in a second on a busy host that emulates.
constexpr std::chrono::milliseconds kCloneAnswersWithin = 10s;
/// An ended sandbox stays in lists this long (ux 2.4: tombstone).
constexpr std::chrono::milliseconds kTombstone = 10s;

/// It has a machine whose guest has been greeted.
bool isUp(SandboxState state)
{
    return state == SandboxState::Running || state == SandboxState::Paused;
}

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
    case Kind::Killed:
        return {ErrorCode::GuestExited, "its process ended" + (exit.detail.empty() ? "" : ": " + exit.detail)};
    }
    return {ErrorCode::GuestExited, exit.detail};
}

} // namespace

SandboxPool::SandboxPool(Parts parts, api::Observer observer)
    : m_parts(parts), m_observer(std::move(observer)),
      m_templates({parts.clock, parts.hypervisor, parts.connector},
                  [this](api::Change change) { templateChanged(std::move(change)); }),
      m_warm({parts.clock, parts.hypervisor, parts.connector})
{
    m_templates.onChanged([this] { keepWarm(); });
    m_warm.onChanged([this] { publishTemplates(); });
}

SandboxPool::~SandboxPool()
{
    m_sandboxes.clear(); // they wait for templates, and must not outlive those who make them
}

void SandboxPool::open(Setup setup)
{
    m_setup = std::move(setup);
    m_templates.open({m_setup->image, m_setup->acceleration});
    if (m_setup->warm > 0) // the first session, too, finds one
        m_firstTemplate = m_templates.obtain(m_setup->size, [](const TemplateKeeper::Shared &) {});
    sampleUsage();
    fillSlots();
    changed();
}

Result<SandboxId> SandboxPool::acquire(const SessionId &session, SandboxWish wish, Tenant tenant)
{
    if (wish.named) {
        GB_TRY(sandbox, findNamed(*wish.named));
        sandbox->session = session;
        settleIn(*sandbox, std::move(tenant));
        return sandbox->id;
    }
    for (const auto &sandbox : m_sandboxes) {
        if (sandbox->session == session && isUp(sandbox->state) && !sandbox->tenant && !sandbox->kept) {
            settleIn(*sandbox, std::move(tenant));
            return sandbox->id;
        }
    }
    auto &sandbox = add(wish.size.value_or(m_setup ? m_setup->size : MachineSize{}));
    sandbox.session = session;
    sandbox.tenant = std::move(tenant);
    publish(sandbox);
    changed();
    return sandbox.id;
}

SandboxId SandboxPool::create(std::string name, MachineSize size)
{
    auto &sandbox = add(size);
    sandbox.name = std::move(name);
    sandbox.kept = true;
    publish(sandbox);
    changed();
    return sandbox.id;
}

SandboxPool::Sandbox &SandboxPool::add(MachineSize size)
{
    auto name = "sbx-" + randomHex(3);
    if (find(SandboxId(name)))
        name += '-' + std::to_string(++m_serial);
    auto &sandbox = *m_sandboxes.emplace_back(std::make_unique<Sandbox>(SandboxId(name)));
    sandbox.size = size;
    sandbox.since = m_parts.clock.wallNow();
    // At the next turn of the loop: the caller has to know the id before it hears of it.
    sandbox.startCall = m_parts.clock.after(0ms, [this] { fillSlots(); });
    return sandbox;
}

Result<SandboxPool::Sandbox *> SandboxPool::findNamed(const SandboxId &id) const
{
    auto *sandbox = find(id);
    if (!sandbox || sandbox->state == SandboxState::Destroyed)
        return fail(ErrorCode::NotFound, "this host has no sandbox " + id.value());
    if (!sandbox->kept)
        return fail(ErrorCode::InvalidState, id.value() + " belongs to a session; only a kept sandbox can be named");
    if (sandbox->state == SandboxState::Failed || sandbox->state == SandboxState::Destroying)
        return fail(ErrorCode::InvalidState, id.value() + " is " + std::string(word(sandbox->state)));
    if (sandbox->tenant)
        return fail(ErrorCode::Conflict,
                    id.value() + " is in use by session " + sandbox->session.value_or(SessionId("?")).value());
    return sandbox;
}

void SandboxPool::settleIn(Sandbox &sandbox, Tenant tenant)
{
    sandbox.tenant = std::move(tenant);
    sandbox.keepTimer.cancel();
    sandbox.pauseTimer.cancel();
    if (isUp(sandbox.state)) {
        wake(sandbox); // it will be used
        tell(sandbox, [link = sandbox.link.get()](Tenant &t) { t.ready(*link); });
    }
    publish(sandbox);
}

void SandboxPool::release(const SandboxId &id)
{
    auto *sandbox = find(id);
    if (!sandbox)
        return;
    sandbox->tenant.reset();
    sandbox->tellCall.cancel();
    sandbox->busyWith.clear();
    sandbox->releasedAt = m_parts.clock.now();
    if (isUp(sandbox->state))
        pauseLater(*sandbox);
    if (sandbox->kept) {
        sandbox->session.reset();
        sandbox->title.clear();
        publish(*sandbox);
    } else if (isUp(sandbox->state)) {
        sandbox->keepTimer = m_parts.clock.after(kSandboxKept, [this, sandbox] { beginDestroy(*sandbox); });
        publish(*sandbox);
        fillSlots();
    } else if (sandbox->state == SandboxState::Failed) {
        sandbox->keepTimer = m_parts.clock.after(kFailedKept, [this, sandbox] { beginDestroy(*sandbox); });
    } else if (sandbox->state == SandboxState::Queued || sandbox->state == SandboxState::Creating) {
        beginDestroy(*sandbox);
    }
}

bool SandboxPool::destroy(const SandboxId &id, Error why)
{
    auto *sandbox = find(id);
    if (!sandbox || sandbox->state == SandboxState::Destroying || sandbox->state == SandboxState::Destroyed)
        return false;
    tell(*sandbox, [why](Tenant &tenant) { tenant.lost(why); });
    beginDestroy(*sandbox);
    return true;
}

void SandboxPool::closeAll(std::function<void()> done)
{
    m_closed = std::move(done);
    for (const auto &sandbox : m_sandboxes) {
        sandbox->tenant.reset();
        if (sandbox->kept && isUp(sandbox->state))
            continue; // the operator's; goes with the program at the latest
        if (sandbox->state != SandboxState::Destroying && sandbox->state != SandboxState::Destroyed)
            beginDestroy(*sandbox);
    }
    m_setup.reset();
    m_usageTimer.cancel();
    m_firstTemplate.cancel();
    m_warm.keep(nullptr, 0);
    m_templates.close();
    changed();
}

SandboxPool::Sandbox *SandboxPool::find(const SandboxId &id) const
{
    const auto it = std::ranges::find_if(m_sandboxes, [&](const auto &sandbox) { return sandbox->id == id; });
    return it == m_sandboxes.end() ? nullptr : it->get();
}

void SandboxPool::fillSlots()
{
    if (!m_setup)
        return;
    for (const auto &sandbox : m_sandboxes) {
        if (sandbox->state != SandboxState::Queued)
            continue;
        if (slotsUsed() >= m_setup->capacity) {
            evictKept();
            break;
        }
        move(*sandbox, SandboxEvent::SlotFree);
        tell(*sandbox, [](Tenant &tenant) { tenant.changed(); });
        create(*sandbox);
    }
    for (const auto &sandbox : m_sandboxes)
        if (sandbox->state == SandboxState::Queued) {
            publish(*sandbox);
            tell(*sandbox, [](Tenant &tenant) { tenant.changed(); });
        }
}

/// Ends the sandbox that has been without a session for longest, to make room. One at a time: its slot comes free when
/// its process is gone, and the queue is looked at again then.
bool SandboxPool::evictKept()
{
    const bool oneIsGoing =
        std::ranges::any_of(m_sandboxes, [](const auto &s) { return s->state == SandboxState::Destroying; });
    Sandbox *oldest = nullptr;
    for (const auto &sandbox : m_sandboxes)
        if (isUp(sandbox->state) && !sandbox->tenant && !sandbox->kept &&
            (!oldest || sandbox->releasedAt < oldest->releasedAt))
            oldest = sandbox.get();
    if (oneIsGoing || !oldest)
        return false;
    qCInfo(lcEngine, "%s makes room for a waiting session", oldest->id.value().c_str());
    beginDestroy(*oldest);
    return true;
}

void SandboxPool::create(Sandbox &sandbox)
{
    ++sandbox.attempts;
    sandbox.bootBegan = m_parts.clock.now();
    const bool cloneFailed = sandbox.attempts > 1;
    if (cloneFailed || !m_templates.canBeHad(sandbox.size))
        return launch(sandbox, nullptr);
    sandbox.baseCall = m_templates.obtain(
        sandbox.size, [this, &sandbox](TemplateKeeper::Shared base) { launch(sandbox, std::move(base)); });
}

void SandboxPool::launch(Sandbox &sandbox, TemplateKeeper::Shared base)
{
    sandbox.base = base;
    if (auto warm = m_warm.take(base))
        return launchWarm(sandbox, std::move(*warm));
    sandbox.startCall = m_parts.hypervisor.start(
        {.sandbox = sandbox.id,
         .size = sandbox.size,
         .acceleration = m_setup->acceleration,
         .image = m_setup->image,
         .base = std::move(base)},
        [this, &sandbox](Result<std::unique_ptr<ports::Machine>> machine) { started(sandbox, std::move(machine)); });
}

/// It was greeted when it was made; its new name, clock and entropy are the first thing that it hears of.
void SandboxPool::launchWarm(Sandbox &sandbox, WarmClone clone)
{
    sandbox.warm = true;
    sandbox.bootBegan = m_parts.clock.now();
    sandbox.machine = std::move(clone.machine);
    watchMachine(sandbox);
    auto guest = std::make_shared<ports::GreetedGuest>(ports::GreetedGuest{std::move(clone.link), clone.greeting});
    guest->link->goOn(identityOf(sandbox));
    sandbox.moveCall = sandbox.machine->resume([this, &sandbox, guest](Result<> resumed) {
        if (!resumed)
            return failLater(sandbox, resumed.error());
        sandbox.connectCall = nameShell(*guest->link, sandbox.id.value(), [this, &sandbox, guest](Result<> named) {
            if (!named)
                return failLater(sandbox, named.error());
            greeted(sandbox, std::move(*guest));
        });
    });
}

/// The machine or the link is calling us, and goes with what follows.
void SandboxPool::failLater(Sandbox &sandbox, const Error &why)
{
    sandbox.startCall = m_parts.clock.after(0ms, [this, &sandbox, why] { bootFailed(sandbox, why); });
}

void SandboxPool::watchMachine(Sandbox &sandbox)
{
    sandbox.machine->onExit([this, &sandbox](ports::MachineExit exit) { machineExited(sandbox, exit); });
    publish(sandbox);
}

void SandboxPool::started(Sandbox &sandbox, Result<std::unique_ptr<ports::Machine>> machine)
{
    if (!machine)
        return bootFailed(sandbox, machine.error());
    sandbox.machine = *std::move(machine);
    greet(sandbox);
}

void SandboxPool::greet(Sandbox &sandbox)
{
    watchMachine(sandbox);
    const auto booting =
        m_setup->acceleration == Acceleration::Kvm ? limits::kBootTimeoutKvm : limits::kBootTimeoutEmulated;
    const auto deadline = sandbox.base ? kCloneAnswersWithin : booting;
    sandbox.connectCall = m_parts.connector.connect(
        sandbox.machine->controlSocket(), identityOf(sandbox), deadline,
        [this, &sandbox](Result<ports::GreetedGuest> guest) { greeted(sandbox, std::move(guest)); });
}

ports::GuestIdentity SandboxPool::identityOf(const Sandbox &sandbox) const
{
    return {sandbox.id.value(), m_parts.clock.wallNow(), randomBytes(kEntropyBytes)};
}

void SandboxPool::greeted(Sandbox &sandbox, Result<ports::GreetedGuest> guest)
{
    if (!guest)
        return bootFailed(sandbox, guest.error());
    sandbox.link = std::make_unique<WakingLink>(std::move(guest->link), [this, &sandbox] { wake(sandbox); });
    sandbox.kernelRelease = guest->greeting.kernelRelease;
    sandbox.bootTime = std::chrono::duration_cast<std::chrono::milliseconds>(m_parts.clock.now() - sandbox.bootBegan);
    sandbox.link->onLost([this, &sandbox](Error why) {
        sandbox.lostTimer =
            m_parts.clock.after(kExitReasonGrace, [this, &sandbox, why = std::move(why)] { broke(sandbox, why); });
    });
    qCInfo(lcEngine, "%s is ready after %lld ms%s", sandbox.id.value().c_str(),
           static_cast<long long>(sandbox.bootTime->count()),
           sandbox.warm   ? ", from a warm clone"
           : sandbox.base ? ", as a clone"
                          : "");
    move(sandbox, SandboxEvent::Ready);
    pauseLater(sandbox);
    tell(sandbox, [link = sandbox.link.get()](Tenant &tenant) { tenant.ready(*link); });
}

void SandboxPool::bootFailed(Sandbox &sandbox, Error why)
{
    stopUsing(sandbox);
    if (sandbox.machine) {
        if (const auto console = sandbox.machine->consoleTail(); !console.empty())
            why.detail += "; the guest's console ends with: " + console;
        sandbox.machine.reset();
    }
    const bool mayPass = why.code == ErrorCode::GuestUnresponsive || why.code == ErrorCode::GuestExited ||
                         why.code == ErrorCode::GuestProtocol;
    qCWarning(lcEngine, "%s did not start (attempt %d of %d): %s", sandbox.id.value().c_str(), sandbox.attempts,
              limits::kBootAttempts, describe(why).c_str());
    const bool wasClone = sandbox.base != nullptr;
    m_templates.distrust(sandbox.base, why);
    sandbox.base.reset();
    sandbox.warm = false;
    if ((mayPass || wasClone) && sandbox.attempts < limits::kBootAttempts) {
        sandbox.startCall = m_parts.clock.after(0ms, [this, &sandbox] { create(sandbox); });
        return;
    }
    broke(sandbox, std::move(why));
}

void SandboxPool::broke(Sandbox &sandbox, Error why)
{
    if (sandbox.state != SandboxState::Creating && !isUp(sandbox.state))
        return;
    qCWarning(lcEngine, "%s failed: %s", sandbox.id.value().c_str(), describe(why).c_str());
    sandbox.problem = why;
    sandbox.busyWith.clear();
    move(sandbox, SandboxEvent::Failed);
    tell(sandbox, [why](Tenant &tenant) { tenant.lost(why); });
    dispose(sandbox);
    if (!sandbox.tenant && !sandbox.kept)
        sandbox.keepTimer = m_parts.clock.after(kFailedKept, [this, &sandbox] { beginDestroy(sandbox); });
}

/// The link or the machine may be the one calling us: neither is deleted before the next turn of the loop.
void SandboxPool::dispose(Sandbox &sandbox)
{
    stopUsing(sandbox);
    sandbox.disposeTimer = m_parts.clock.after(0ms, [this, &sandbox] {
        sandbox.link.reset();
        sandbox.machine.reset();
        sandbox.base.reset();
        if (sandbox.state == SandboxState::Destroying)
            move(sandbox, SandboxEvent::Gone);
        if (sandbox.state == SandboxState::Destroyed)
            sandbox.tombstoneTimer = m_parts.clock.after(kTombstone, [this, id = sandbox.id] {
                m_observer(api::SandboxGone{id});
                std::erase_if(m_sandboxes, [&](const auto &s) { return s->id == id; });
            });
        fillSlots();
        changed();
    });
}

void SandboxPool::stopUsing(Sandbox &sandbox)
{
    sandbox.baseCall.cancel();
    sandbox.startCall.cancel();
    sandbox.connectCall.cancel();
    sandbox.moveCall.cancel();
    sandbox.pauseTimer.cancel();
    sandbox.moving = false;
}

void SandboxPool::machineExited(Sandbox &sandbox, const ports::MachineExit &exit)
{
    if (sandbox.state == SandboxState::Destroying)
        return dispose(sandbox);
    if (sandbox.state == SandboxState::Creating)
        return bootFailed(sandbox, exitError(exit));
    broke(sandbox, exitError(exit));
}

void SandboxPool::beginDestroy(Sandbox &sandbox)
{
    const bool machineLives = sandbox.machine && sandbox.state != SandboxState::Failed;
    sandbox.keepTimer.cancel();
    sandbox.busyWith.clear();
    move(sandbox, SandboxEvent::Destroy);
    if (!machineLives)
        return dispose(sandbox);
    stopUsing(sandbox);
    sandbox.machine->shutDown(); // machineExited() goes on
}

/// Says something to the tenant at the next turn of the loop; what was still to be said is overtaken by it.
void SandboxPool::tell(Sandbox &sandbox, std::function<void(Tenant &)> what)
{
    if (!sandbox.tenant)
        return;
    sandbox.tellCall = m_parts.clock.after(0ms, [&sandbox, what = std::move(what)] {
        if (auto tenant = sandbox.tenant)
            what(*tenant);
    });
}

void SandboxPool::move(Sandbox &sandbox, SandboxEvent event)
{
    const auto to = next(sandbox.state, event);
    if (!to) {
        qCCritical(lcEngine, "%s cannot take '%s' while %s", sandbox.id.value().c_str(),
                   std::string(word(event)).c_str(), std::string(word(sandbox.state)).c_str());
        return;
    }
    sandbox.state = *to;
    sandbox.since = m_parts.clock.wallNow();
    publish(sandbox);
    changed();
}

void SandboxPool::changed()
{
    m_warm.rest(std::ranges::any_of(m_sandboxes, [](const auto &s) { return s->state == SandboxState::Creating; }));
    publishTemplates();
    if (m_onChanged)
        m_onChanged();
    const bool processLeft = std::ranges::any_of(m_sandboxes, [](const auto &s) {
        const bool stays = s->kept && isUp(s->state);
        return !stays && (s->machine || holdsSlot(s->state));
    });
    if (m_closed && !processLeft) {
        // The callback may destroy the pool.
        auto closed = std::exchange(m_closed, nullptr);
        closed();
    }
}

} // namespace glovebox::engine
