#include "core/engine/sandbox_pool.h"

#include "core/base/limits.h"
#include "core/engine/log.h"
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
/// An ended sandbox stays in lists this long (ux 2.4: tombstone).
constexpr std::chrono::milliseconds kTombstone = 10s;
constexpr std::size_t kEntropyBytes = 64;

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

struct SandboxPool::Sandbox {
    explicit Sandbox(SandboxId sandboxId) : id(std::move(sandboxId)) {}

    SandboxId id;
    std::optional<SessionId> session;
    std::optional<Tenant> tenant;
    SandboxState state = SandboxState::Queued;
    WallTime since;
    MonoTime releasedAt; // its session let go of it; meaningful without a tenant
    std::string title;
    std::string busyWith;
    std::optional<Error> problem;
    int attempts = 0;
    MonoTime bootBegan;
    std::optional<std::chrono::milliseconds> bootTime;
    std::string kernelRelease;

    std::unique_ptr<ports::Machine> machine;
    std::unique_ptr<ports::GuestLink> link;
    Call startCall;
    Call connectCall;
    Call tellCall;     // a message to the tenant under way
    Call lostTimer;    // the channel is gone; the machine has this long to say why
    Call disposeTimer; // what is left of a broken machine goes at the next turn of the loop
    Call keepTimer;
    Call tombstoneTimer;

    std::optional<ports::MachineUsage> usage;
    std::optional<double> cpuPercent;
    MonoTime usageAt;
    std::optional<api::SandboxView> published;
};

SandboxPool::SandboxPool(Parts parts, api::Observer observer) : m_parts(parts), m_observer(std::move(observer)) {}

SandboxPool::~SandboxPool() = default;

void SandboxPool::open(Setup setup)
{
    m_setup = std::move(setup);
    sampleUsage();
    fillSlots();
    changed();
}

SandboxId SandboxPool::acquire(const SessionId &session, Tenant tenant)
{
    for (const auto &sandbox : m_sandboxes) {
        if (sandbox->session == session && sandbox->state == SandboxState::Running && !sandbox->tenant) {
            sandbox->tenant = std::move(tenant);
            sandbox->keepTimer.cancel();
            tell(*sandbox, [link = sandbox->link.get()](Tenant &t) { t.ready(*link); });
            return sandbox->id;
        }
    }
    const auto suffix = randomBytes(3);
    std::string name = "sbx-";
    for (const char byte : suffix) {
        constexpr std::string_view digits = "0123456789abcdef";
        name += digits[static_cast<unsigned char>(byte) >> 4];
        name += digits[static_cast<unsigned char>(byte) & 15];
    }
    if (find(SandboxId(name)))
        name += '-' + std::to_string(++m_serial);
    auto sandbox = std::make_unique<Sandbox>(SandboxId(name));
    sandbox->session = session;
    sandbox->tenant = std::move(tenant);
    sandbox->since = m_parts.clock.wallNow();
    const auto id = sandbox->id;
    m_sandboxes.push_back(std::move(sandbox));
    publish(*m_sandboxes.back());
    // At the next turn of the loop: the caller has to know the id before it hears of it.
    m_sandboxes.back()->startCall = m_parts.clock.after(0ms, [this] { fillSlots(); });
    changed();
    return id;
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
    if (sandbox->state == SandboxState::Running) {
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
        if (sandbox->state != SandboxState::Destroying && sandbox->state != SandboxState::Destroyed)
            beginDestroy(*sandbox);
    }
    m_setup.reset();
    m_usageTimer.cancel();
    changed();
}

void SandboxPool::setBusy(const SandboxId &id, const std::string &tool)
{
    if (auto *sandbox = find(id)) {
        sandbox->busyWith = tool;
        publish(*sandbox);
    }
}

void SandboxPool::setTitle(const SandboxId &id, const std::string &title)
{
    if (auto *sandbox = find(id)) {
        sandbox->title = title;
        publish(*sandbox);
    }
}

std::optional<SandboxState> SandboxPool::state(const SandboxId &id) const
{
    const auto *sandbox = find(id);
    return sandbox ? std::optional(sandbox->state) : std::nullopt;
}

