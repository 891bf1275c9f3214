#include "core/engine/snapshot_keeper.h"

#include "core/engine/log.h"
#include "core/engine/random_bytes.h"

#include <algorithm>

namespace glovebox::engine {

using namespace domain;
using namespace std::chrono_literals;
using api::Verdict;

namespace {

/// What a snapshot on disk says of itself.
api::SnapshotView viewOf(const ports::SnapshotFacts &facts)
{
    std::optional<Error> damage;
    if (!facts.damage.empty())
        damage = Error{ErrorCode::ProtocolError, facts.damage};
    return {.id = facts.origin.id,
            .name = facts.origin.name,
            .problem = std::move(damage),
            .at = facts.origin.at,
            .sandbox = facts.origin.sandbox,
            .sandboxName = facts.origin.sandboxName,
            .session = facts.origin.session,
            .parent = facts.origin.parent,
            .base = TemplateId(facts.base),
            .size = facts.size,
            .acceleration = facts.acceleration,
            .memory = facts.memory,
            .disk = facts.disk,
            .shared = facts.diskShared,
            .stopped = facts.stopped,
            .method = facts.method,
            .pinned = facts.pinned,
            .verifiedAt = facts.verifiedAt};
}

} // namespace

struct SnapshotKeeper::Entry {
    explicit Entry(api::SnapshotView first) : view(std::move(first)) {}

