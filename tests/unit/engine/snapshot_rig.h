// Role: an engine whose host can clone and write sandboxes down, for the tests of what follows from that.
#pragma once

#include "tests/support/engine_rig.h"

#include <algorithm>
#include <set>

namespace testsupport {

struct SnapshotRig : EngineRig {
    explicit SnapshotRig(int capacity = 2, glovebox::domain::IdleLadder ladder = {})
        : SnapshotRig(settings(capacity, ladder))
    {
    }
    explicit SnapshotRig(glovebox::api::EngineSettings chosen) : EngineRig(std::move(chosen))
    {
        hypervisor.canCloneAnswer = {};
        hypervisor.canSnapshotAnswer = {};
        hypervisor.store().keepsTemplates = true;
    }

    static glovebox::api::EngineSettings settings(int capacity, glovebox::domain::IdleLadder ladder)
    {
        auto s = defaultSettings();
        s.capacity = capacity;
        s.warm = 0;
        s.ladder = ladder;
        return s;
    }

    /// A kept sandbox that runs.
    glovebox::domain::SandboxId kept(const std::string &name = "mine")
    {
        std::set<glovebox::domain::SandboxId> before;
        for (const auto &[id, view] : sandboxes)
            before.insert(id);
        engine->createSandbox({name, std::nullopt});
        pass(std::chrono::seconds(2));
        for (const auto &[id, view] : sandboxes)
            if (!before.contains(id))
                return id;
        qFatal("no sandbox was made");
    }
    glovebox::domain::SandboxState stateOf(const glovebox::domain::SandboxId &id) const
    {
        const auto found = sandboxes.find(id);
        return found == sandboxes.end() ? glovebox::domain::SandboxState::Destroyed : found->second.state;
    }
    const glovebox::api::SandboxView &view(const glovebox::domain::SandboxId &id) const { return sandboxes.at(id); }
    glovebox::api::Verdict act(const glovebox::api::SandboxAction &action) { return engine->act(action); }
    void call(const std::string &session) { controlPlane->callTool(session, "bash", {{"command", "true"}}); }
    std::size_t onDisk() { return hypervisor.store().snapshotsOnDisk.size(); }
    int count(glovebox::domain::SandboxState state) const
    {
        return static_cast<int>(
            std::ranges::count_if(sandboxes, [&](const auto &entry) { return entry.second.state == state; }));
    }
    /// A snapshot that is complete.
    glovebox::domain::SnapshotId snapshotOf(const glovebox::domain::SandboxId &id, const std::string &name = {})
    {
        std::set<glovebox::domain::SnapshotId> before;
        for (const auto &[each, view] : snapshots)
            before.insert(each);
        act(glovebox::api::TakeSnapshot{id, name});
        pass(std::chrono::seconds(1));
        for (const auto &[each, view] : snapshots)
            if (!before.contains(each))
                return each;
        qFatal("no snapshot was taken");
    }
};

} // namespace testsupport
