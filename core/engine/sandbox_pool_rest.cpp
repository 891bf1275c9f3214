// Role: the part of SandboxPool that lets sandboxes stand still and go on, and that shows templates.
#include "core/engine/log.h"
#include "core/engine/pooled_sandbox.h"

#include <algorithm>

namespace glovebox::engine {

using namespace domain;
using namespace std::chrono_literals;
using api::Verdict;

Verdict SandboxPool::pause(const SandboxId &id, const std::string &reason)
{
    auto *sandbox = find(id);
    if (!sandbox)
        return Verdict::denied("There is no such sandbox.", ErrorCode::NotFound);
    if (sandbox->state == SandboxState::Paused)
        return Verdict::alreadySo();
    if (sandbox->state != SandboxState::Running)
        return Verdict::denied("Only a running sandbox can be paused; this one is " +
                               std::string(word(sandbox->state)) + ".");
    if (sandbox->moving)
        return Verdict::alreadySo();
    if (auto why = sandbox->whyBusy(); !why.empty())
        return Verdict::denied(std::move(why));
    sandbox->ladderTimer.cancel();
    sandbox->moving = true;
    sandbox->link->standStill();
    sandbox->moveCall = sandbox->machine->pause([this, sandbox, reason](Result<> paused) {
        sandbox->moving = false;
        if (!paused) {
            qCWarning(lcEngine, "%s could not be paused: %s", sandbox->id.value().c_str(),
                      describe(paused.error()).c_str());
            sandbox->link->goOn(identityOf(*sandbox));
            sandbox->reason = "could not be paused: " + describe(paused.error());
            used(*sandbox);
            publish(*sandbox);
            return fillSlots();
        }
        sandbox->reason = reason;
        move(*sandbox, SandboxEvent::Pause);
        if (std::exchange(sandbox->wantedByPort, false) || sandbox->link->isUsed()) // asked for in the meantime
            wake(*sandbox);
        else
            fillSlots();
    });
    return Verdict::accepted();
}

Verdict SandboxPool::resume(const SandboxId &id)
{
    auto *sandbox = find(id);
    if (!sandbox)
        return Verdict::denied("There is no such sandbox.", ErrorCode::NotFound);
    if (sandbox->state == SandboxState::Running)
        return Verdict::alreadySo();
    const bool isOnItsWay =
        (sandbox->stored && (sandbox->state == SandboxState::Queued || sandbox->state == SandboxState::Resuming)) ||
        (!sandbox->stopped.empty() &&
         (sandbox->state == SandboxState::Queued || sandbox->state == SandboxState::Creating));
    if (isOnItsWay)
        return Verdict::alreadySo();
    if (!m_setup) // also while it stops: what is being written down then goes on being written
        return Verdict::denied("The engine is not running.");
    const bool isOnDisk = sandbox->state == SandboxState::Hibernated || sandbox->state == SandboxState::Stopped;
    if (const auto never = whyNever(sandbox->size); isOnDisk && !never.empty())
        return Verdict::denied("It does not fit any more: " + never + ".");
    if (sandbox->state != SandboxState::Paused && !isOnDisk && sandbox->state != SandboxState::Hibernating)
        return Verdict::denied("Only a paused, hibernated or stopped sandbox can be resumed; this one is " +
                               std::string(word(sandbox->state)) + ".");
    wake(*sandbox);
    return Verdict::accepted();
}

/// What is asked of the guest from here on waits in its channel, behind its new clock.
void SandboxPool::wake(Sandbox &sandbox)
{
    used(sandbox);
    if (sandbox.state == SandboxState::Hibernated || sandbox.state == SandboxState::Stopped)
        return enqueueStored(sandbox);
    if (sandbox.state == SandboxState::Hibernating)
        return stayUp(sandbox, {});
    if (sandbox.state != SandboxState::Paused || sandbox.moving)
        return;
    if (sandbox.taking) { // it goes on when that is over; its clock is put right before what is asked of it now
        sandbox.wakeAfterwards = true;
        return sandbox.link->goOn(identityOf(sandbox));
    }
    goOn(sandbox);
}

void SandboxPool::goOn(Sandbox &sandbox)
{
    sandbox.moving = true;
    sandbox.link->goOn(identityOf(sandbox));
    sandbox.moveCall = sandbox.machine->resume([this, &sandbox](Result<> resumed) {
        sandbox.moving = false;
        if (resumed) {
            if (sandbox.state == SandboxState::Paused) {
                sandbox.reason.clear();
                move(sandbox, SandboxEvent::Resume);
            } else {
                armLadder(sandbox);
                publish(sandbox);
            }
            Granted{*this}.tell(sandbox);
            if (m_closing.done)
                changed();
            return fillSlots();
        }
        // The machine is calling us, and goes with what follows.
        sandbox.lostTimer = m_parts.clock.after(0ms, [this, &sandbox, why = resumed.error()] {
            broke(sandbox, inContext("it was paused and does not go on", why), EndCause::GuestLost);
        });
    });
}

void SandboxPool::templateChanged(api::Change change)
{
    if (const auto *gone = std::get_if<api::TemplateGone>(&change)) {
        m_templateViews.erase(gone->id);
        m_observer(*gone);
    } else if (auto *view = std::get_if<api::TemplateView>(&change)) {
        auto &kept = m_templateViews.try_emplace(view->id, *view).first->second;
        view->generation = kept.generation;
        view->clones = kept.clones;
        view->warm = kept.warm;
        view->warmMax = kept.warmMax;
        view->snapshots = kept.snapshots;
        view->onDisk = view->onDisk || kept.onDisk;
        kept = *view;
        kept.generation = ++m_generation;
        m_observer(kept);
    }
}

void SandboxPool::publishTemplates()
{
    for (auto &[id, view] : m_templateViews) {
        const bool isReady = m_templates.isReady(id);
        auto now = view;
        now.clones = isReady ? static_cast<int>(std::ranges::count_if(
                                   m_sandboxes, [&](const auto &s) { return s->machine && s->baseId == id.value(); }))
                             : 0;
        const bool isDefault = m_setup && isReady && view.size == m_setup->size && view.imageKey == m_builtIn.guest.key;
        now.snapshots = static_cast<int>(m_snapshots.standingOn(id).size());
        now.warm = isDefault ? m_warm.ready(m_templates.ready(m_builtIn, m_setup->size)) : 0;
        now.warmMax = isDefault ? m_setup->warm : 0;
        if (now == view)
            continue;
        view = std::move(now);
        view.generation = ++m_generation;
        m_observer(view);
    }
}

/// Once in a while: it is written to disk after it was made.
void SandboxPool::lookAtDisk()
{
    m_templates.sweep();
    if (m_templateViews.empty())
        return;
    const auto all = m_parts.hypervisor.store().templates();
    for (auto &[id, view] : m_templateViews) {
        const bool onDisk = std::ranges::any_of(all, [&](const auto &facts) { return facts.id == id.value(); });
        if (std::exchange(view.onDisk, onDisk) != onDisk) {
            view.generation = ++m_generation;
            m_observer(view);
        }
    }
}

bool SandboxPool::Sandbox::standsOn(const std::string &templateId) const
{
    const bool isItsOwn = baseId == templateId || diskBase == templateId;
    return isItsOwn && (holdsSlot(state) || !stopped.empty() || machine || stored || source || formerMachine) &&
           state != SandboxState::Destroyed;
}

Verdict SandboxPool::rebuildTemplate(const api::RebuildTemplate &wanted)
{
    const auto view = m_templateViews.find(wanted.base);
    if (view == m_templateViews.end())
        return Verdict::denied("There is no such template.");
    if (view->second.state == TemplateState::Building || !m_templates.rebuild(wanted.base))
        return Verdict::alreadySo(); // it is being built
    return Verdict::accepted();
}

Verdict SandboxPool::deleteTemplate(const api::DeleteTemplate &wanted)
{
    const auto view = m_templateViews.find(wanted.base);
    if (view == m_templateViews.end())
        return Verdict::denied("There is no such template.");
    if (view->second.state == TemplateState::Building)
        return Verdict::denied("It is being built. Wait until it is ready.");
    std::string names;
    const auto name = [&names](const std::string &each) {
        names += (names.empty() ? "" : ", ") + each;
    };
    for (const auto &sandbox : m_sandboxes)
        if (sandbox->standsOn(wanted.base.value()))
            name(sandbox->id.value());
    for (const auto &snapshot : m_snapshots.standingOn(wanted.base))
        name(snapshot);
    if (!names.empty())
        return Verdict::denied("It stays: these stand on it: " + names + ".");
    return m_templates.remove(wanted.base) ? Verdict::accepted()
                                           : Verdict::denied("It is being built. Wait until it is ready.");
}

} // namespace glovebox::engine
