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

/// An ended sandbox stays in lists this long (ux 2.4: tombstone).
constexpr std::chrono::milliseconds kTombstone = 10s;

/// Its session may go on in it. One that did not wake up stays what it is, for the operator.
bool canComeBack(SandboxState state, bool hasState, bool hasProblem)
{
    switch (state) {
    case SandboxState::Running:
    case SandboxState::Paused:
    case SandboxState::Hibernating:
    case SandboxState::Restoring:
    case SandboxState::Resuming:
        return true;
    case SandboxState::Hibernated:
        return !hasProblem;
    case SandboxState::Queued:
        return hasState;
    case SandboxState::Creating:
    case SandboxState::Failed:
    case SandboxState::Destroying:
    case SandboxState::Destroyed:
        return false;
    }
    return false;
}

} // namespace

SandboxPool::SandboxPool(Parts parts, api::Observer observer)
    : m_parts(parts), m_observer(std::move(observer)),
      m_templates({parts.clock, parts.hypervisor, parts.connector},
                  [this](api::Change change) { templateChanged(std::move(change)); }),
      m_warm({parts.clock, parts.hypervisor, parts.connector}),
      m_snapshots(parts.clock, parts.hypervisor,
                  {[this](api::Change change) { m_observer(std::move(change)); },
                   [this] {
                       std::map<SnapshotId, int> alive;
                       for (const auto &s : m_sandboxes)
                           if (s->line && s->state != SandboxState::Destroyed && s->state != SandboxState::Failed)
                               ++alive[*s->line];
                       return alive;
                   },
                   [this](const SnapshotId &id) { return neededBy(id); },
                   [this](const SnapshotId &id, std::optional<SnapshotId> parent) {
                       for (const auto &sandbox : m_sandboxes)
                           if (sandbox->line == id) {
                               sandbox->line = parent;
                               publish(*sandbox);
                           }
                       publishTemplates();
                   }})
{
    m_templates.onChanged([this] { keepWarm(); });
    m_warm.onChanged([this] { publishTemplates(); });
}

SandboxPool::~SandboxPool()
{
    m_snapshots.close();
    // They wait for templates, and must not outlive those who make them. One by one: what one lets go of may look for
    // another.
    while (!m_sandboxes.empty()) {
        const auto last = std::move(m_sandboxes.back());
        m_sandboxes.pop_back();
    }
}

void SandboxPool::open(Setup setup)
{
    m_setup = std::move(setup);
    m_ladder = m_setup->ladder;
    m_templates.open({m_setup->image, m_setup->acceleration, m_setup->buildTemplates});
    m_snapshots.open();
    findAgain();
    for (const auto &sandbox : m_sandboxes) { // those that slept or stayed over a stop
        armLadder(*sandbox);
        publish(*sandbox);
    }
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
        if (sandbox->session == session &&
            canComeBack(sandbox->state, sandbox->stored.has_value(), sandbox->problem.has_value()) &&
            !sandbox->tenant && !sandbox->kept) {
            settleIn(*sandbox, std::move(tenant));
            return sandbox->id;
        }
    }
    auto &sandbox = add(wish.size.value_or(m_setup ? m_setup->size : MachineSize{}));
    sandbox.session = session;
    sandbox.tenant = std::move(tenant);
    if (wish.ladder)
        sandbox.ladder = *wish.ladder;
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
    sandbox.usedAt = m_parts.clock.now();
    sandbox.ladder = m_ladder;
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
    sandbox.failedTimer.cancel();
    if (sandbox.state == SandboxState::Hibernating || sandbox.state == SandboxState::Hibernated)
        wake(sandbox);
    if (isUp(sandbox.state)) {
        wake(sandbox); // it will be used
        tell(sandbox, [link = sandbox.link.get()](Tenant &t) { t.ready(*link); });
    }
    armLadder(sandbox);
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
    used(*sandbox);
    if (sandbox->kept) {
        sandbox->session.reset();
        sandbox->title.clear();
        publish(*sandbox);
        return;
    }
    switch (sandbox->state) {
    case SandboxState::Running:
    case SandboxState::Paused:
        publish(*sandbox);
        fillSlots();
        break;
    case SandboxState::Failed:
        sandbox->failedTimer = m_parts.clock.after(kFailedKept, [this, sandbox] { beginDestroy(*sandbox); });
        break;
    case SandboxState::Queued:
    case SandboxState::Resuming:
        if (sandbox->stored)
            return stayStored(*sandbox, std::nullopt);
        [[fallthrough]];
    case SandboxState::Creating:
        beginDestroy(*sandbox);
        break;
    case SandboxState::Restoring:
    case SandboxState::Hibernating:
    case SandboxState::Hibernated:
    case SandboxState::Destroying:
    case SandboxState::Destroyed:
        break;
    }
}

bool SandboxPool::destroy(const SandboxId &id, Error why)
{
    auto *sandbox = find(id);
    if (!sandbox || sandbox->state == SandboxState::Destroying || sandbox->state == SandboxState::Destroyed)
        return false;
    tell(*sandbox, [why](Tenant &tenant) { tenant.lost(why); });
    sandbox->reason = why.detail;
    beginDestroy(*sandbox);
    return true;
}

