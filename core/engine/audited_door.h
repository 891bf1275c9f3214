// Role: a door of the engine's: each command of somebody outside goes on to the engine, and into the audit trail with
// its verdict and whom the door is for. What the engine does by itself does not come through here. Thread: the
// engine's.
#pragma once

#include "core/engine/audited_access.h"
#include "core/engine/behind_door.h"
#include "core/engine/door_trail.h"

namespace glovebox::engine {

class AuditedDoor final : public api::EngineDoor {
public:
    /// `who`: empty: the operator, at this program.
    AuditedDoor(BehindDoor &engine, Bookkeeper &books, const std::string &who = {})
        : m_engine(engine), m_books(books, who), m_access(engine.access(), m_books)
    {
    }

    api::Verdict start() override;
    api::Verdict drain() override;
    api::Verdict stopNow() override;
    api::Verdict pausePolling(const domain::EnvironmentId &environment) override;
    api::Verdict resumePolling(const domain::EnvironmentId &environment) override;
    api::Verdict act(const api::SandboxAction &action) override;
    api::Verdict act(const api::ImageAction &action) override;
    api::Verdict act(const api::TemplateAction &action) override;
    api::Verdict act(const api::SecretAction &action) override;
    api::Verdict act(const api::SessionAction &action) override;
    api::Verdict destroySandbox(const domain::SandboxId &sandbox) override;
    api::Verdict pauseSandbox(const domain::SandboxId &sandbox) override;
    api::Verdict resumeSandbox(const domain::SandboxId &sandbox) override;
    api::Verdict answerApproval(const domain::SessionId &session, const domain::EventId &call,
                                const api::ApprovalAnswer &answer) override;
    api::Verdict cancelCall(const domain::SessionId &session, const domain::EventId &call) override;
    api::Verdict interruptSession(const domain::SessionId &session) override;
    api::Verdict repairWork(const domain::EnvironmentId &environment, const domain::WorkId &work) override;
    api::Verdict refreshQueue(const domain::EnvironmentId &environment) override;
    api::Verdict drainQueue(const domain::EnvironmentId &environment) override;
    api::Verdict listenForWebhooks(bool on) override;
    api::Verdict createSandbox(const api::NewSandbox &wanted) override;
    api::Verdict maintain(const api::UpkeepAction &action) override;
    api::Verdict ask(const api::HistoryQuery &query) override;
    std::unique_ptr<api::EngineDoor> onBehalfOf(std::string who) override;
    api::SandboxAccess &access() override { return m_access; }
    api::LogReading *logs() override { return m_engine.logs(); }
    std::optional<api::KeyHolder> whoHas(const SecretString &secret) override { return m_engine.whoHas(secret); }
    api::KeyVerdict act(const api::KeyAction &action) override;
    api::Verdict act(const api::EnvironmentAction &action) override;

private:
    api::Verdict note(domain::AuditEntry entry, api::Verdict verdict);
    domain::AuditEntry aboutEngine(const char *action) const;

    BehindDoor &m_engine;
    DoorTrail m_books;
    AuditedAccess m_access;
};

} // namespace glovebox::engine