int SandboxPool::queuePosition(const SandboxId &id) const
{
    int position = 0;
    for (const auto &sandbox : m_sandboxes) {
        if (sandbox->state == SandboxState::Queued)
            ++position;
        if (sandbox->id == id)
            return sandbox->state == SandboxState::Queued ? position : 0;
    }
    return 0;
}

int SandboxPool::slotsUsed() const
{
    return static_cast<int>(
        std::ranges::count_if(m_sandboxes, [](const auto &sandbox) { return holdsSlot(sandbox->state); }));
}

int SandboxPool::queued() const
{
    return static_cast<int>(
        std::ranges::count_if(m_sandboxes, [](const auto &sandbox) { return sandbox->state == SandboxState::Queued; }));
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
        boot(*sandbox);
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
        if (sandbox->state == SandboxState::Running && !sandbox->tenant &&
            (!oldest || sandbox->releasedAt < oldest->releasedAt))
            oldest = sandbox.get();
    if (oneIsGoing || !oldest)
        return false;
    qCInfo(lcEngine, "%s makes room for a waiting session", oldest->id.value().c_str());
    beginDestroy(*oldest);
    return true;
}

void SandboxPool::boot(Sandbox &sandbox)
{
    ++sandbox.attempts;
    sandbox.bootBegan = m_parts.clock.now();
    sandbox.startCall = m_parts.hypervisor.start(
        {sandbox.id, m_setup->size, m_setup->acceleration, m_setup->image},
        [this, &sandbox](Result<std::unique_ptr<ports::Machine>> machine) { started(sandbox, std::move(machine)); });
}

void SandboxPool::started(Sandbox &sandbox, Result<std::unique_ptr<ports::Machine>> machine)
{
    if (!machine)
        return bootFailed(sandbox, machine.error());
    sandbox.machine = *std::move(machine);
    sandbox.machine->onExit([this, &sandbox](ports::MachineExit exit) { machineExited(sandbox, exit); });
    publish(sandbox);
    const auto deadline =
        m_setup->acceleration == Acceleration::Kvm ? limits::kBootTimeoutKvm : limits::kBootTimeoutEmulated;
    ports::GuestIdentity identity{sandbox.id.value(), m_parts.clock.wallNow(), randomBytes(kEntropyBytes)};
    sandbox.connectCall = m_parts.connector.connect(
        sandbox.machine->controlSocket(), std::move(identity), deadline,
        [this, &sandbox](Result<ports::GreetedGuest> guest) { greeted(sandbox, std::move(guest)); });
}

void SandboxPool::greeted(Sandbox &sandbox, Result<ports::GreetedGuest> guest)
{
    if (!guest)
        return bootFailed(sandbox, guest.error());
    sandbox.link = std::move(guest->link);
    sandbox.kernelRelease = guest->greeting.kernelRelease;
    sandbox.bootTime = std::chrono::duration_cast<std::chrono::milliseconds>(m_parts.clock.now() - sandbox.bootBegan);
    sandbox.link->onLost([this, &sandbox](Error why) {
        sandbox.lostTimer =
            m_parts.clock.after(kExitReasonGrace, [this, &sandbox, why = std::move(why)] { broke(sandbox, why); });
    });
    qCInfo(lcEngine, "%s is ready after %lld ms", sandbox.id.value().c_str(),
           static_cast<long long>(sandbox.bootTime->count()));
    move(sandbox, SandboxEvent::Ready);
    tell(sandbox, [link = sandbox.link.get()](Tenant &tenant) { tenant.ready(*link); });
}

void SandboxPool::bootFailed(Sandbox &sandbox, Error why)
{
    sandbox.startCall.cancel();
    sandbox.connectCall.cancel();
    if (sandbox.machine) {
        if (const auto console = sandbox.machine->consoleTail(); !console.empty())
            why.detail += "; the guest's console ends with: " + console;
        sandbox.machine.reset();
    }
    const bool mayPass = why.code == ErrorCode::GuestUnresponsive || why.code == ErrorCode::GuestExited ||
                         why.code == ErrorCode::GuestProtocol;
    qCWarning(lcEngine, "%s did not start (attempt %d of %d): %s", sandbox.id.value().c_str(), sandbox.attempts,
              limits::kBootAttempts, describe(why).c_str());
    if (mayPass && sandbox.attempts < limits::kBootAttempts) {
        sandbox.startCall = m_parts.clock.after(0ms, [this, &sandbox] { boot(sandbox); });
        return;
    }
    broke(sandbox, std::move(why));
}