void SandboxPool::closeAll(std::function<void()> done)
{
    m_closed = std::move(done);
    m_opening.clear();
    m_toHibernate.clear();
    for (const auto &sandbox : m_sandboxes) {
        sandbox->tenant.reset();
        sandbox->ladderTimer.cancel();
        if (sandbox->state == SandboxState::Hibernated || sandbox->state == SandboxState::Hibernating)
            continue;
        if (sandbox->stored && (sandbox->state == SandboxState::Queued || sandbox->state == SandboxState::Resuming)) {
            stayStored(*sandbox, std::nullopt);
            continue;
        }
        if (sandbox->kept && isUp(sandbox->state)) { // the operator's
            m_toHibernate.push_back(sandbox->id);
            continue;
        }
        if (sandbox->state != SandboxState::Destroying && sandbox->state != SandboxState::Destroyed)
            beginDestroy(*sandbox);
    }
    m_setup.reset();
    m_usageTimer.cancel();
    m_firstTemplate.cancel();
    m_warm.keep(nullptr, 0);
    m_templates.close();
    m_closeTimer = m_parts.clock.after(limits::kDrain, [this] { hurry(); });
    hibernateNext();
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
        move(*sandbox, sandbox->stored                           ? SandboxEvent::Reload
                       : sandbox->restoreFrom || sandbox->source ? SandboxEvent::Restore
                                                                 : SandboxEvent::SlotFree);
        tell(*sandbox, [](Tenant &tenant) { tenant.changed(); });
        create(*sandbox);
    }
    for (const auto &sandbox : m_sandboxes)
        if (sandbox->state == SandboxState::Queued) {
            publish(*sandbox);
            tell(*sandbox, [](Tenant &tenant) { tenant.changed(); });
        }
}

/// Makes room: of those that no session holds, the one that nobody has used for longest is hibernated, or ended when
/// that cannot be and it is not the operator's. One at a time: its slot comes free when its process is gone, and the
/// queue is looked at again then.
bool SandboxPool::evictKept()
{
    const bool oneIsGoing = std::ranges::any_of(m_sandboxes, [](const auto &s) {
        return s->state == SandboxState::Destroying || s->state == SandboxState::Hibernating;
    });
    Sandbox *oldest = nullptr;
    for (const auto &sandbox : m_sandboxes) {
        const bool mayHibernate = canHibernate(*sandbox) && m_parts.clock.now() >= sandbox->noHibernateBefore;
        // What is in the middle of something is over soon, and the queue is looked at again then.
        const bool isBusy = sandbox->moving || !sandbox->operation.empty();
        const bool mayGo = isUp(sandbox->state) && !sandbox->tenant && !isBusy && (!sandbox->kept || mayHibernate);
        if (mayGo && (!oldest || sandbox->usedAt < oldest->usedAt))
            oldest = sandbox.get();
    }
    if (oneIsGoing || !oldest)
        return false;
    qCInfo(lcEngine, "%s makes room for a waiting session", oldest->id.value().c_str());
    const std::string reason = "made room for another";
    const bool mayHibernate = canHibernate(*oldest) && m_parts.clock.now() >= oldest->noHibernateBefore;
    if (mayHibernate && hibernate(oldest->id, reason).kind == api::Verdict::Kind::Accepted)
        return true;
    if (oldest->kept)
        return false;
    oldest->reason = reason;
    beginDestroy(*oldest);
    return true;
}

/// The link or the machine may be the one calling us: neither is deleted before the next turn of the loop.
void SandboxPool::dispose(Sandbox &sandbox)
{
    stopUsing(sandbox);
    sandbox.disposeTimer = m_parts.clock.after(0ms, [this, &sandbox] {
        sandbox.link.reset();
        sandbox.machine.reset();
        sandbox.formerLink.reset();
        sandbox.formerMachine.reset();
        sandbox.base.reset();
        sandbox.source.reset();
        sandbox.spread.reset();
        if (sandbox.state == SandboxState::Destroying)
            move(sandbox, SandboxEvent::Gone);
        if (sandbox.stored && sandbox.state == SandboxState::Destroyed) {
            m_unneeded.push_back(*std::exchange(sandbox.stored, std::nullopt));
            removeUnneeded();
        }
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
    sandbox.storeCall.cancel();
    sandbox.flushCall.cancel();
    sandbox.flushTimer.cancel();
    sandbox.ladderTimer.cancel();
    m_snapshots.abandon(sandbox.id, {ErrorCode::GuestExited, "the sandbox ended"});
    operate(sandbox, {}, std::nullopt);
    sandbox.moving = false;
}

void SandboxPool::beginDestroy(Sandbox &sandbox)
{
    const bool machineLives = sandbox.machine && sandbox.state != SandboxState::Failed;
    sandbox.failedTimer.cancel();
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
    if (*to == SandboxState::Creating || *to == SandboxState::Queued)
        sandbox.reason.clear();
    armLadder(sandbox);
    publish(sandbox);
    changed();
}

void SandboxPool::changed()
{
    m_warm.rest(std::ranges::any_of(m_sandboxes, [](const auto &s) {
        return s->state == SandboxState::Creating || s->state == SandboxState::Restoring ||
               s->state == SandboxState::Resuming;
    }));
    publishTemplates();
    m_snapshots.refresh();
    removeUnneeded();
    if (m_closed && !m_toHibernate.empty())
        m_closeStep = m_parts.clock.after(0ms, [this] { hibernateNext(); });
    if (m_onChanged)
        m_onChanged();
    const bool processLeft = std::ranges::any_of(m_sandboxes, [](const auto &s) {
        const bool stays = s->kept && isUp(s->state);
        return !stays && (s->machine || s->isDeparting || holdsSlot(s->state));
    });
    if (m_closed && !processLeft && m_toHibernate.empty()) {
        m_closeTimer.cancel();
        // The callback may destroy the pool.
        auto closed = std::exchange(m_closed, nullptr);
        closed();
    }
}

} // namespace glovebox::engine
