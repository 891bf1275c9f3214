// Role: what leads into and out of the sample's sandboxes: egress rules and attempts, secrets, ports, keys of the local
// API.
// Thread: the sample engine's. Invariants: whether an attempt is allowed is decided by domain::decide over the rules of
// the moment, as the real gate does: what somebody allows holds for the next attempt.
#pragma once

#include "app/sample/machines.h"
#include "core/api/key_views.h"

namespace glovebox::sample {

class Gateway {
public:
    Gateway(Stage &stage, Machines &machines) : m_stage(stage), m_machines(machines) {}

    /// Guests begin to reach out.
    void begin();

    api::Verdict act(const api::ChangeEgress &wanted);
    api::Verdict act(const api::ChangeEgressProfile &wanted);
    api::Verdict act(const api::OpenPort &wanted);
    api::Verdict act(const api::ClosePort &wanted);
    api::Verdict act(const api::SaveSecret &wanted);
    api::Verdict act(const api::RemoveSecret &wanted);
    api::KeyVerdict act(const api::CreateKey &wanted);
    api::KeyVerdict act(const api::RotateKey &wanted);
    api::KeyVerdict act(const api::RevokeKey &wanted);
    /// Many attempts at once (Fault::EventLoss).
    void flood(int attempts);

private:
    void attempt();
    domain::EgressDecision reach(const api::SandboxView &from, const std::string &host);
    domain::EgressPolicy policyOf(const api::SandboxView &view) const;
    const api::SandboxView *anyRunning();
    SecretString newKeySecret(api::ShownKey &key);

    Stage &m_stage;
    Machines &m_machines;
};

} // namespace glovebox::sample
