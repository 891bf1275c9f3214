// Role: the sample's sandboxes: from a wish to a slot, through every state of domain/sandbox.h, to their end; idleness,
// use and cost.
// Thread: the sample engine's. Invariants: no state changes but by an edge of the table.
#pragma once

#include "app/sample/operations.h"
#include "app/sample/stage.h"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace glovebox::sample {

class Machines {
public:
    using SandboxId = domain::SandboxId;

    Machines(Stage &stage, Operations &operations) : m_stage(stage), m_operations(operations) {}

    /// What is on its way as the story begins goes on, and everything begins to live.
    void begin();
    /// It runs from now on, for the first time or again.
    std::function<void(const SandboxId &)> onReady;
    /// It is there no more, or will not run again; its session has to know.
    std::function<void(const SandboxId &)> onLost;

    api::Verdict pause(const SandboxId &id, const std::string &why = "operator");
    api::Verdict resume(const SandboxId &id);
    api::Verdict hibernate(const SandboxId &id, const std::string &why = "operator");
    api::Verdict destroy(const SandboxId &id, domain::EndCause cause = domain::EndCause::Operator,
                         const std::string &detail = {});
    api::Verdict create(const api::NewSandbox &wanted);
    api::Verdict fork(const api::ForkSandbox &wanted);
    api::Verdict restoreAsNew(const api::RestoreAsNew &wanted);
    std::optional<api::Verdict> whyNoRestore(const api::RestoreInPlace &wanted) const;
    api::Verdict restoreInPlace(const api::RestoreInPlace &wanted);
    api::Verdict change(const api::SetIdleLadder &wanted);
    api::Verdict change(const api::KeepAlive &wanted);
    api::Verdict change(const api::ReserveSandbox &wanted);
    api::Verdict change(const api::CancelReservation &wanted);
    api::Verdict change(const api::SetLabels &wanted);

    /// For a session; it runs later, or waits for a slot.
    SandboxId startFor(const api::SessionView &session);
    /// A tool begins or ends in it. Wakes it; false: it cannot be used now.
    bool use(const SandboxId &id, const std::string &tool);
    void rest(const SandboxId &id);
    /// Everything ends at once: the engine stops, or somebody stops everything.
    void endAll();
    /// Of the sandbox for a session that is over; it is destroyed when nobody keeps it.
    void letGo(const SandboxId &id);

    /// A copy; none: there is no such sandbox.
    std::optional<api::SandboxView> find(const SandboxId &id) const;
    void put(api::SandboxView view);
    /// Why somebody's wish meets a sandbox that is not what he saw (Fault::Conflict); none: it is.
    std::optional<api::Verdict> conflict(const SandboxId &id);
    /// The host's figures, as its sandboxes and disks make them.
    void tellHost();

private:
    enum class Arrival { Boot, Clone, Restore, Reload };

    bool step(api::SandboxView &view, domain::SandboxEvent event);
    void queue(api::SandboxView view, Arrival how);
    void admit();
    void arrive(const SandboxId &id);
    void ready(const SandboxId &id);
    void cannotArrive(const SandboxId &id, const Error &why);
    void wake(api::SandboxView view);
    void goAway(const SandboxId &id);
    void touch(api::SandboxView &view);
    void lookAtIdle(const SandboxId &id, WallTime due);
    void breathe();
    void measure(api::SandboxView view, std::chrono::milliseconds since);
    void adopt(const api::SandboxView &view);
    api::SandboxView fresh(const SandboxId &id) const;
    std::vector<SandboxId> idsFor(const std::vector<SandboxId> &chosen, int count);

    Stage &m_stage;
    Operations &m_operations;
    std::map<SandboxId, Arrival> m_coming;
    std::set<SandboxId> m_conflicted;
    std::size_t m_breath = 0;
};

/// "It is queued."
api::Verdict stateDenies(domain::SandboxState state);
std::string objectOf(const domain::SandboxId &id);

} // namespace glovebox::sample
