#include "core/engine/sandbox_pool.h"

#include "core/base/limits.h"
#include "core/engine/log.h"
#include "core/engine/pooled_sandbox.h"
#include "core/engine/random_bytes.h"

#include <algorithm>

namespace glovebox::engine {

using namespace domain;
using namespace std::chrono_literals;

namespace {

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
    case SandboxState::Stopped:
        return !hasProblem;
    case SandboxState::Queued:
    case SandboxState::Creating:
        return hasState;
    case SandboxState::Failed:
    case SandboxState::Destroying:
    case SandboxState::Destroyed:
        return false;
    }
    return false;
}

} // namespace

SandboxPool::SandboxPool(Parts parts, api::Observer observer)
    : m_parts(parts), m_observer(std::move(observer)), m_ended(parts.ledger, m_observer),
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
    m_templates.onChanged([this] { Warm{*this}.keep(); });
    m_templates.askWhetherNeeded([this](const std::string &id) {
        return std::ranges::any_of(m_sandboxes, [&](const auto &s) { return s->standsOn(id); });
    });
    m_warm.onChanged([this] { publishTemplates(); });
    m_warm.onWished([this] { Warm{*this}.keep(); });
    if (m_parts.reservations)
        m_parts.reservations->onChanged([this](const SandboxId &id) {
            if (auto *sandbox = find(id))
                publish(*sandbox);
        });
}

SandboxPool::~SandboxPool()
{
    m_snapshots.close();
    // They wait for templates, and must not outlive those who make them. One by one: what one lets go of may look for
    // another.
    while (!m_sandboxes.empty()) {
        const auto last = std::move(m_sandboxes.back());
        m_sandboxes.pop_back();
        if (!last->stayed.empty() && isUp(last->state) && last->machine && !last->machine->leave())
            qCWarning(lcEngine, "%s ends with the program: it could not be left to the supervisor",
                      last->id.value().c_str());
    }
}

/// The one that it left and may come back to.
SandboxPool::Sandbox *SandboxPool::ownOf(const SessionId &session) const
{
    const auto found = std::ranges::find_if(m_sandboxes, [&](const auto &sandbox) {
        const bool isOnDisk = sandbox->stored || !sandbox->stopped.empty();
        const bool hasFailed = sandbox->stopped.empty() ? sandbox->problem.has_value() : sandbox->didNotBoot;
        return sandbox->session == session && !sandbox->tenant && !sandbox->kept &&
               canComeBack(sandbox->state, isOnDisk, hasFailed);
    });
    return found == m_sandboxes.end() ? nullptr : found->get();
}

std::optional<SandboxId> SandboxPool::whereItWorked(const SessionId &session) const
{
    const auto *own = ownOf(session);
    return own && own->hasWorked ? std::optional(own->id) : std::nullopt;
}

Result<SandboxId> SandboxPool::acquire(const SessionId &session, SandboxWish wish, Tenant tenant)
{
    if (wish.named) {
        GB_TRY(sandbox, findNamed(*wish.named));
        sandbox->session = session;
        sandbox->bringRunner(wish);
        settleIn(*sandbox, std::move(tenant));
        return sandbox->id;
    }
    if (auto *own = ownOf(session)) {
        own->bringRunner(wish);
        settleIn(*own, std::move(tenant));
        return own->id;
    }
    if (auto *reserved = reservedFor(session, wish)) {
        reserved->session = session;
        reserved->bringRunner(wish);
        settleIn(*reserved, std::move(tenant));
        return reserved->id;
    }
    const auto size = wish.size.value_or(m_setup ? m_setup->size : MachineSize{});
    if (auto never = whyNever(size); !never.empty())
        return fail(ErrorCode::TooLarge, std::move(never));
    GB_TRY(grant, Granted{*this}.with(wish.egress.value_or(""), wish.secrets, wish.from.version));
    auto &sandbox = add(size);
    sandbox.session = session;
    sandbox.tenant = std::move(tenant);
    sandbox.from = wish.from;
    sandbox.restoreFrom = wish.from.version;
    // Another image's template is known when it was opened.
    sandbox.ladder = wish.from.isDefault() ? ladderFor(size, wish.ladder) : wish.ladder.value_or(m_ladder);
    sandbox.endsWithProgram = wish.endsWithProgram;
    sandbox.guestRunner = wish.guestRunner;
    sandbox.egress = std::move(grant);
    publish(sandbox);
    changed();
    return sandbox.id;
}

