// Role: the snapshots of this host as the operator sees them: taking one (with its progress, and a way out), where each
// comes from and what stands on it, naming, pinning, checking and deleting it, and finding them again at start.
// Thread: the engine's.
// Invariants: Taking ⇔ its machine's or its store's call is held; Ready and Deleting ⇔ the store has it; who takes one
// is told once, never from inside take(), also when it is cancelled; a pinned one is not deleted.
#pragma once

#include "core/api/engine_control.h"
#include "core/ports/clock.h"
#include "core/ports/hypervisor.h"

#include <list>
#include <map>
#include <memory>
#include <vector>

namespace glovebox::engine {

class SnapshotKeeper {
public:
    struct Handlers {
        std::function<void(api::Change)> observer;
        std::function<std::map<domain::SnapshotId, int>()> sandboxes; // alive, by their line's newest
        /// Why it must stay although nothing is listed under it: "sbx-1 waits to be restored from it"; empty: nothing.
        std::function<std::string(const domain::SnapshotId &)> neededBy;
        std::function<void(const domain::SnapshotId &, std::optional<domain::SnapshotId> parent)> gone;
    };

    SnapshotKeeper(ports::Clock &clock, ports::Hypervisor &hypervisor, Handlers handlers);
    ~SnapshotKeeper();

    /// Finds again what is on disk.
    void open();
    static domain::SnapshotId newId();

    /// `about` says all that is known beforehand; `begin` has it taken, its handle ends that.
    void take(const ports::SnapshotFacts &about, const std::function<Call(ports::SnapshotHandlers)> &begin,
              std::function<void(const api::SnapshotView &)> progress,
              Callback<std::shared_ptr<const ports::Snapshot>> done);
    /// What is on disk of a sandbox that sleeps becomes one, too; it sleeps on. Told once, likewise.
    void keep(const ports::SnapshotFacts &about, const domain::SnapshotId &hibernated,
              Callback<ports::SnapshotFacts> done);
    api::Verdict rename(const domain::SnapshotId &snapshot, const std::string &name);
    api::Verdict pin(const domain::SnapshotId &snapshot, bool pinned);
    api::Verdict verify(const domain::SnapshotId &snapshot);
    api::Verdict cancelVerify(const domain::SnapshotId &snapshot);
    /// The sandbox's machine is about to go: what is being taken of it fails.
    void abandon(const domain::SandboxId &sandbox, const Error &why);
    /// All machines go: nothing is told any more of what is being taken.
    void close();
    api::Verdict remove(const std::vector<domain::SnapshotId> &snapshots);
    /// It could not be restored.
    void setProblem(const domain::SnapshotId &snapshot, Error why);
    /// Ready, and not being deleted; none otherwise.
    std::optional<api::SnapshotView> ready(const domain::SnapshotId &snapshot) const;
    std::vector<std::string> standingOn(const domain::TemplateId &base) const;
    /// Counts of what stands on each are read anew.
    void refresh();

private:
    struct Entry;

    Entry *find(const domain::SnapshotId &id) const;
    void ended(Entry &entry, const Result<ports::SnapshotFacts> &taken);
    void label(Entry &entry, ports::SnapshotLabel label);
    void verified(Entry &entry, const Result<ports::SnapshotProof> &proof);
    void forget(const domain::SnapshotId &id);
    void enter(Entry &entry, domain::SnapshotEvent event);
    void publish(Entry &entry);

    ports::Clock &m_clock;
    ports::Hypervisor &m_hypervisor;
    Handlers m_handlers;
    std::list<std::unique_ptr<Entry>> m_entries; // oldest first
    std::uint64_t m_generation = 0;
};

} // namespace glovebox::engine
