// Role: the part of SandboxPool that lets sandboxes stand still and go on, and that keeps clones warm.
#include "core/engine/log.h"
#include "core/engine/pooled_sandbox.h"

#include <algorithm>

namespace glovebox::engine {

using namespace domain;
using namespace std::chrono_literals;
using api::Verdict;

Verdict SandboxPool::pause(const SandboxId &id)
{
    auto *sandbox = find(id);
    if (!sandbox)
        return Verdict::denied("There is no such sandbox.");
    if (sandbox->state == SandboxState::Paused)
        return Verdict::alreadySo();
    if (sandbox->state != SandboxState::Running)
        return Verdict::denied("Only a running sandbox can be paused; this one is " +
                               std::string(word(sandbox->state)) + ".");
    if (sandbox->moving)
        return Verdict::alreadySo();
    if (sandbox->link->isUsed())
        return Verdict::denied(sandbox->busyWith.empty() ? "Its files are being read or written. Try again in a moment."
                                                         : "A tool runs in it: " + sandbox->busyWith +
                                                               ". Wait for its end, or cancel the call.");
    sandbox->pauseTimer.cancel();
    sandbox->moving = true;
    sandbox->link->standStill();
    sandbox->moveCall = sandbox->machine->pause([this, sandbox](Result<> paused) {
        sandbox->moving = false;
        if (!paused) {
            qCWarning(lcEngine, "%s could not be paused: %s", sandbox->id.value().c_str(),
                      describe(paused.error()).c_str());
            sandbox->link->goOn(identityOf(*sandbox));
            return;
        }
        move(*sandbox, SandboxEvent::Pause);
        if (sandbox->link->isUsed()) // asked for in the meantime
            wake(*sandbox);
    });
    return Verdict::accepted();
}

Verdict SandboxPool::resume(const SandboxId &id)
{
    auto *sandbox = find(id);
    if (!sandbox)
        return Verdict::denied("There is no such sandbox.");
    if (sandbox->state == SandboxState::Running)
        return Verdict::alreadySo();
    if (sandbox->state != SandboxState::Paused)
        return Verdict::denied("Only a paused sandbox can be resumed; this one is " +
                               std::string(word(sandbox->state)) + ".");
    wake(*sandbox);
    return Verdict::accepted();
}

/// What is asked of the guest from here on waits in its channel, behind its new clock.
void SandboxPool::wake(Sandbox &sandbox)
{
    if (sandbox.state != SandboxState::Paused || sandbox.moving)
        return;
    sandbox.moving = true;
    sandbox.link->goOn(identityOf(sandbox));
    sandbox.moveCall = sandbox.machine->resume([this, &sandbox](Result<> resumed) {
        sandbox.moving = false;
        if (resumed) {
            if (!sandbox.tenant && m_setup && m_setup->pauseAfter > 0ms)
                sandbox.pauseTimer = m_parts.clock.after(m_setup->pauseAfter, [this, id = sandbox.id] { pause(id); });
            return move(sandbox, SandboxEvent::Resume);
        }
        // The machine is calling us, and goes with what follows.
        sandbox.lostTimer = m_parts.clock.after(0ms, [this, &sandbox, why = resumed.error()] {
            broke(sandbox, inContext("it was paused and does not go on", why));
        });
    });
}

void SandboxPool::keepWarm()
{
    m_warm.keep(m_setup ? m_templates.ready(m_setup->size) : nullptr, m_setup ? m_setup->warm : 0);
    publishTemplates();
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
        kept = *view;
        publishTemplate(kept);
    }
}

void SandboxPool::publishTemplates()
{
    for (auto &[id, view] : m_templateViews) {
        const auto base = m_templates.ready(view.size);
        auto now = view;
        now.clones = base ? static_cast<int>(std::ranges::count_if(
                                m_sandboxes, [&](const auto &sandbox) { return sandbox->base == base; }))
                          : 0;
        const bool isDefault = m_setup && base && view.size == m_setup->size;
        now.warm = isDefault ? m_warm.ready() : 0;
        now.warmMax = isDefault ? m_setup->warm : 0;
        if (now == view)
            continue;
        view = std::move(now);
        publishTemplate(view);
    }
}

void SandboxPool::publishTemplate(api::TemplateView &view)
{
    view.generation = ++m_generation;
    m_observer(view);
}

} // namespace glovebox::engine
