// Role: the part of SandboxPool that gives up what is under way because the operator wants so: what was there before is
// as it was, and nothing half is left.
#include "core/engine/pooled_sandbox.h"

#include <algorithm>

namespace glovebox::engine {

using namespace domain;
using api::Verdict;

namespace {

/// What the operator wanted to stay up is not hibernated unasked for so long.
constexpr std::chrono::milliseconds kLeftUpFor = std::chrono::minutes(10);
const char *const kWish = "the operator cancelled it";

Error cancelled(const char *what)
{
    return {ErrorCode::Cancelled, what};
}

} // namespace

struct SandboxPool::GivingUp {
    SandboxPool &pool;

    /// It goes on, or stands still again if it did.
    Verdict hibernation(Sandbox &sandbox) const
    {
        if (sandbox.state != SandboxState::Hibernating)
            return Verdict::alreadySo();
        const auto now = pool.m_parts.clock.now();
        sandbox.noHibernateBefore = now + kLeftUpFor;
        if (!sandbox.wasPaused || pool.m_closing.done) {
            pool.stayUp(sandbox, {});
            return Verdict::accepted();
        }
        sandbox.storeCall.cancel();
        sandbox.flushCall.cancel();
        sandbox.flushTimer.cancel();
        sandbox.usedAt = std::max(sandbox.usedAt, now);
        pool.operate(sandbox, {}, std::nullopt);
        sandbox.reason = "operator";
        pool.move(sandbox, SandboxEvent::StayedUp);
        pool.move(sandbox, SandboxEvent::Pause); // its processors have not moved
        pool.fillSlots();
        return Verdict::accepted();
    }

    /// It sleeps on, or stays stopped.
    Verdict waking(Sandbox &sandbox) const
    {
        const bool boots = !sandbox.stopped.empty() &&
                           (sandbox.state == SandboxState::Queued || sandbox.state == SandboxState::Creating);
        const bool wakes =
            sandbox.stored && (sandbox.state == SandboxState::Queued || sandbox.state == SandboxState::Resuming);
        if (!wakes && !boots)
            return Verdict::alreadySo();
        if (sandbox.tenant)
            return Verdict::denied("A session waits for it. Cancel its call, or interrupt the session.");
        pool.lookAt(sandbox);
        if (boots)
            pool.stayStopped(sandbox, std::nullopt);
        else
            pool.stayStored(sandbox, std::nullopt);
        pool.fillSlots();
        return Verdict::accepted();
    }

    /// One that was put back goes on with the machine that it had; a new one ends.
    Verdict restore(Sandbox &sandbox) const
    {
        if (sandbox.adopted)
            return Verdict::denied("It is being found again. Wait until it answers.");
        if (sandbox.formerMachine || sandbox.formerLink) {
            pool.bootFailed(sandbox, cancelled(kWish));
            return Verdict::accepted();
        }
        return start(sandbox);
    }

    /// One that has what no other place has is never ended by this.
    Verdict start(Sandbox &sandbox) const
    {
        if (!sandbox.stopped.empty() || sandbox.stored)
            return waking(sandbox);
        return pool.destroy(sandbox.id, cancelled("the operator cancelled its start")) ? Verdict::accepted()
                                                                                       : Verdict::alreadySo();
    }

    /// Those that are up stay: they are whole, and may be in use.
    Verdict brood(const OperationsBook::Subject &subject) const
    {
        auto &book = pool.m_parts.operations;
        for (const auto &sandbox : pool.m_sandboxes)
            if (sandbox->notForked && "sandbox/" + sandbox->id.value() == subject.object)
                snapshot(*sandbox);
        std::erase_if(pool.m_opening, [&](const auto &entry) { return entry.second.brood == subject.object; });
        for (const auto &id : book.openParts(subject))
            pool.destroy(id, cancelled("the operator cancelled its start"));
        book.withdraw(subject, std::nullopt, cancelled(kWish));
        pool.removeUnneeded();
        return Verdict::accepted();
    }

private:
    void snapshot(Sandbox &sandbox) const
    {
        sandbox.taken.cancel();
        sandbox.taking.reset();
        sandbox.notForked = nullptr;
        pool.operate(sandbox, {}, std::nullopt);
        if (std::exchange(sandbox.wakeAfterwards, false))
            pool.wake(sandbox);
        pool.fillSlots();
    }
};

Verdict SandboxPool::giveUp(OperationKind kind, const std::string &object, bool parts)
{
    const GivingUp gives{*this};
    if (parts)
        return gives.brood({kind, object, {}});
    const auto name = object.substr(object.find('/') + 1);
    if (kind == OperationKind::BuildTemplate)
        return m_templates.giveUp(TemplateId(name), cancelled("the operator cancelled it; sandboxes boot instead"))
                   ? Verdict::accepted()
                   : Verdict::alreadySo();
    auto *sandbox = find(SandboxId(name));
    if (!sandbox)
        return Verdict::alreadySo();
    switch (kind) {
    case OperationKind::StartSandbox:
    case OperationKind::Fork:
        return gives.start(*sandbox);
    case OperationKind::Restore:
        return gives.restore(*sandbox);
    case OperationKind::Hibernate:
        return gives.hibernation(*sandbox);
    case OperationKind::Wake:
        return gives.waking(*sandbox);
    default:
        return Verdict::denied("It cannot be cancelled.");
    }
}

} // namespace glovebox::engine