SandboxId SandboxPool::create(std::string name, MachineSize size, const api::NewSandbox &also, StartFrom from)
{
    auto &sandbox = add(size, also.id);
    sandbox.name = std::move(name);
    sandbox.kept = true;
    sandbox.labels = also.labels;
    sandbox.shares = also.shares.value_or(sandbox.shares);
    sandbox.from = std::move(from);
    sandbox.restoreFrom = also.snapshot ? also.snapshot : sandbox.from.version;
    sandbox.egress =
        Granted{*this}.with(also.egress, also.secrets, sandbox.restoreFrom).value_or(EgressGrant{also.egress, {}});
    if (const auto origin = also.snapshot ? originOf(*also.snapshot) : std::nullopt) {
        sandbox.image = origin->image;
        sandbox.guestRunner = origin->guestRunner;
        sandbox.labels.insert(origin->labels.begin(), origin->labels.end()); // those of now go first
        auto secrets = std::move(sandbox.egress.secrets);
        if (also.egress.empty())
            sandbox.egress = origin->egress;
        sandbox.egress.secrets = std::move(secrets);
    }
    sandbox.startsCommand = also.startImageCommand;
    sandbox.ladder = also.ladder.value_or(sandbox.from.isDefault() ? sandbox.ladder : m_ladder);
    sandbox.hasOwnLadder = also.ladder.has_value();
    publish(sandbox);
    changed();
    return sandbox.id;
}

SandboxPool::Sandbox &SandboxPool::add(MachineSize size, const std::optional<SandboxId> &id)
{
    auto name = id ? id->value() : "sbx-" + randomHex(3);
    if (find(SandboxId(name)) || (!id && m_promised.has(SandboxId(name))))
        name += '-' + std::to_string(++m_serial);
    auto &sandbox = *m_sandboxes.emplace_back(std::make_unique<Sandbox>(SandboxId(name)));
    sandbox.size = size;
    if (m_setup)
        sandbox.shares = m_setup->shares;
    sandbox.since = sandbox.createdAt = m_parts.clock.wallNow();
    sandbox.usedAt = m_parts.clock.now();
    sandbox.ladder = ladderFor(size, std::nullopt);
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
    if (sandbox->isSeeded)
        return fail(ErrorCode::Conflict, id.value() + " is being seeded; it can be used when that is done");
    if (sandbox->tenant)
        return fail(ErrorCode::Conflict,
                    id.value() + " is in use by session " + sandbox->session.value_or(SessionId("?")).value());
    return sandbox;
}

Result<> SandboxPool::occupy(const SandboxId &id, Tenant tenant)
{
    GB_TRY(sandbox, findNamed(id));
    sandbox->isSeeded = true;
    settleIn(*sandbox, std::move(tenant));
    return {};
}

/// The first that was reserved for it and can be had now. It is this session's from then on.
SandboxPool::Sandbox *SandboxPool::reservedFor(const SessionId &session, const SandboxWish &wish) const
{
    if (!m_parts.reservations)
        return nullptr;
    for (const auto &id : m_parts.reservations->fitting(session, wish.metadata, wish.item))
        if (const auto sandbox = findNamed(id)) {
            m_parts.reservations->taken(id, session);
            return *sandbox;
        }
    return nullptr;
}

api::Verdict SandboxPool::reserve(const api::ReserveSandbox &wanted)
{
    const auto *sandbox = find(wanted.sandbox);
    if (!sandbox || sandbox->state == SandboxState::Destroyed)
        return api::Verdict::notFound("There is no such sandbox.");
    if (!m_parts.reservations)
        return api::Verdict::denied("This program keeps no reservations.");
    if (!sandbox->kept)
        return api::Verdict::denied("It belongs to a session. A sandbox of your own can be reserved.");
    if (sandbox->state == SandboxState::Failed || sandbox->state == SandboxState::Destroying)
        return api::Verdict::denied("It is " + std::string(word(sandbox->state)) + ".");
    return m_parts.reservations->reserve(wanted.sandbox, wanted.reservation);
}

api::Verdict SandboxPool::cancelReservation(const api::CancelReservation &wanted)
{
    return m_parts.reservations ? m_parts.reservations->cancel(wanted.sandbox) : api::Verdict::alreadySo();
}

