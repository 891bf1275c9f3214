// How the sample's sandboxes come to life when the story begins, how they go when it ends, and what is set on them.
#include "app/sample/machines.h"

#include <algorithm>

namespace glovebox::sample {

using namespace std::chrono_literals;
using domain::SandboxEvent;
using domain::SandboxState;

void Machines::begin()
{
    std::vector<api::SandboxView> all;
    for (const auto &[id, view] : m_stage.world.sandboxes)
        all.push_back(view);
    for (const auto &view : all)
        adopt(view);
    tellHost();
    m_stage.agenda.after(1500ms, [this] { admit(); });
    breathe();
}

void Machines::adopt(const api::SandboxView &view)
{
    const auto id = view.id;
    switch (view.state) {
    case SandboxState::Creating:
    case SandboxState::Restoring:
    case SandboxState::Resuming:
        m_stage.agenda.after(m_stage.chance.around(4s), [this, id] { ready(id); });
        return;
    case SandboxState::Destroying:
        m_stage.later<SandboxId, api::SandboxView>(3s, m_stage.world.sandboxes, id, [this](api::SandboxView now) {
            now.end = now.end.value_or(api::SandboxEnd{domain::EndCause::SessionEnded, "", m_stage.now(), now.meter,
                                                       now.cost, now.pricesAsOf});
            put(now);
            goAway(now.id);
        });
        return;
    case SandboxState::Running:
    case SandboxState::Paused: {
        if (!view.busyWith.empty())
            return;
        api::SandboxView rested = view;
        touch(rested); // its ladder counts from here
        put(std::move(rested));
        return;
    }
    default:
        return;
    }
}

void Machines::letGo(const SandboxId &id)
{
    auto view = find(id);
    if (!view)
        return;
    if (!view->kept) {
        destroy(id, domain::EndCause::SessionEnded, "its session has ended");
        return;
    }
    view->session.reset();
    view->sessionTitle.clear();
    put(std::move(*view));
}

void Machines::endAll()
{
    std::vector<SandboxId> all;
    for (const auto &[id, view] : m_stage.world.sandboxes)
        if (domain::holdsSlot(view.state) || view.state == SandboxState::Queued)
            all.push_back(id);
    for (const auto &id : all) {
        const auto view = find(id);
        if (view && view->kept && (view->state == SandboxState::Running || view->state == SandboxState::Paused)) {
            rest(id);
            if (hibernate(id, "the engine stops").kind == api::Verdict::Kind::Accepted)
                continue;
        }
        destroy(id, domain::EndCause::EngineStopped, "the engine was stopped");
    }
}

api::Verdict Machines::change(const api::SetIdleLadder &wanted)
{
    auto view = find(wanted.sandbox);
    if (!view)
        return api::Verdict::denied("There is no such sandbox.");
    view->ladder = wanted.ladder;
    if (view->busyWith.empty())
        touch(*view);
    put(*view);
    m_stage.audit("sandbox.ladder-changed", objectOf(view->id));
    return api::Verdict::accepted(objectOf(view->id));
}

api::Verdict Machines::change(const api::KeepAlive &wanted)
{
    auto view = find(wanted.sandbox);
    if (!view)
        return api::Verdict::denied("There is no such sandbox.");
    view->keptAliveUntil = m_stage.now() + wanted.time;
    if (wanted.time.count() == 0)
        view->keptAliveUntil.reset();
    if (view->busyWith.empty())
        touch(*view);
    put(*view);
    m_stage.audit("sandbox.kept-alive", objectOf(view->id));
    return api::Verdict::accepted(objectOf(view->id));
}

api::Verdict Machines::change(const api::ReserveSandbox &wanted)
{
    auto view = find(wanted.sandbox);
    if (!view)
        return api::Verdict::denied("There is no such sandbox.");
    if (!view->kept)
        return api::Verdict::denied("It belongs to a session. A sandbox of your own can be reserved.");
    if (const auto good = domain::check(wanted.reservation, m_stage.now()); !good)
        return api::Verdict::denied("It cannot be reserved so: " + good.error().detail + ".");
    view->reservedFor = domain::inWords(wanted.reservation);
    view->reservedUntil = wanted.reservation.until;
    put(*view);
    m_stage.audit("sandbox.reserved", objectOf(view->id), {.after = view->reservedFor});
    return api::Verdict::accepted(objectOf(view->id));
}

api::Verdict Machines::change(const api::CancelReservation &wanted)
{
    auto view = find(wanted.sandbox);
    if (!view)
        return api::Verdict::denied("There is no such sandbox.");
    if (view->reservedFor.empty())
        return api::Verdict::alreadySo();
    m_stage.audit("sandbox.unreserved", objectOf(view->id), {.before = view->reservedFor});
    view->reservedFor.clear();
    view->reservedUntil.reset();
    put(*view);
    return api::Verdict::accepted(objectOf(view->id));
}

api::Verdict Machines::change(const api::SetLabels &wanted)
{
    auto view = find(wanted.sandbox);
    if (!view)
        return api::Verdict::denied("There is no such sandbox.");
    view->labels = wanted.labels;
    put(*view);
    m_stage.audit("sandbox.labelled", objectOf(view->id));
    return api::Verdict::accepted(objectOf(view->id));
}

void Machines::tellHost()
{
    api::HostView host = m_stage.world.host;
    host.slotsUsed = 0;
    host.queued = 0;
    host.vcpusPromised = 0;
    host.memoryPromised = {};
    host.diskHibernated = {};
    std::uint64_t resident = ByteCount::gib(6).value; // of the host itself
    for (const auto &[id, view] : m_stage.world.sandboxes) {
        host.queued += view.state == SandboxState::Queued ? 1 : 0;
        if (view.state == SandboxState::Hibernated)
            host.diskHibernated.value += view.stored.value;
        if (!domain::holdsSlot(view.state))
            continue;
        ++host.slotsUsed;
        host.vcpusPromised += view.size.vcpus;
        host.memoryPromised.value += view.size.memory.value;
        resident += view.memory.value_or(ByteCount{}).value;
    }
    host.diskSnapshots = {};
    for (const auto &[id, view] : m_stage.world.snapshots)
        host.diskSnapshots.value += view.memory.value + view.disk.value;
    host.memoryAvailable.value = host.memoryTotal.value - std::min(host.memoryTotal.value, resident);
    if (host == m_stage.world.host)
        return;
    m_stage.tell(host);
}

} // namespace glovebox::sample
