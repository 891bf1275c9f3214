// Role: how sandboxes of the sample are made ready before anybody uses them: steps one after the other, with what they
// print.
// Thread: the sample engine's.
#pragma once

#include "app/sample/machines.h"

#include <map>

namespace glovebox::sample {

class Seeding {
public:
    Seeding(Stage &stage, Operations &operations, Machines &machines)
        : m_stage(stage), m_operations(operations), m_machines(machines)
    {
    }

    /// Those that are under way as the story begins go on.
    void begin();
    /// Of a sandbox that does not run yet.
    void expect(const domain::SandboxId &sandbox, const domain::Seed &seed);
    void sandboxReady(const domain::SandboxId &sandbox);

    api::Verdict act(const api::SeedSandbox &wanted);
    api::Verdict act(const api::CancelSeed &wanted);

private:
    void change(const domain::SandboxId &sandbox, const std::function<void(api::SeedView &)> &how);
    void run(const domain::SandboxId &sandbox, double from);

    Stage &m_stage;
    Operations &m_operations;
    Machines &m_machines;
    std::map<domain::SandboxId, domain::Seed> m_seeds; // of those that wait or run
};

} // namespace glovebox::sample