void SandboxPool::settleIn(Sandbox &sandbox, Tenant tenant)
{
    sandbox.tenant = std::move(tenant);
    sandbox.failedTimer.cancel();
    if (sandbox.state == SandboxState::Hibernating || sandbox.state == SandboxState::Hibernated ||
        sandbox.state == SandboxState::Stopped)
        wake(sandbox);
    if (isUp(sandbox.state)) {
        wake(sandbox); // it will be used
        tell(sandbox, [link = sandbox.link.get()](Tenant &t) { t.ready(*link); });
    }
    armLadder(sandbox);
    publish(sandbox);
}

void SandboxPool::leave(const SandboxId &id)
{
    auto *sandbox = find(id);
    const bool isStarting = sandbox && !sandbox->kept &&
                            (sandbox->state == SandboxState::Queued || sandbox->state == SandboxState::Creating ||
                             sandbox->state == SandboxState::Resuming);
    if (!isStarting)
        return release(id);
    sandbox->tenant.reset();
    sandbox->tellCall.cancel();
    used(*sandbox);
    publish(*sandbox);
}

void SandboxPool::release(const SandboxId &id, bool sessionIsOver)
{
    auto *sandbox = find(id);
    if (!sandbox)
        return;
    sandbox->tenant.reset();
    sandbox->tellCall.cancel();
    sandbox->busyWith.clear();
    sandbox->isSeeded = false;
    used(*sandbox);
    if (sandbox->kept) {
        sandbox->session.reset();
        sandbox->title.clear();
        publish(*sandbox);
        return;
    }
    const bool canEnd =
        isUp(sandbox->state) || sandbox->state == SandboxState::Hibernated || sandbox->state == SandboxState::Stopped;
    if (sessionIsOver && canEnd)
        return beginDestroy(*sandbox, EndCause::SessionEnded, "its session is over");
    switch (sandbox->state) {
    case SandboxState::Running:
    case SandboxState::Paused:
        publish(*sandbox);
        fillSlots();
        break;
    case SandboxState::Failed:
        sandbox->failedTimer = m_parts.clock.after(
            kFailedKept, [this, sandbox] { beginDestroy(*sandbox, EndCause::IdleTimer, "nobody came for it"); });
        break;
    case SandboxState::Queued:
    case SandboxState::Resuming:
    case SandboxState::Creating:
        if (!sandbox->stopped.empty())
            return stayStopped(*sandbox, std::nullopt);
        if (sandbox->stored)
            return stayStored(*sandbox, std::nullopt);
        beginDestroy(*sandbox, EndCause::SessionEnded, "its session let go of it before it was ready");
        break;
    case SandboxState::Restoring:
    case SandboxState::Hibernating:
    case SandboxState::Hibernated:
    case SandboxState::Stopped:
    case SandboxState::Destroying:
    case SandboxState::Destroyed:
        break;
    }
}

SandboxPool::Sandbox *SandboxPool::find(const SandboxId &id) const
{
    const auto it = std::ranges::find_if(m_sandboxes, [&](const auto &sandbox) { return sandbox->id == id; });
    return it == m_sandboxes.end() ? nullptr : it->get();
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
    sandbox.meter.enter(*to, m_parts.clock.now());
    sandbox.seen = sandbox.meter.asOf(m_parts.clock.now());
    sandbox.seenAt = m_parts.clock.now();
    if (*to != SandboxState::Queued)
        sandbox.waitsFor.clear();
    if (*to == SandboxState::Failed || *to == SandboxState::Destroyed) {
        setEnd(sandbox, EndCause::Lost, sandbox.reason);
        bookEnd(sandbox);
    }
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
    Warm{*this}.keep();
    m_snapshots.refresh();
    removeUnneeded();
    if (m_closing.done && !m_closing.toHibernate.empty())
        m_closing.step = m_parts.clock.after(0ms, [this] { hibernateNext(); });
    if (m_onChanged)
        m_onChanged();
    const bool processLeft = std::ranges::any_of(m_sandboxes, [](const auto &s) {
        const bool stays = !s->stayed.empty() && isUp(s->state) && !s->moving;
        return !stays && !s->isLeftBehind && (s->machine || s->isDeparting || holdsSlot(s->state));
    });
    if (m_closing.done && !processLeft && m_closing.toHibernate.empty()) {
        m_closing.timer.cancel();
        // The callback may destroy the pool.
        auto closed = std::exchange(m_closing.done, nullptr);
        closed(std::exchange(m_closing.leftBehind, {}));
    }
}

} // namespace glovebox::engine