    api::SnapshotView view;
    std::optional<api::SnapshotView> published;
    std::function<void(const api::SnapshotView &)> progress;
    Callback<std::shared_ptr<const ports::Snapshot>> done;
    Callback<ports::SnapshotFacts> keptDone;
    Call call; // taking, keeping, or removing
    Call telling;
    Call labelling;
    std::optional<ports::SnapshotLabel> labelled; // being written down
    Call verifying;
};

SnapshotKeeper::SnapshotKeeper(ports::Clock &clock, ports::Hypervisor &hypervisor, Handlers handlers)
    : m_clock(clock), m_hypervisor(hypervisor), m_handlers(std::move(handlers))
{
}

SnapshotKeeper::~SnapshotKeeper() = default;

void SnapshotKeeper::open()
{
    auto found = m_hypervisor.store().snapshots();
    std::ranges::sort(found, {}, [](const auto &facts) { return facts.origin.at; });
    for (const auto &facts : found) {
        if (facts.origin.kind != SnapshotKind::Kept || find(facts.origin.id))
            continue;
        auto &entry = *m_entries.emplace_back(std::make_unique<Entry>(viewOf(facts)));
        entry.view.state = SnapshotState::Ready;
        publish(entry);
    }
    refresh();
}

SnapshotId SnapshotKeeper::newId()
{
    return SnapshotId("snap-" + randomHex(3));
}

SnapshotKeeper::Entry *SnapshotKeeper::find(const SnapshotId &id) const
{
    const auto it = std::ranges::find_if(m_entries, [&](const auto &entry) { return entry->view.id == id; });
    return it == m_entries.end() ? nullptr : it->get();
}

void SnapshotKeeper::take(const ports::SnapshotFacts &about, const std::function<Call(ports::SnapshotHandlers)> &begin,
                          std::function<void(const api::SnapshotView &)> progress,
                          Callback<std::shared_ptr<const ports::Snapshot>> done)
{
    auto &entry = *m_entries.emplace_back(std::make_unique<Entry>(viewOf(about)));
    entry.progress = std::move(progress);
    entry.done = std::move(done);
    publish(entry);
    refresh();
    entry.call = begin(
        {[this, &entry](const ports::SnapshotProgress &now) {
             entry.view.step = now.step;
             entry.view.progress.reset();
             if (now.total.value > 0)
                 entry.view.progress =
                     std::min(1.0, static_cast<double>(now.done.value) / static_cast<double>(now.total.value));
             publish(entry);
             entry.progress(entry.view);
         },
         [this, &entry](Result<std::shared_ptr<const ports::Snapshot>> taken) {
             ended(entry, taken ? Result<ports::SnapshotFacts>((*taken)->facts()) : tl::unexpected(taken.error()));
             if (auto tell = std::exchange(entry.done, nullptr))
                 tell(std::move(taken));
         }});
}

void SnapshotKeeper::keep(const ports::SnapshotFacts &about, const SnapshotId &hibernated,
                          Callback<ports::SnapshotFacts> done)
{
    auto &entry = *m_entries.emplace_back(std::make_unique<Entry>(viewOf(about)));
    entry.keptDone = std::move(done);
    entry.view.step = "Keeping what is on disk";
    publish(entry);
    refresh();
    entry.call =
        m_hypervisor.store().keep(hibernated, about.origin, [this, &entry](const Result<ports::SnapshotFacts> &kept) {
            ended(entry, kept);
            if (auto tell = std::exchange(entry.keptDone, nullptr))
                tell(kept);
        });
}

void SnapshotKeeper::ended(Entry &entry, const Result<ports::SnapshotFacts> &taken)
{
    entry.view.step.clear();
    entry.view.progress.reset();
    if (taken) {
        const auto old = std::exchange(entry.view, viewOf(*taken));
        entry.view.state = old.state;
    } else {
        entry.view.problem = taken.error();
        qCWarning(lcEngine, "no snapshot of %s: %s", entry.view.sandbox.value().c_str(),
                  glovebox::describe(taken.error()).c_str());
    }
    enter(entry, taken ? SnapshotEvent::Taken : SnapshotEvent::Failed);
    refresh();
}

Verdict SnapshotKeeper::rename(const SnapshotId &snapshot, const std::string &name)
{
    auto *entry = find(snapshot);
    if (!entry || entry->view.state != SnapshotState::Ready)
        return Verdict::notFound("There is no snapshot " + snapshot.value() + " that is complete.");
    auto wanted = entry->labelled.value_or(ports::SnapshotLabel{entry->view.name, entry->view.pinned});
    if (wanted.name == name)
        return Verdict::alreadySo();
    wanted.name = name;
    label(*entry, std::move(wanted));
    return Verdict::accepted();
}

Verdict SnapshotKeeper::pin(const SnapshotId &snapshot, bool pinned)
{
    auto *entry = find(snapshot);
    if (!entry || entry->view.state != SnapshotState::Ready)
        return Verdict::notFound("There is no snapshot " + snapshot.value() + " that is complete.");
    auto wanted = entry->labelled.value_or(ports::SnapshotLabel{entry->view.name, entry->view.pinned});
    if (wanted.pinned == pinned)
        return Verdict::alreadySo();
    wanted.pinned = pinned;
    label(*entry, std::move(wanted));
    return Verdict::accepted();
}

/// The newest says all of it: one that is still under way need not answer.
void SnapshotKeeper::label(Entry &entry, ports::SnapshotLabel label)
{
    entry.labelled = label;
    entry.labelling = m_hypervisor.store().label(entry.view.id, label, [this, &entry, label](const Result<> &written) {
        entry.labelled.reset();
        if (written) {
            entry.view.name = label.name;
            entry.view.pinned = label.pinned;
        } else {
            qCWarning(lcEngine, "%s keeps its name and pin: %s", entry.view.id.value().c_str(),
                      glovebox::describe(written.error()).c_str());
            entry.view.problem = inContext("its name or pin could not be written down", written.error());
        }
        publish(entry);
    });
}

Verdict SnapshotKeeper::verify(const SnapshotId &snapshot)
{
    auto *entry = find(snapshot);
    if (!entry || entry->view.state != SnapshotState::Ready)
        return Verdict::notFound("There is no snapshot " + snapshot.value() + " that is complete.");
    if (std::exchange(entry->view.verifying, true))
        return Verdict::alreadySo();
    entry->view.step = "Reading its files";
    publish(*entry);
    entry->verifying = m_hypervisor.store().verify(
        snapshot,
        [this, entry](ByteCount done, ByteCount total) {
            if (total.value > 0)
                entry->view.progress =
                    std::min(1.0, static_cast<double>(done.value) / static_cast<double>(total.value));
            publish(*entry);
        },
        [this, entry](const Result<ports::SnapshotProof> &proof) { verified(*entry, proof); });
    return Verdict::accepted();
}

Verdict SnapshotKeeper::cancelVerify(const SnapshotId &snapshot)
{
    auto *entry = find(snapshot);
    if (!entry)
        return Verdict::notFound("There is no snapshot " + snapshot.value() + ".");
    if (!entry->view.verifying)
        return Verdict::alreadySo();
    entry->verifying.cancel();
    entry->view.verifying = false;
    entry->view.step.clear();
    entry->view.progress.reset();
    publish(*entry);
    return Verdict::accepted();
}

void SnapshotKeeper::verified(Entry &entry, const Result<ports::SnapshotProof> &proof)
{
    entry.view.verifying = false;
    entry.view.step.clear();
    entry.view.progress.reset();
    entry.view.verifiedAt.reset();
    entry.view.problem.reset();
    if (!proof) {
        qCWarning(lcEngine, "%s is damaged: %s", entry.view.id.value().c_str(),
                  glovebox::describe(proof.error()).c_str());
        entry.view.problem = proof.error();
    } else if (proof->byContent) {
        entry.view.verifiedAt = proof->at;
    } else {
        entry.view.problem = Error{ErrorCode::Unsupported, "it was written before checksums were kept: its files are "
                                                           "there in their lengths, and no more can be told"};
    }
    publish(entry);
}

void SnapshotKeeper::abandon(const SandboxId &sandbox, const Error &why)
{
    for (const auto &entry : m_entries) {
        if (entry->view.sandbox != sandbox || entry->view.state != SnapshotState::Taking)
            continue;
        entry->call.cancel();
        entry->done = nullptr; // who asked is the sandbox that goes
        entry->keptDone = nullptr;
        ended(*entry, tl::unexpected(why));
    }
}

void SnapshotKeeper::close()
{
    for (const auto &entry : m_entries) {
        entry->call.cancel();
        entry->verifying.cancel();
    }
}

Verdict SnapshotKeeper::remove(const std::vector<SnapshotId> &snapshots)
{
    const auto isAmong = [&](const SnapshotId &id) {
        return std::ranges::find(snapshots, id) != snapshots.end();
    };
    if (snapshots.empty())
        return Verdict::invalid("No snapshot was named.");
    for (const auto &id : snapshots) {
        const auto *entry = find(id);
        if (!entry)
            return Verdict::notFound("There is no snapshot " + id.value() + ".");
        if (entry->view.pinned || (entry->labelled && entry->labelled->pinned))
            return Verdict::denied(id.value() + " is pinned. Take the pin out first.");
        if (const auto who = m_handlers.neededBy(id); !who.empty())
            return Verdict::denied(id.value() + " is needed: " + who + ".");
        std::string others;
        for (const auto &other : m_entries)
            if (other->view.parent == id && other->view.state != SnapshotState::Failed && !isAmong(other->view.id))
                others += (others.empty() ? "" : ", ") + (other->view.name.empty()
                                                              ? other->view.id.value()
                                                              : other->view.name + " (" + other->view.id.value() + ")");
        if (!others.empty())
            return Verdict::denied(id.value() + " stays: other snapshots stand on it: " + others + ".");
    }
    bool any = false;
    // The newest first: what stands on another goes before it.
    for (auto it = m_entries.rbegin(); it != m_entries.rend(); ++it) {
        auto &entry = **it;
        const auto id = entry.view.id;
        if (!isAmong(id) || entry.view.state == SnapshotState::Deleting || entry.view.state == SnapshotState::Gone)
            continue;
        any = true;
        const bool onDisk = entry.view.state == SnapshotState::Ready;
        entry.call.cancel();
        entry.verifying.cancel();
        entry.labelling.cancel();
        entry.labelled.reset();
        entry.view.verifying = false;
        entry.view.step.clear();
        entry.view.progress.reset();
        enter(entry, SnapshotEvent::Delete);
        if (!onDisk) {
            entry.telling = m_clock.after(0ms, [this, &entry, id] {
                if (auto done = std::exchange(entry.done, nullptr))
                    done(fail(ErrorCode::Cancelled, "the snapshot was deleted while it was being taken"));
                if (auto done = std::exchange(entry.keptDone, nullptr))
                    done(fail(ErrorCode::Cancelled, "the snapshot was deleted while it was being kept"));
                forget(id);
            });
            continue;
        }
        entry.call = m_hypervisor.store().removeSnapshot(id, [this, &entry, id](Result<> removed) {
            if (!removed) {
                entry.view.problem = inContext("delete it", removed.error());
                enter(entry, SnapshotEvent::Failed);
                return;
            }
            enter(entry, SnapshotEvent::Gone);
            entry.telling = m_clock.after(0ms, [this, id] { forget(id); });
        });
    }
    return any ? Verdict::accepted() : Verdict::alreadySo();
}

void SnapshotKeeper::forget(const SnapshotId &id)
{
    auto *entry = find(id);
    if (!entry)
        return;
    const auto parent = entry->view.parent;
    auto keep = std::find_if(m_entries.begin(), m_entries.end(), [&](const auto &e) { return e.get() == entry; });
    const auto gone = std::move(*keep); // it is in the middle of calling us
    m_entries.erase(keep);
    m_handlers.observer(api::SnapshotGone{id});
    m_handlers.gone(id, parent);
    refresh();
}

void SnapshotKeeper::setProblem(const SnapshotId &snapshot, Error why)
{
    if (auto *entry = find(snapshot)) {
        entry->view.problem = std::move(why);
        publish(*entry);
    }
}

std::optional<api::SnapshotView> SnapshotKeeper::ready(const SnapshotId &snapshot) const
{
    const auto *entry = find(snapshot);
    return entry && entry->view.state == SnapshotState::Ready ? std::optional(entry->view) : std::nullopt;
}

std::vector<std::string> SnapshotKeeper::standingOn(const TemplateId &base) const
{
    std::vector<std::string> names;
    for (const auto &entry : m_entries)
        if (entry->view.base == base && entry->view.state != SnapshotState::Failed &&
            entry->view.state != SnapshotState::Gone)
            names.push_back(entry->view.id.value());
    return names;
}

void SnapshotKeeper::refresh()
{
    const auto sandboxes = m_handlers.sandboxes();
    std::map<SnapshotId, int> children;
    for (const auto &entry : m_entries)
        if (entry->view.parent && entry->view.state != SnapshotState::Failed)
            ++children[*entry->view.parent];
    const auto countOf = [](const std::map<SnapshotId, int> &counts, const SnapshotId &id) {
        const auto found = counts.find(id);
        return found == counts.end() ? 0 : found->second;
    };
    for (const auto &entry : m_entries) {
        entry->view.children = countOf(children, entry->view.id);
        entry->view.sandboxes = countOf(sandboxes, entry->view.id);
        publish(*entry);
    }
}

void SnapshotKeeper::enter(Entry &entry, SnapshotEvent event)
{
    if (const auto to = next(entry.view.state, event))
        entry.view.state = *to;
    publish(entry);
}

void SnapshotKeeper::publish(Entry &entry)
{
    entry.view.generation = entry.published ? entry.published->generation : 0;
    if (entry.view == entry.published)
        return;
    entry.view.generation = ++m_generation;
    entry.published = entry.view;
    m_handlers.observer(entry.view);
}

} // namespace glovebox::engine
