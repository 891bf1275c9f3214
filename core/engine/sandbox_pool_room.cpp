// Role: the part of SandboxPool that says who may start, who waits for what, and who makes room.
#include "core/engine/log.h"
#include "core/engine/pooled_sandbox.h"

#include <algorithm>

namespace glovebox::engine {

using namespace domain;

Promised SandboxPool::promised() const
{
    Promised all = *m_elsewhere;
    for (const auto &sandbox : m_sandboxes) {
        if (holdsSlot(sandbox->state))
            all.add(sandbox->size);
        if (sandbox->formerMachine) // both are there while it goes back
            all.memory.value += Admission::memoryFor(sandbox->size).value;
    }
    return all;
}

/// It takes no slot: those are sandboxes'. Nobody who waits for what the host lacks is overtaken; those that nobody
/// uses make room for it as for a sandbox.
Result<std::shared_ptr<void>> SandboxPool::takeRoom(const MachineSize &size)
{
    if (auto never = whyNever(size); !never.empty())
        return fail(ErrorCode::TooLarge, std::move(never));
    const auto first =
        std::ranges::find(m_sandboxes, SandboxState::Queued, [](const auto &sandbox) { return sandbox->state; });
    const bool isAwaited = first != m_sandboxes.end() && m_admission.lacksOfHost((*first)->size, promised());
    if (isAwaited)
        return fail(ErrorCode::InvalidState, "its turn: sandboxes wait for the same");
    if (const auto lacks = m_admission.lacksOfHost(size, promised())) {
        if (lacks->endsWhenOneGoes())
            evictKept();
        return fail(ErrorCode::InvalidState, lacks->text);
    }
    m_elsewhere->vcpus += size.vcpus;
    m_elsewhere->memory.value += Admission::memoryFor(size).value;
    return std::shared_ptr<void>(nullptr, [size, elsewhere = m_elsewhere](void *) {
        elsewhere->vcpus -= size.vcpus;
        elsewhere->memory.value -= Admission::memoryFor(size).value;
    });
}

void SandboxPool::lookAtHost()
{
    if (!m_parts.host)
        return;
    const auto memory = m_parts.host->memory();
    const auto disk = m_parts.host->disk();
    HostRoom room{.memoryAvailable = memory.available, .processors = m_parts.host->processors()};
    if (memory.total.value > 0)
        room.memoryTotal = memory.total;
    if (disk.total.value > 0)
        room.diskFree = disk.free;
    m_admission.look(room);
    Warm{*this}.keep();
    fillSlots();
}

/// First come, first served: nobody overtakes one that waits for more than others would need.
void SandboxPool::fillSlots()
{
    if (m_closing.done && !m_closing.toHibernate.empty()) // one may have been in the middle of something
        m_closing.step = m_parts.clock.after(std::chrono::milliseconds(0), [this] { hibernateNext(); });
    if (!m_setup || m_adopting)
        return;
    for (const auto &sandbox : m_sandboxes) {
        if (sandbox->state != SandboxState::Queued)
            continue;
        if (const auto lacks = m_admission.lacks(sandbox->size, promised())) {
            sandbox->waitsFor = lacks->text;
            if (lacks->endsWhenOneGoes())
                evictKept();
            break;
        }
        move(*sandbox, !sandbox->stopped.empty()                 ? SandboxEvent::SlotFree
                       : sandbox->stored                         ? SandboxEvent::Reload
                       : sandbox->restoreFrom || sandbox->source ? SandboxEvent::Restore
                                                                 : SandboxEvent::SlotFree);
        tell(*sandbox, [](Tenant &tenant) { tenant.changed(); });
        create(*sandbox);
    }
    int before = 0;
    for (const auto &sandbox : m_sandboxes)
        if (sandbox->state == SandboxState::Queued) {
            if (before > 0)
                sandbox->waitsFor =
                    "its turn: " + std::to_string(before) + (before == 1 ? " is" : " are") + " before it";
            ++before;
            publish(*sandbox);
            tell(*sandbox, [](Tenant &tenant) { tenant.changed(); });
        }
}

/// Makes room: of those that no session holds, the one that nobody has used for longest is hibernated, or ended when
/// that cannot be and it is not the operator's. One at a time: what it has comes free when its process is gone, and the
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
        const bool mayGo = isUp(sandbox->state) && !sandbox->tenant && sandbox->heldByDoors == 0 && !isBusy &&
                           (!sandbox->kept || mayHibernate);
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
    beginDestroy(*oldest, EndCause::HostPressure, reason);
    return true;
}

/// Of a sandbox of the built-in image to come: its template's, its environment's, the engine's.
IdleLadder SandboxPool::ladderFor(const MachineSize &size, const std::optional<IdleLadder> &environments) const
{
    const auto templates = m_templates.ladderOf(m_builtIn, size);
    return templates ? *templates : environments.value_or(m_ladder);
}

} // namespace glovebox::engine