void SandboxPool::broke(Sandbox &sandbox, Error why)
{
    if (sandbox.state != SandboxState::Creating && sandbox.state != SandboxState::Running)
        return;
    qCWarning(lcEngine, "%s failed: %s", sandbox.id.value().c_str(), describe(why).c_str());
    sandbox.problem = why;
    sandbox.busyWith.clear();
    move(sandbox, SandboxEvent::Failed);
    dispose(sandbox);
    tell(sandbox, [why](Tenant &tenant) { tenant.lost(why); });
    if (!sandbox.tenant)
        sandbox.keepTimer = m_parts.clock.after(kFailedKept, [this, &sandbox] { beginDestroy(sandbox); });
}

/// The link or the machine may be the one calling us: neither is deleted before the next turn of the loop.
void SandboxPool::dispose(Sandbox &sandbox)
{
    sandbox.startCall.cancel();
    sandbox.connectCall.cancel();
    sandbox.disposeTimer = m_parts.clock.after(0ms, [this, &sandbox] {
        sandbox.link.reset();
        sandbox.machine.reset();
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
    sandbox.startCall.cancel();
    sandbox.connectCall.cancel();
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

void SandboxPool::publish(Sandbox &sandbox)
{
    api::SandboxView view{.generation = sandbox.published ? sandbox.published->generation : 0, .id = sandbox.id};
    view.session = sandbox.session;
    view.sessionTitle = sandbox.title;
    view.state = sandbox.state;
    view.since = sandbox.since;
    view.queuePosition = queuePosition(sandbox.id);
    view.busyWith = sandbox.busyWith;
    view.problem = sandbox.problem;
    if (m_setup) {
        view.size = m_setup->size;
        view.acceleration = m_setup->acceleration;
    } else if (sandbox.published) {
        view.size = sandbox.published->size;
        view.acceleration = sandbox.published->acceleration;
    }
    view.bootTime = sandbox.bootTime;
    view.kernelRelease = sandbox.kernelRelease;
    view.processId = sandbox.machine ? sandbox.machine->processId() : 0;
    if (sandbox.usage) {
        view.memoryPeak = sandbox.usage->memoryPeak;
        view.cpuTime = sandbox.usage->cpuTime;
        if (sandbox.state == SandboxState::Running) {
            view.cpuPercent = sandbox.cpuPercent;
            view.memory = sandbox.usage->memory;
            view.diskUsed = sandbox.usage->diskUsed;
        }
    }
    if (sandbox.published == view)
        return;
    view.generation = ++m_generation;
    sandbox.published = view;
    m_observer(view);
}

void SandboxPool::sampleUsage()
{
    for (const auto &sandbox : m_sandboxes) {
        if (sandbox->state != SandboxState::Running || !sandbox->machine)
            continue;
        const auto usage = sandbox->machine->usage();
        if (!usage)
            continue;
        const auto now = m_parts.clock.now();
        if (sandbox->usage && now > sandbox->usageAt) {
            const std::chrono::duration<double> ran = usage->cpuTime - sandbox->usage->cpuTime;
            const std::chrono::duration<double> passed = now - sandbox->usageAt;
            sandbox->cpuPercent = 100.0 * ran / passed;
        }
        sandbox->usage = usage;
        sandbox->usageAt = now;
        publish(*sandbox);
    }
    m_usageTimer = m_parts.clock.after(limits::kUsageInterval, [this] { sampleUsage(); });
}

void SandboxPool::changed()
{
    if (m_onChanged)
        m_onChanged();
    const bool processLeft =
        std::ranges::any_of(m_sandboxes, [](const auto &s) { return s->machine || holdsSlot(s->state); });
    if (m_closed && !processLeft) {
        // The callback may destroy the pool.
        auto closed = std::exchange(m_closed, nullptr);
        closed();
    }
}

} // namespace glovebox::engine
