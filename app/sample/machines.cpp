#include "app/sample/machines.h"

#include <algorithm>

namespace glovebox::sample {

using namespace std::chrono_literals;
using domain::IdleStep;
using domain::SandboxEvent;
using domain::SandboxState;

namespace {

bool isUp(SandboxState state)
{
    return state == SandboxState::Running || state == SandboxState::Paused;
}

void stopFigures(api::SandboxView &view)
{
    view.cpuPercent.reset();
    view.memory.reset();
    view.processId = 0;
    view.busyWith.clear();
}

} // namespace

api::Verdict stateDenies(SandboxState state)
{
    return api::Verdict::denied("It is " + std::string(domain::word(state)) + ".");
}

std::string objectOf(const domain::SandboxId &id)
{
    return "sandbox/" + id.value();
}

std::optional<api::SandboxView> Machines::find(const SandboxId &id) const
{
    const auto found = m_stage.world.sandboxes.find(id);
    return found == m_stage.world.sandboxes.end() ? std::nullopt : std::optional(found->second);
}

/// What its session knows of it goes along.
void Machines::put(api::SandboxView view)
{
    if (view.session) {
        const auto session = m_stage.world.sessions.find(*view.session);
        if (session != m_stage.world.sessions.end() && session->second.sandbox == view.id &&
            session->second.sandboxState != view.state) {
            api::SessionView changed = session->second;
            changed.sandboxState = view.state;
            m_stage.tell(changed);
        }
    }
    m_stage.tell(std::move(view));
}

bool Machines::step(api::SandboxView &view, SandboxEvent event)
{
    const auto to = domain::next(view.state, event);
    if (!to)
        return false;
    view.state = *to;
    view.since = m_stage.now();
    if (!isUp(*to)) {
        view.nextStep.reset();
        view.nextStepAt.reset();
    }
    return true;
}

std::optional<api::Verdict> Machines::conflict(const SandboxId &id)
{
    if (!m_stage.has(Fault::Conflict) || m_conflicted.contains(id))
        return std::nullopt;
    auto view = find(id);
    if (!view || !isUp(view->state))
        return std::nullopt;
    m_conflicted.insert(id);
    const bool ran = view->state == SandboxState::Running;
    step(*view, ran ? SandboxEvent::Pause : SandboxEvent::Resume);
    view->reason = ran ? "idle for 60 s" : "";
    put(*view);
    return api::Verdict::denied(ran ? "It changed to Paused just now. Nothing was done."
                                    : "It changed to Running just now. Nothing was done.");
}

// ---- Asked for ----

api::Verdict Machines::pause(const SandboxId &id, const std::string &why)
{
    const auto view = find(id);
    if (!view)
        return api::Verdict::denied("There is no such sandbox.");
    if (view->state == SandboxState::Paused)
        return api::Verdict::alreadySo();
    if (view->state != SandboxState::Running)
        return stateDenies(view->state);
    if (!view->busyWith.empty())
        return api::Verdict::denied("A tool runs in it: " + view->busyWith + ".");
    if (!view->operation.empty())
        return api::Verdict::denied(view->operation + " is under way.");
    m_stage.later<SandboxId, api::SandboxView>(m_stage.chance.around(350ms), m_stage.world.sandboxes, id,
                                               [this, why, actor = m_stage.actor()](api::SandboxView now) {
                                                   if (!step(now, SandboxEvent::Pause))
                                                       return;
                                                   now.reason = why;
                                                   now.cpuPercent = 0.0;
                                                   touch(now);
                                                   m_stage.audit(
                                                       actor, "sandbox.paused", objectOf(now.id),
                                                       {.reason = why, .before = "running", .after = "paused"});
                                                   put(std::move(now));
                                               });
    return api::Verdict::accepted(objectOf(id));
}

api::Verdict Machines::resume(const SandboxId &id)
{
    const auto view = find(id);
    if (!view)
        return api::Verdict::denied("There is no such sandbox.");
    switch (view->state) {
    case SandboxState::Running:
        return api::Verdict::alreadySo();
    case SandboxState::Paused:
        m_stage.audit("sandbox.resumed", objectOf(id), {.before = "paused", .after = "running"});
        m_stage.later<SandboxId, api::SandboxView>(m_stage.chance.around(200ms), m_stage.world.sandboxes, id,
                                                   [this](api::SandboxView now) {
                                                       if (!step(now, SandboxEvent::Resume))
                                                           return;
                                                       now.reason.clear();
                                                       touch(now);
                                                       put(std::move(now));
                                                   });
        return api::Verdict::accepted(objectOf(id));
    case SandboxState::Hibernated:
    case SandboxState::Stopped:
        m_stage.audit("sandbox.resumed", objectOf(id), {.before = std::string(domain::word(view->state))});
        wake(*view);
        return api::Verdict::accepted(objectOf(id));
    default:
        return stateDenies(view->state);
    }
}

void Machines::wake(api::SandboxView view)
{
    const bool fromDisk = view.state == SandboxState::Stopped;
    if (!step(view, SandboxEvent::Resume))
        return;
    queue(std::move(view), fromDisk ? Arrival::Boot : Arrival::Reload);
}

api::Verdict Machines::hibernate(const SandboxId &id, const std::string &why)
{
    auto view = find(id);
    if (!view)
        return api::Verdict::denied("There is no such sandbox.");
    if (view->state == SandboxState::Hibernated || view->state == SandboxState::Hibernating)
        return api::Verdict::alreadySo();
    if (!isUp(view->state))
        return stateDenies(view->state);
    if (!view->busyWith.empty())
        return api::Verdict::denied("A tool runs in it: " + view->busyWith + ".");
    if (m_stage.has(Fault::DiskFull))
        return api::Verdict::denied("The disk is too full: 301 MiB are free, and 512 MiB are kept back.");
    const auto before = std::string(domain::word(view->state));
    step(*view, SandboxEvent::Hibernate);
    view->operation = "Hibernating";
    view->progress = 0.0;
    view->reason = why;
    const ByteCount stored{view->memory.value_or(ByteCount::mib(180)).value * 6 / 10};
    put(*view);
    m_stage.audit("sandbox.hibernated", objectOf(id), {.reason = why, .before = before, .after = "hibernated"});
    Job job{.kind = domain::OperationKind::Hibernate, .object = objectOf(id), .name = view->name};
    job.takes = m_stage.chance.around(2400ms);
    job.steps = {"Copying memory", "Writing"};
    job.canCancel = false;
    job.shown = [this, id](const std::string &, double part) {
        if (auto now = find(id); now && now->state == SandboxState::Hibernating) {
            now->progress = part;
            put(std::move(*now));
        }
    };
    job.done = [this, id, stored] {
        auto now = find(id);
        if (!now || !step(*now, SandboxEvent::Stored))
            return std::string("It was destroyed meanwhile.");
        now->operation.clear();
        now->progress.reset();
        stopFigures(*now);
        now->stored = stored;
        put(std::move(*now));
        tellHost();
        admit();
        return std::string("Its slot is free.");
    };
    m_operations.begin(std::move(job));
    return api::Verdict::accepted(objectOf(id));
}

api::Verdict Machines::destroy(const SandboxId &id, domain::EndCause cause, const std::string &detail)
{
    auto view = find(id);
    if (!view)
        return api::Verdict::denied("There is no such sandbox.");
    if (view->state == SandboxState::Destroying || view->state == SandboxState::Destroyed)
        return api::Verdict::alreadySo();
    const auto before = std::string(domain::word(view->state));
    step(*view, SandboxEvent::Destroy);
    stopFigures(*view);
    view->operation.clear();
    view->progress.reset();
    view->reason = detail.empty() && cause == domain::EndCause::Operator ? "operator" : detail;
    if (!view->end)
        view->end = api::SandboxEnd{cause, detail, m_stage.now(), view->meter, view->cost, view->pricesAsOf};
    m_coming.erase(id);
    const bool atOnce = view->state == SandboxState::Destroyed;
    put(*view);
    m_stage.audit("sandbox.destroyed", objectOf(id), {.reason = view->reason, .before = before, .after = "destroyed"});
    if (onLost)
        onLost(id);
    m_stage.agenda.after(atOnce ? 0ms : m_stage.chance.around(1300ms), [this, id] { goAway(id); });
    return api::Verdict::accepted(objectOf(id));
}

void Machines::goAway(const SandboxId &id)
{
    auto view = find(id);
    if (!view)
        return;
    if (view->state != SandboxState::Destroyed && !step(*view, SandboxEvent::Gone))
        return;
    put(*view);
    api::EndedSandboxView ended{.id = id, .name = view->name, .kept = view->kept, .session = view->session};
    ended.sessionTitle = view->sessionTitle;
    ended.size = view->size;
    ended.createdAt = view->createdAt;
    ended.end = *view->end;
    m_stage.tell(ended);
    ports::EndedSandbox kept{.record = {.id = id, .name = view->name, .kept = view->kept, .session = view->session}};
    kept.record.title = view->sessionTitle;
    kept.record.createdAt = view->createdAt;
    kept.record.meter = view->meter;
    kept.size = view->size;
    kept.cause = view->end->cause;
    kept.detail = view->end->detail;
    kept.at = view->end->at;
    kept.cost = view->cost;
    kept.pricesAsOf = view->pricesAsOf;
    m_stage.ledger.keepEnded(std::move(kept));
    if (m_stage.world.seeds.contains(id))
        m_stage.tell(api::SeedGone{id});
    std::vector<domain::PortId> open;
    for (const auto &[port, shown] : m_stage.world.ports)
        if (shown.sandbox == id)
            open.push_back(port);
    for (const auto &port : open)
        m_stage.tell(api::PortGone{port});
    m_stage.tell(api::SandboxGone{id});
    tellHost();
    admit();
}

// ---- Use and idleness ----

bool Machines::use(const SandboxId &id, const std::string &tool)
{
    auto view = find(id);
    if (!view)
        return false;
    if (view->state == SandboxState::Paused && step(*view, SandboxEvent::Resume))
        view->reason.clear();
    if (view->state == SandboxState::Hibernated || view->state == SandboxState::Stopped) {
        wake(*view);
        return false;
    }
    if (view->state != SandboxState::Running)
        return false;
    view->busyWith = tool;
    view->nextStep.reset();
    view->nextStepAt.reset();
    view->cpuPercent = 20 + 80 * m_stage.chance.unit();
    put(std::move(*view));
    return true;
}

void Machines::rest(const SandboxId &id)
{
    auto view = find(id);
    if (!view || view->busyWith.empty())
        return;
    view->busyWith.clear();
    view->cpuPercent = 0.4;
    touch(*view);
    put(std::move(*view));
}

/// It counts as unused from now on: the ladder's next step has a time.
void Machines::touch(api::SandboxView &view)
{
    view.nextStep.reset();
    view.nextStepAt.reset();
    const bool running = view.state == SandboxState::Running;
    const auto &ladder = view.ladder;
    if (running && ladder.pauseAfter) {
        view.nextStep = IdleStep::Pause;
        view.nextStepAt = m_stage.now() + *ladder.pauseAfter;
    } else if (isUp(view.state) && ladder.hibernateAfter) {
        view.nextStep = IdleStep::Hibernate;
        view.nextStepAt = m_stage.now() + *ladder.hibernateAfter;
    }
    if (!view.nextStepAt)
        return;
    if (view.keptAliveUntil)
        view.nextStepAt = std::max(*view.nextStepAt, *view.keptAliveUntil);
    m_stage.agenda.after(*view.nextStepAt - m_stage.now(),
                         [this, id = view.id, due = *view.nextStepAt] { lookAtIdle(id, due); });
}

void Machines::lookAtIdle(const SandboxId &id, WallTime due)
{
    const auto view = find(id);
    if (!view || view->nextStepAt != due || !view->busyWith.empty())
        return; // used since, or told otherwise
    if (*view->nextStep == IdleStep::Pause)
        pause(id,
              "idle for " +
                  std::to_string(std::chrono::duration_cast<std::chrono::seconds>(*view->ladder.pauseAfter).count()) +
                  " s");
    else if (*view->nextStep == IdleStep::Hibernate)
        hibernate(id, "idle for " +
                          std::to_string(
                              std::chrono::duration_cast<std::chrono::minutes>(*view->ladder.hibernateAfter).count()) +
                          " min");
}

/// Some of those that run are measured anew, as many as the options say a second.
void Machines::breathe()
{
    const double rate = std::max(m_stage.options.rate, 0.1);
    const auto wait = rate > 10 ? 100ms : std::chrono::milliseconds(static_cast<int>(1000 / rate));
    auto left = std::max(1, static_cast<int>(rate * static_cast<double>(wait.count()) / 1000.0));
    const auto &all = m_stage.world.sandboxes;
    for (std::size_t looked = 0; left > 0 && looked < all.size(); ++looked) {
        m_breath = (m_breath + 1) % all.size();
        const auto &view = std::next(all.begin(), static_cast<std::ptrdiff_t>(m_breath))->second;
        if (view.state != SandboxState::Running)
            continue;
        measure(view, wait);
        --left;
    }
    m_stage.agenda.after(wait, [this] { breathe(); });
}

void Machines::measure(api::SandboxView view, std::chrono::milliseconds since)
{
    const double busy = view.busyWith.empty() ? 2.5 * m_stage.chance.unit() : 25 + 75 * m_stage.chance.unit();
    view.cpuPercent = busy;
    const auto most = view.size.memory.value * 9 / 10;
    const auto now = view.memory.value_or(ByteCount::mib(120)).value;
    view.memory = ByteCount{std::min(most, now * 97 / 100 + m_stage.chance.below(24) * 1024 * 1024)};
    view.memoryPeak = std::max(view.memoryPeak.value_or(ByteCount{}), *view.memory);
    view.cpuTime += std::chrono::milliseconds(static_cast<int>(busy * 10));
    view.meter.running += since;
    view.meter.cpuTime = view.cpuTime;
    view.cost += 3 + static_cast<std::int64_t>(busy / 20);
    put(std::move(view));
}

} // namespace glovebox::sample
