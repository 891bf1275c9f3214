// Sandboxes on their way: made, queued, let in, running; and what is asked of them besides.
#include "app/sample/machines.h"

#include <algorithm>
#include <utility>

namespace glovebox::sample {

using namespace std::chrono_literals;
using domain::SandboxEvent;
using domain::SandboxState;

namespace {

struct ArrivalRow {
    SandboxEvent event;
    domain::OperationKind kind;
    std::chrono::milliseconds takes;
    std::vector<std::string> steps;
};

const Error kNoRestore{ErrorCode::ImageBroken, "its memory was written on a processor that this host does not have"};

} // namespace

api::SandboxView Machines::fresh(const SandboxId &id) const
{
    api::SandboxView view{.id = id};
    view.kept = true;
    view.since = view.createdAt = m_stage.now();
    view.size = m_stage.world.host.size;
    view.acceleration = m_stage.world.host.acceleration.value_or(domain::Acceleration::Emulated);
    view.image = "default";
    view.egress = m_stage.world.egress.usual;
    view.ladder = m_stage.world.host.defaultLadder;
    view.ladder.destroyAfter.reset(); // of the operator's own
    view.pricesAsOf = "2026-11-01";
    return view;
}

std::vector<Machines::SandboxId> Machines::idsFor(const std::vector<SandboxId> &chosen, int count)
{
    std::vector<SandboxId> ids = chosen;
    while (ids.size() < static_cast<std::size_t>(count))
        ids.emplace_back(m_stage.newId("sbx-"));
    return ids;
}

void Machines::queue(api::SandboxView view, Arrival how)
{
    const auto id = view.id;
    m_coming.insert_or_assign(id, how);
    view.waitsFor = "a slot";
    put(std::move(view));
    m_stage.agenda.after(m_stage.chance.around(250ms), [this] { admit(); });
}

/// Whoever waits longest comes first; the others are told how many are before them.
void Machines::admit()
{
    std::vector<std::pair<WallTime, SandboxId>> waiting;
    int used = 0;
    for (const auto &[id, view] : m_stage.world.sandboxes) {
        used += domain::holdsSlot(view.state) ? 1 : 0;
        if (view.state == SandboxState::Queued)
            waiting.emplace_back(view.since, id);
    }
    std::ranges::sort(waiting);
    int position = 0;
    for (const auto &[since, id] : waiting) {
        if (used < m_stage.world.host.slotsMax) {
            ++used;
            arrive(id);
            continue;
        }
        auto view = m_stage.world.sandboxes.at(id);
        view.queuePosition = ++position;
        view.waitsFor =
            "a slot: " + std::to_string(used) + " of " + std::to_string(m_stage.world.host.slotsMax) + " are taken";
        put(std::move(view));
    }
    tellHost();
}

void Machines::arrive(const SandboxId &id)
{
    static const std::map<Arrival, ArrivalRow> rows{
        {Arrival::Boot,
         {SandboxEvent::SlotFree, domain::OperationKind::StartSandbox, 1900ms, {"Starting its machine", "Booting"}}},
        {Arrival::Clone,
         {SandboxEvent::SlotFree, domain::OperationKind::StartSandbox, 800ms, {"Cloning", "Greeting its agent"}}},
        {Arrival::Restore,
         {SandboxEvent::Restore, domain::OperationKind::Restore, 1700ms, {"Reading memory", "Starting its machine"}}},
        {Arrival::Reload,
         {SandboxEvent::Reload, domain::OperationKind::Wake, 1200ms, {"Reading memory", "Starting its machine"}}},
    };
    auto view = find(id);
    const auto coming = m_coming.find(id);
    const ArrivalRow &row = rows.at(coming == m_coming.end() ? Arrival::Clone : coming->second);
    if (!view || !step(*view, row.event))
        return;
    view->queuePosition = 0;
    view->waitsFor.clear();
    view->processId = 40'000 + static_cast<long>(m_stage.chance.below(20'000));
    const bool slow = m_stage.has(Fault::NoKvm);
    const auto takes = m_stage.chance.around(row.takes) * (slow ? 6 : 1);
    view->bootTime = takes / 4;
    put(*view);
    Job job{.kind = row.kind, .object = objectOf(id), .name = view->name};
    job.takes = takes;
    job.steps = row.steps;
    job.canCancel = false;
    if (m_stage.has(Fault::RestoreFails) && (row.event == SandboxEvent::Restore || row.event == SandboxEvent::Reload))
        job.fails = kNoRestore;
    job.failed = [this, id](const Error &why) {
        cannotArrive(id, why);
    };
    job.done = [this, id] {
        ready(id);
        return "Sandbox " + id.value() + " runs.";
    };
    m_operations.begin(std::move(job));
}

