// Role: the part of SandboxPool that tells what there is: figures, places in the queue, resource use.
#include "core/base/limits.h"
#include "core/engine/pooled_sandbox.h"

#include <algorithm>

namespace glovebox::engine {

using namespace domain;

namespace {

/// Time goes on for those that stand still, too; each look is told to whoever watches.
constexpr std::chrono::milliseconds kSleepersLookedAt = std::chrono::minutes(1);

bool endsForGood(SandboxState state)
{
    return state == SandboxState::Failed || state == SandboxState::Destroying || state == SandboxState::Destroyed;
}

bool sleepsOnDisk(SandboxState state)
{
    return state == SandboxState::Hibernated || state == SandboxState::Stopped;
}

} // namespace

void SandboxPool::setBusy(const SandboxId &id, const std::string &tool)
{
    if (auto *sandbox = find(id)) {
        sandbox->busyWith = tool;
        sandbox->hasWorked = sandbox->hasWorked || !tool.empty();
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

void SandboxPool::publish(Sandbox &sandbox)
{
    api::SandboxView view{.generation = sandbox.published ? sandbox.published->generation : 0, .id = sandbox.id};
    view.name = sandbox.name;
    view.kept = sandbox.kept;
    view.labels = sandbox.labels;
    view.session = sandbox.session;
    view.sessionTitle = sandbox.title;
    view.state = sandbox.state;
    view.since = sandbox.since;
    view.queuePosition = queuePosition(sandbox.id);
    view.waitsFor = sandbox.waitsFor;
    view.busyWith = sandbox.busyWith;
    view.problem = sandbox.problem;
    view.size = sandbox.size;
    view.shares = sandbox.shares;
    if (m_setup)
        view.acceleration = m_setup->acceleration;
    else if (sandbox.published)
        view.acceleration = sandbox.published->acceleration;
    view.bootTime = sandbox.bootTime;
    view.kernelRelease = sandbox.kernelRelease;
    if (!sandbox.baseId.empty())
        view.base = TemplateId(sandbox.baseId);
    view.madeFrom = sandbox.image.base.empty() ? sandbox.from.base : sandbox.image.base;
    view.image = !sandbox.image.id && !sandbox.from.isDefault() ? sandbox.from.image : shownAs(sandbox.image);
    view.from = sandbox.line;
    view.forkOf = sandbox.forkOf;
    if (const auto *reserved = m_parts.reservations ? m_parts.reservations->of(sandbox.id) : nullptr) {
        view.reservedFor = inWords(*reserved);
        view.reservedUntil = reserved->until;
    }
    view.operation = sandbox.operation;
    view.progress = sandbox.progress;
    view.ladder = sandbox.ladder;
    view.nextStep = sandbox.nextStep;
    view.nextStepAt = sandbox.nextStepAt;
    view.stored = sandbox.state == SandboxState::Stopped ? sandbox.stoppedDisk : sandbox.storedMemory;
    view.reason = sandbox.reason;
    view.warm = sandbox.warm;
    view.guestRunner = sandbox.guestRunner;
    sandbox.followEgress(m_parts.egress, view);
    if (m_parts.ports)
        m_parts.ports->follow(sandbox.id, endsForGood(sandbox.state),
                              sleepsOnDisk(sandbox.state) ? sandbox.problem : std::nullopt);
    if (m_parts.access)
        m_parts.access->follow(sandbox.id, sandbox.isOld);
    view.processId = sandbox.machine ? sandbox.machine->processId() : 0;
    if (sandbox.usage) {
        view.memoryPeak = sandbox.usage->memoryPeak;
        view.cpuTime = sandbox.usage->cpuTime;
        if (sandbox.state == SandboxState::Running || sandbox.state == SandboxState::Paused) {
            view.cpuPercent = sandbox.cpuPercent;
            view.memory = sandbox.usage->memory;
            view.diskUsed = sandbox.usage->diskUsed;
        }
    }
    publishHistory(sandbox, view);
    remember(sandbox);
    if (sandbox.published == view)
        return;
    view.generation = ++m_generation;
    sandbox.published = view;
    m_observer(view);
}

/// What it has used, and what became of it.
void SandboxPool::publishHistory(const Sandbox &sandbox, api::SandboxView &view) const
{
    view.createdAt = sandbox.createdAt;
    view.meter = sandbox.seen;
    view.cost = m_parts.usage.costSoFar(sandbox.id, sandbox.seen, sandbox.size, sandbox.session);
    view.pricesAsOf = m_prices.asOf;
    view.checks = sandbox.checks;
    view.checkedAt = sandbox.checkedAt;
    if (sandbox.keptAliveUntil && *sandbox.keptAliveUntil > m_parts.clock.wallNow())
        view.keptAliveUntil = sandbox.keptAliveUntil;
    view.end = sandbox.end;
}

void SandboxPool::sampleUsage()
{
    for (const auto &sandbox : m_sandboxes) {
        const auto now = m_parts.clock.now();
        if (sandbox->state == SandboxState::Hibernated && now - sandbox->seenAt >= kSleepersLookedAt) {
            lookAt(*sandbox);
            publish(*sandbox);
        }
        if (!isUp(sandbox->state) || !sandbox->machine)
            continue;
        const auto usage = sandbox->machine->usage();
        if (!usage)
            continue;
        sandbox->meter.look(*usage);
        if (sandbox->state == SandboxState::Running || now - sandbox->seenAt >= kSleepersLookedAt) {
            sandbox->seen = sandbox->meter.asOf(now);
            sandbox->seenAt = now;
        }
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

} // namespace glovebox::engine
