// Role: the sample's snapshots, and the templates that the engine makes by itself.
// Thread: the sample engine's.
#pragma once

#include "app/sample/machines.h"

namespace glovebox::sample {

class Snapshots {
public:
    Snapshots(Stage &stage, Operations &operations, Machines &machines)
        : m_stage(stage), m_operations(operations), m_machines(machines)
    {
    }

    /// What is being taken and built as the story begins goes on.
    void begin();

    /// `then` once it is there; not at all when it is cancelled.
    api::Verdict take(const api::TakeSnapshot &wanted, std::function<void()> then = {});
    api::Verdict act(const api::DeleteSnapshots &wanted);
    api::Verdict act(const api::RenameSnapshot &wanted);
    api::Verdict act(const api::PinSnapshot &wanted);
    api::Verdict act(const api::VerifySnapshot &wanted);
    api::Verdict act(const api::CancelVerify &wanted);
    api::Verdict act(const api::RebuildTemplate &wanted);
    api::Verdict act(const api::DeleteTemplate &wanted);
    api::Verdict act(const api::SetTemplateLadder &wanted);

private:
    std::optional<api::SnapshotView> find(const domain::SnapshotId &id) const;
    void write(const domain::SnapshotId &id, double from, std::function<void()> then = {});
    void build(api::TemplateView view);
    void isBeingTaken(const domain::SandboxId &sandbox, std::optional<double> part);

    Stage &m_stage;
    Operations &m_operations;
    Machines &m_machines;
};

} // namespace glovebox::sample