void Machines::ready(const SandboxId &id)
{
    auto view = find(id);
    if (!view || !step(*view, SandboxEvent::Ready))
        return; // destroyed meanwhile
    view->reason.clear();
    view->stored = {};
    view->kernelRelease = "6.1.0-41-cloud-amd64";
    view->cpuPercent = 3.0;
    view->memory = ByteCount::mib(static_cast<std::uint64_t>(m_stage.chance.between(90, 260)));
    view->diskUsed =
        view->diskUsed.value_or(ByteCount::mib(static_cast<std::uint64_t>(m_stage.chance.between(20, 240))));
    const bool skewed = m_stage.has(Fault::ClockSkew);
    view->checks = {
        {"Clock", !skewed, skewed ? "94 s off, and the guest does not take the host's time" : "put forward by 2 ms"},
        {"Random numbers", true, "64 bytes from the host mixed in"},
        {"Machine id", true, "its own"},
        {"Host name", true, id.value()}};
    view->checkedAt = m_stage.now();
    touch(*view);
    put(*view);
    m_stage.print(id, "[    0.000000] Linux version 6.1.0-41-cloud-amd64\n[    0.214902] virtio_blk virtio1: [vdb] "
                      "16777216 512-byte logical blocks\n[    1.104270] glovebox-agent: ready\n");
    m_stage.audit("sandbox.started", objectOf(id), {.after = "running"});
    m_stage.ledger.note(
        domain::SandboxFacts{.record = {.id = id, .name = view->name, .kept = view->kept, .createdAt = view->createdAt},
                             .size = view->size,
                             .state = "running",
                             .since = m_stage.now()});
    m_coming.erase(id);
    tellHost();
    if (onReady)
        onReady(id);
}

void Machines::cannotArrive(const SandboxId &id, const Error &why)
{
    auto view = find(id);
    if (!view)
        return;
    const auto coming = m_coming.extract(id);
    const bool isNew = !coming.empty() && coming.mapped() != Arrival::Reload; // there is nothing that it could stay
    step(*view, isNew ? SandboxEvent::Failed : SandboxEvent::StayedStored);
    view->problem = why;
    view->processId = 0;
    if (view->state == SandboxState::Failed)
        view->end = api::SandboxEnd{
            domain::EndCause::StartFailed, why.detail, m_stage.now(), view->meter, view->cost, view->pricesAsOf};
    put(*view);
    m_stage.audit("sandbox.failed", objectOf(id), {domain::AuditOutcome::Failed, why.detail});
    if (onLost)
        onLost(id);
    admit();
}

// ---- New ones ----

api::Verdict Machines::create(const api::NewSandbox &wanted)
{
    if (m_stage.has(Fault::DiskFull))
        return api::Verdict::denied("The disk is too full: 301 MiB are free, and 512 MiB are kept back.");
    const auto id = wanted.id.value_or(SandboxId(m_stage.newId("sbx-")));
    auto view = fresh(id);
    view.name = wanted.name;
    view.size = wanted.size.value_or(view.size);
    view.shares = wanted.shares.value_or(view.shares);
    view.ladder = wanted.ladder.value_or(view.ladder);
    view.labels = wanted.labels;
    view.secrets = wanted.secrets;
    if (!wanted.egress.empty())
        view.egress = wanted.egress;
    if (!wanted.image.empty())
        view.image = wanted.image;
    Arrival how = Arrival::Boot;
    if (wanted.snapshot) {
        const auto from = m_stage.world.snapshots.find(*wanted.snapshot);
        if (from == m_stage.world.snapshots.end())
            return api::Verdict::denied("There is no such snapshot.");
        view.from = wanted.snapshot;
        view.size = from->second.size;
        how = Arrival::Restore;
    } else if (!wanted.base.empty()) {
        const auto made = m_stage.world.defined.find(wanted.base);
        if (made == m_stage.world.defined.end() || made->second.versions.empty())
            return api::Verdict::denied("There is no such template, or it was never built.");
        view.madeFrom = wanted.base + ", version " + std::to_string(made->second.versions.front().number);
        view.size = made->second.definition.size.value_or(view.size);
        how = Arrival::Clone;
    } else if (wanted.image.empty() && !m_stage.world.templates.empty()) {
        view.base = m_stage.world.templates.begin()->first;
        how = Arrival::Clone;
    }
    if (wanted.reservation)
        view.reservedFor = domain::inWords(*wanted.reservation);
    m_stage.audit("sandbox.created", objectOf(id), {.after = wanted.name});
    queue(std::move(view), how);
    return api::Verdict::accepted(objectOf(id));
}

