#include "app/sample/snapshots.h"

#include <algorithm>

namespace glovebox::sample {

using namespace std::chrono_literals;
using domain::SandboxState;
using domain::SnapshotState;
using domain::TemplateState;

namespace {

std::string objectOf(const domain::SnapshotId &id)
{
    return "snapshot/" + id.value();
}

api::Verdict noSnapshot()
{
    return api::Verdict::denied("There is no such snapshot.");
}

api::Verdict noTemplate()
{
    return api::Verdict::denied("There is no such template.");
}

} // namespace

void Snapshots::begin()
{
    std::vector<domain::SnapshotId> taken;
    for (const auto &[id, view] : m_stage.world.snapshots)
        if (view.state == SnapshotState::Taking)
            taken.push_back(id);
    for (const auto &id : taken)
        write(id, m_stage.world.snapshots.at(id).progress.value_or(0));
    std::vector<api::TemplateView> built;
    for (const auto &[id, view] : m_stage.world.templates)
        if (view.state == TemplateState::Building)
            built.push_back(view);
    for (auto &view : built)
        build(std::move(view));
}

std::optional<api::SnapshotView> Snapshots::find(const domain::SnapshotId &id) const
{
    const auto found = m_stage.world.snapshots.find(id);
    return found == m_stage.world.snapshots.end() ? std::nullopt : std::optional(found->second);
}

void Snapshots::isBeingTaken(const domain::SandboxId &sandbox, std::optional<double> part)
{
    auto view = m_machines.find(sandbox);
    if (!view)
        return;
    view->operation = part ? "Taking a snapshot" : "";
    view->progress = part;
    m_machines.put(std::move(*view));
}

api::Verdict Snapshots::take(const api::TakeSnapshot &wanted, std::function<void()> then)
{
    const auto source = m_machines.find(wanted.sandbox);
    if (!source)
        return api::Verdict::denied("There is no such sandbox.");
    if (source->state != SandboxState::Running && source->state != SandboxState::Paused &&
        source->state != SandboxState::Hibernated)
        return stateDenies(source->state);
    if (!source->operation.empty())
        return api::Verdict::denied(source->operation + " is under way.");
    if (m_stage.has(Fault::DiskFull))
        return api::Verdict::denied("The disk is too full: 301 MiB are free, and 512 MiB are kept back.");
    api::SnapshotView view{.id = domain::SnapshotId(m_stage.newId("snap-")),
                           .sandbox = wanted.sandbox,
                           .base = source->base.value_or(domain::TemplateId("tpl-4f2a91"))};
    view.name = wanted.name;
    view.at = m_stage.now();
    view.sandboxName = source->name;
    view.session = source->session;
    view.parent = source->from;
    view.size = source->size;
    view.acceleration = source->acceleration;
    m_stage.tell(view);
    m_stage.audit("snapshot.taken", objectOf(view.id), {.after = wanted.name});
    write(view.id, 0, std::move(then));
    return api::Verdict::accepted(objectOf(view.id));
}

void Snapshots::write(const domain::SnapshotId &id, double from, std::function<void()> then)
{
    const auto sandbox = m_stage.world.snapshots.at(id).sandbox;
    isBeingTaken(sandbox, from);
    Job job{.kind = domain::OperationKind::TakeSnapshot, .object = objectOf(id)};
    job.name = m_stage.world.snapshots.at(id).name;
    job.takes = m_stage.chance.around(4s);
    job.from = from;
    job.steps = {"Copying memory", "Writing"};
    job.shown = [this, id, sandbox](const std::string &step, double part) {
        if (auto view = find(id)) {
            view->step = step;
            view->progress = part;
            m_stage.tell(std::move(*view));
        }
        isBeingTaken(sandbox, part);
    };
    job.done = [this, id, sandbox, then = std::move(then)] {
        isBeingTaken(sandbox, std::nullopt);
        auto view = find(id);
        if (!view)
            return std::string();
        view->state = SnapshotState::Ready;
        view->step.clear();
        view->progress.reset();
        view->memory = ByteCount::mib(static_cast<std::uint64_t>(m_stage.chance.between(30, 180)));
        view->disk = ByteCount::mib(static_cast<std::uint64_t>(m_stage.chance.between(4, 90)));
        view->stopped = std::chrono::microseconds(m_stage.chance.between(5'000, 12'000));
        view->method = "write tracking";
        m_stage.tell(*view);
        if (view->parent)
            if (auto parent = find(*view->parent)) {
                ++parent->children;
                m_stage.tell(std::move(*parent));
            }
        if (auto source = m_machines.find(sandbox)) {
            source->from = id;
            m_machines.put(std::move(*source));
        }
        m_stage.ledger.note(domain::FrozenFacts{domain::FrozenFacts::Kind::Snapshot,
                                                id.value(),
                                                view->name,
                                                sandbox.value(),
                                                view->at,
                                                ByteCount{view->memory.value + view->disk.value},
                                                {}});
        m_machines.tellHost();
        if (then)
            then();
        return std::string("The sandbox stood still for " + std::to_string(view->stopped.count() / 1000) + " ms.");
    };
    job.cancelled = [this, id, sandbox] {
        isBeingTaken(sandbox, std::nullopt);
        m_stage.tell(api::SnapshotGone{id});
    };
    m_operations.begin(std::move(job));
}

api::Verdict Snapshots::act(const api::DeleteSnapshots &wanted)
{
    for (const auto &id : wanted.snapshots) {
        const auto view = find(id);
        if (!view)
            return noSnapshot();
        if (view->pinned)
            return api::Verdict::denied("Snapshot " + id.value() + " is pinned. Take the pin out first.");
        for (const auto &[other, child] : m_stage.world.snapshots)
            if (child.parent == id && std::ranges::find(wanted.snapshots, other) == wanted.snapshots.end())
                return api::Verdict::denied("Others stand on it: " + other.value() + ".");
    }
    for (const auto &id : wanted.snapshots) {
        if (m_operations.cancelOf(domain::OperationKind::TakeSnapshot, objectOf(id)))
            continue; // it was being taken
        auto view = *find(id);
        if (view.parent)
            if (auto parent = find(*view.parent)) {
                --parent->children;
                m_stage.tell(std::move(*parent));
            }
        view.state = *domain::next(view.state, domain::SnapshotEvent::Delete);
        m_stage.tell(view);
        m_stage.audit("snapshot.deleted", objectOf(id));
        m_stage.agenda.after(m_stage.chance.around(500ms), [this, id] {
            m_stage.tell(api::SnapshotGone{id});
            m_machines.tellHost();
        });
    }
    return api::Verdict::accepted();
}

api::Verdict Snapshots::act(const api::RenameSnapshot &wanted)
{
    auto view = find(wanted.snapshot);
    if (!view)
        return noSnapshot();
    m_stage.audit("snapshot.renamed", objectOf(view->id), {.before = view->name, .after = wanted.name});
    view->name = wanted.name;
    m_stage.tell(std::move(*view));
    return api::Verdict::accepted(objectOf(wanted.snapshot));
}

api::Verdict Snapshots::act(const api::PinSnapshot &wanted)
{
    auto view = find(wanted.snapshot);
    if (!view)
        return noSnapshot();
    if (view->pinned == wanted.pinned)
        return api::Verdict::alreadySo();
    view->pinned = wanted.pinned;
    m_stage.audit(wanted.pinned ? "snapshot.pinned" : "snapshot.unpinned", objectOf(view->id));
    m_stage.tell(std::move(*view));
    return api::Verdict::accepted(objectOf(wanted.snapshot));
}

api::Verdict Snapshots::act(const api::VerifySnapshot &wanted)
{
    auto view = find(wanted.snapshot);
    if (!view)
        return noSnapshot();
    if (view->verifying)
        return api::Verdict::alreadySo();
    view->verifying = true;
    const auto id = view->id;
    const auto look = [this, id](bool found) {
        auto now = find(id);
        if (!now)
            return;
        now->verifying = false;
        if (found)
            now->verifiedAt = m_stage.now();
        m_stage.tell(std::move(*now));
    };
    Job job{.kind = domain::OperationKind::VerifySnapshot, .object = objectOf(id), .name = view->name};
    job.takes = m_stage.chance.around(2500ms);
    job.steps = {"Reading memory", "Reading disk"};
    job.done = [this, look, id] {
        look(true);
        m_stage.audit("snapshot.verified", objectOf(id));
        return std::string("It is whole.");
    };
    job.cancelled = [look] {
        look(false);
    };
    m_stage.tell(std::move(*view));
    m_operations.begin(std::move(job));
    return api::Verdict::accepted(objectOf(id));
}

api::Verdict Snapshots::act(const api::CancelVerify &wanted)
{
    return m_operations.cancelOf(domain::OperationKind::VerifySnapshot, objectOf(wanted.snapshot))
               ? api::Verdict::accepted()
               : api::Verdict::alreadySo();
}

// ---- Templates that the engine makes by itself ----

void Snapshots::build(api::TemplateView view)
{
    const auto id = view.id;
    Job job{.kind = domain::OperationKind::BuildTemplate, .object = "template/" + id.value()};
    job.takes = m_stage.chance.around(5s);
    job.steps = {"Waiting", "Booting", "Freezing"};
    if (m_stage.has(Fault::BuildFails))
        job.fails = Error{ErrorCode::GuestUnresponsive, "no greeting within 60 s"};
    const auto change = [this, id](const std::function<void(api::TemplateView &)> &how) {
        const auto found = m_stage.world.templates.find(id);
        if (found == m_stage.world.templates.end())
            return;
        api::TemplateView now = found->second;
        how(now);
        m_stage.tell(std::move(now));
    };
    job.shown = [change](const std::string &step, double) {
        change([&](api::TemplateView &now) { now.step = step; });
    };
    job.done = [this, change] {
        change([this](api::TemplateView &now) {
            now.state = TemplateState::Ready;
            now.since = m_stage.now();
            now.step.clear();
            now.buildTime = 1'410ms;
            now.memory = ByteCount::mib(118);
            now.disk = ByteCount::mib(3);
            now.warmMax = now.warm = 1;
            now.onDisk = true;
            now.log += "Freezing memory and disk: 0.2 s\nReady\n";
        });
        return std::string("Sandboxes of this size are cloned from it.");
    };
    job.failed = [this, change](const Error &why) {
        change([this, &why](api::TemplateView &now) {
            now.state = TemplateState::Failed;
            now.since = m_stage.now();
            now.step.clear();
            now.problem = why;
        });
    };
    m_operations.begin(std::move(job));
}

api::Verdict Snapshots::act(const api::RebuildTemplate &wanted)
{
    const auto found = m_stage.world.templates.find(wanted.base);
    if (found == m_stage.world.templates.end())
        return noTemplate();
    api::TemplateView view = found->second;
    if (view.state == TemplateState::Building)
        return api::Verdict::alreadySo();
    if (view.state == TemplateState::Ready) { // what stands on it keeps it
        view.id = domain::TemplateId(m_stage.newId("tpl-"));
        view.clones = view.snapshots = view.warm = 0;
    }
    view.state = TemplateState::Building;
    view.since = m_stage.now();
    view.problem.reset();
    view.buildTime.reset();
    view.step = "Waiting";
    view.log = "Waiting for its turn\n";
    m_stage.tell(view);
    m_stage.audit("template.rebuilt", "template/" + view.id.value());
    const auto id = view.id;
    build(std::move(view));
    return api::Verdict::accepted("template/" + id.value());
}

api::Verdict Snapshots::act(const api::DeleteTemplate &wanted)
{
    if (!m_stage.world.templates.contains(wanted.base))
        return noTemplate();
    for (const auto &[id, view] : m_stage.world.sandboxes)
        if (view.base == wanted.base)
            return api::Verdict::denied("Sandboxes stand on it: " + id.value() + ".");
    for (const auto &[id, view] : m_stage.world.snapshots)
        if (view.base == wanted.base)
            return api::Verdict::denied("Snapshots stand on it: " + id.value() + ".");
    m_operations.cancelOf(domain::OperationKind::BuildTemplate, "template/" + wanted.base.value());
    m_stage.audit("template.deleted", "template/" + wanted.base.value());
    m_stage.tell(api::TemplateGone{wanted.base});
    return api::Verdict::accepted();
}

api::Verdict Snapshots::act(const api::SetTemplateLadder &wanted)
{
    const auto found = m_stage.world.templates.find(wanted.base);
    if (found == m_stage.world.templates.end())
        return noTemplate();
    api::TemplateView view = found->second;
    view.ladder = wanted.ladder;
    m_stage.audit("template.ladder-changed", "template/" + view.id.value());
    m_stage.tell(std::move(view));
    return api::Verdict::accepted("template/" + wanted.base.value());
}

} // namespace glovebox::sample
