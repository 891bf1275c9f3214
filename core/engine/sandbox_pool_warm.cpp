// Role: the part of SandboxPool that keeps clones warm beside what runs, and hands them to sandboxes that begin.
#include "core/engine/pooled_sandbox.h"

#include <algorithm>

namespace glovebox::engine {

using namespace domain;
using namespace std::chrono_literals;

/// It is about to be given a clone from those kept warm, if there is one.
bool SandboxPool::Warm::takes(const Sandbox &sandbox) const
{
    return pool.m_setup && pool.m_setup->warm > 0 && sandbox.state == SandboxState::Creating && !sandbox.machine &&
           sandbox.attempts <= 1 && sandbox.size == pool.m_setup->size && sandbox.shares == pool.m_setup->shares &&
           !sandbox.source && sandbox.stopped.empty() && sandbox.from.isDefault() && !sandbox.image.id;
}

/// The same of a template that somebody defined.
bool SandboxPool::Warm::takesVersion(const Sandbox &sandbox) const
{
    return pool.m_setup && sandbox.state == SandboxState::Restoring && sandbox.isOfTemplate() && !sandbox.machine &&
           !sandbox.formerMachine && sandbox.attempts <= 1 && sandbox.shares == pool.m_setup->shares &&
           std::ranges::find(pool.m_warm.wishes(), *sandbox.restoreFrom, &WarmWish::version) !=
               pool.m_warm.wishes().end();
}

/// Warm clones are promised what is left beside the others, and are the first to go. What one of them has goes over to
/// the sandbox that takes it.
void SandboxPool::Warm::keep() const
{
    Promised others;
    for (const auto &sandbox : pool.m_sandboxes)
        if (holdsSlot(sandbox->state) && !takes(*sandbox) && !takesVersion(*sandbox))
            others.add(sandbox->size);
    const auto spares = [&](const MachineSize &size, int most) {
        const int count = pool.m_setup && most > 0 ? pool.m_admission.spares(size, others, most) : 0;
        for (int i = 0; i < count; ++i)
            others.add(size);
        return count;
    };
    const int ofBuiltIn = pool.m_setup ? spares(pool.m_setup->size, pool.m_setup->warm) : 0;
    std::vector<int> ofWishes;
    for (const auto &wish : pool.m_warm.wishes())
        ofWishes.push_back(spares(wish.size, wish.count));
    pool.m_warm.keep(pool.m_setup ? pool.m_templates.ready(pool.m_builtIn, pool.m_setup->size) : nullptr, ofBuiltIn,
                     std::move(ofWishes));
    pool.publishTemplates();
}

/// One of a template that somebody defined, from those that stand ready.
bool SandboxPool::Warm::load(Sandbox &sandbox) const
{
    auto warm = takesVersion(sandbox) ? pool.m_warm.take(*sandbox.restoreFrom) : std::nullopt;
    if (!warm)
        return false;
    sandbox.source = std::move(warm->source);
    sandbox.baseId = sandbox.source->facts().base;
    sandbox.image = sandbox.source->facts().origin.image;
    sandbox.image.base = sandbox.from.base;
    launch(sandbox, std::move(warm->clone));
    return true;
}

/// It was greeted when it was made; its new name, clock and entropy are the first thing that it hears of.
void SandboxPool::Warm::launch(Sandbox &sandbox, WarmClone clone) const
{
    sandbox.warm = true;
    sandbox.bootBegan = pool.m_parts.clock.now();
    sandbox.machine = std::move(clone.machine);
    const auto usage = sandbox.machine->usage(); // what it took to be made warm is nobody's
    sandbox.meter.newLife(usage ? usage->cpuTime : 0ms);
    pool.watchMachine(sandbox);
    sandbox.checks.clear(); // what it was told when it was made does not count
    auto guest = std::make_shared<ports::GreetedGuest>(ports::GreetedGuest{std::move(clone.link), clone.greeting});
    guest->link->onChecked(
        [pool = &pool, &sandbox](std::vector<GuestCheck> checks) { pool->checked(sandbox, std::move(checks)); });
    guest->link->goOn(pool.identityOf(sandbox));
    sandbox.moveCall = sandbox.machine->resume([pool = &pool, &sandbox, guest](Result<> resumed) {
        if (!resumed)
            return pool->failLater(sandbox, resumed.error());
        pool->greeted(sandbox, std::move(*guest));
    });
}

} // namespace glovebox::engine