Machines::SandboxId Machines::startFor(const api::SessionView &session)
{
    auto view = fresh(SandboxId(m_stage.newId("sbx-")));
    view.kept = false;
    view.session = session.id;
    view.sessionTitle = session.title;
    view.egress = domain::kPackagesEgress;
    view.ladder = m_stage.world.host.defaultLadder;
    view.warm = m_stage.chance.onceIn(2);
    const auto id = view.id;
    if (!m_stage.world.templates.empty())
        view.base = m_stage.world.templates.begin()->first;
    m_stage.audit(domain::AuditActor::ControlPlane, "sandbox.created", objectOf(id), {.session = session.id.value()});
    queue(std::move(view), Arrival::Clone);
    return id;
}

api::Verdict Machines::fork(const api::ForkSandbox &wanted)
{
    const auto source = find(wanted.sandbox);
    if (!source)
        return api::Verdict::denied("There is no such sandbox.");
    using enum SandboxState;
    if (source->state != Running && source->state != Paused && source->state != Hibernated)
        return stateDenies(source->state);
    if (!source->busyWith.empty())
        return api::Verdict::denied("A tool runs in it: " + source->busyWith + ".");
    const auto ids = idsFor(wanted.ids, wanted.count);
    Job job{.kind = domain::OperationKind::Fork, .object = objectOf(wanted.sandbox), .name = source->name};
    job.takes = m_stage.chance.around(900ms);
    job.steps = {"Copying memory", "Cloning"};
    job.done = [this, ids, source = *source] {
        std::string names;
        for (const auto &id : ids) {
            auto view = fresh(id);
            view.forkOf = source.id;
            view.size = source.size;
            view.image = source.image;
            view.egress = source.egress;
            view.egressOwn = source.egressOwn;
            view.secrets = source.secrets;
            view.labels = source.labels;
            view.base = source.base;
            queue(std::move(view), Arrival::Restore);
            names += (names.empty() ? "" : ", ") + id.value();
        }
        return "Copies: " + names + ".";
    };
    m_operations.begin(std::move(job));
    m_stage.audit("sandbox.forked", objectOf(wanted.sandbox), {.after = std::to_string(wanted.count) + " copies"});
    return api::Verdict::accepted(objectOf(ids.front()));
}

api::Verdict Machines::restoreAsNew(const api::RestoreAsNew &wanted)
{
    const auto from = m_stage.world.snapshots.find(wanted.snapshot);
    if (from == m_stage.world.snapshots.end())
        return api::Verdict::denied("There is no such snapshot.");
    if (from->second.state != domain::SnapshotState::Ready)
        return api::Verdict::denied("It is " + std::string(domain::word(from->second.state)) + ".");
    const auto ids = idsFor(wanted.ids, wanted.count);
    for (const auto &id : ids) {
        auto view = fresh(id);
        view.name = ids.size() == 1 ? wanted.name : std::string();
        view.from = wanted.snapshot;
        view.size = from->second.size;
        view.base = from->second.base;
        queue(std::move(view), Arrival::Restore);
    }
    auto shown = from->second;
    shown.sandboxes += static_cast<int>(ids.size());
    m_stage.tell(shown);
    m_stage.audit("snapshot.restored", "snapshot/" + wanted.snapshot.value(), {.after = std::to_string(ids.size())});
    return api::Verdict::accepted(objectOf(ids.front()));
}

std::optional<api::Verdict> Machines::whyNoRestore(const api::RestoreInPlace &wanted) const
{
    const auto view = find(wanted.sandbox);
    if (!view)
        return api::Verdict::denied("There is no such sandbox.");
    if (!m_stage.world.snapshots.contains(wanted.snapshot))
        return api::Verdict::denied("There is no such snapshot.");
    if (!view->busyWith.empty())
        return api::Verdict::denied("A tool runs in it: " + view->busyWith + ".");
    if (view->state != SandboxState::Running && view->state != SandboxState::Paused)
        return stateDenies(view->state);
    return std::nullopt;
}

api::Verdict Machines::restoreInPlace(const api::RestoreInPlace &wanted)
{
    if (auto no = whyNoRestore(wanted))
        return *std::move(no);
    auto view = find(wanted.sandbox);
    step(*view, SandboxEvent::Restore);
    view->from = wanted.snapshot;
    put(*view);
    m_stage.audit("sandbox.restored", objectOf(view->id), {.after = wanted.snapshot.value()});
    Job job{.kind = domain::OperationKind::Restore, .object = objectOf(view->id), .name = view->name};
    job.takes = m_stage.chance.around(1800ms);
    job.steps = {"Reading memory", "Starting its machine"};
    job.canCancel = false;
    if (m_stage.has(Fault::RestoreFails))
        job.fails = kNoRestore;
    job.failed = [this, id = view->id](const Error &why) {
        cannotArrive(id, why);
    };
    job.done = [this, id = view->id] {
        ready(id);
        return "Sandbox " + id.value() + " is as it was then.";
    };
    m_operations.begin(std::move(job));
    return api::Verdict::accepted(objectOf(view->id));
}

} // namespace glovebox::sample
