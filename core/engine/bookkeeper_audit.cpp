// Role: the part of Bookkeeper that writes the audit trail: the operator's commands with their verdicts, and what the
// engine did by itself.
#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/engine/bookkeeper.h"

namespace glovebox::engine {

using namespace domain;

void Bookkeeper::audit(AuditEntry entry)
{
    entry.at = m_parts.clock.wallNow();
    for (auto *text :
         {&entry.origin, &entry.action, &entry.object, &entry.reason, &entry.before, &entry.after, &entry.session})
        *text = clipped(toOneLine(*text), limits::kAuditTextMax);
    m_parts.ledger.audit(std::move(entry));
}

AuditEntry Bookkeeper::commanded(std::string action, std::string object) const
{
    return {.actor = AuditActor::Operator,
            .origin = m_parts.origin,
            .action = std::move(action),
            .object = std::move(object)};
}

void Bookkeeper::answered(AuditEntry entry, const api::Verdict &verdict)
{
    switch (verdict.kind) {
    case api::Verdict::Kind::Accepted:
        break;
    case api::Verdict::Kind::AlreadySo:
        entry.reason = "it was so already";
        entry.after = entry.before;
        break;
    case api::Verdict::Kind::Denied:
        entry.outcome = AuditOutcome::Denied;
        entry.reason = verdict.reason;
        entry.after = entry.before;
        break;
    }
    audit(std::move(entry));
}

void Bookkeeper::engineDid(std::string action, std::string object, std::string reason, std::string before,
                           std::string after, std::string session)
{
    audit({.actor = AuditActor::Engine,
           .origin = "engine",
           .action = std::move(action),
           .object = std::move(object),
           .reason = std::move(reason),
           .before = std::move(before),
           .after = std::move(after),
           .session = std::move(session)});
}

void Bookkeeper::failed(std::string action, std::string object, std::string reason, std::string session)
{
    audit({.actor = AuditActor::Engine,
           .origin = "engine",
           .action = std::move(action),
           .object = std::move(object),
           .outcome = AuditOutcome::Failed,
           .reason = std::move(reason),
           .session = std::move(session)});
}

/// What was asked for is written with the command: neither there nor here is the message.
void Bookkeeper::sessionStarted(const api::StartedSessionView &view)
{
    const auto session = view.session ? view.session->value() : std::string();
    const auto object = view.session ? "session/" + session : "environment/" + view.environment.value();
    if (view.problem)
        return failed(view.messageMissing ? "session.message" : "session.start", object, describe(*view.problem),
                      session);
    engineDid("session.made", object, {}, {}, "environment/" + view.environment.value(), session);
}

void Bookkeeper::workTaken(const WorkItem &item, bool again)
{
    audit({.actor = AuditActor::ControlPlane,
           .origin = again ? "recovery" : "control plane",
           .action = "work.taken",
           .object = "work/" + item.id.value(),
           .after = "environment/" + item.environment.value(),
           .session = item.kind == WorkKind::Session ? item.subject : std::string()});
}

void Bookkeeper::workLeft(const WorkItem &item, bool isClean)
{
    audit({.actor = AuditActor::ControlPlane,
           .origin = "control plane",
           .action = "work.left",
           .object = "work/" + item.id.value(),
           .reason = isClean ? "" : "it did not end by itself",
           .session = item.kind == WorkKind::Session ? item.subject : std::string()});
}

/// What the operator asked for is written with the command; here is what happened to it besides.
void Bookkeeper::auditSandbox(const api::SandboxView *before, const api::SandboxView &now)
{
    if (!before || before->state == now.state)
        return;
    const auto object = "sandbox/" + now.id.value();
    const auto session = now.session ? now.session->value() : std::string();
    const auto was = std::string(word(before->state));
    const auto is = std::string(word(now.state));
    switch (now.state) {
    case SandboxState::Paused:
        if (now.reason != "operator")
            engineDid("sandbox.paused", object, now.reason, was, is, session);
        return;
    case SandboxState::Hibernating:
        if (now.reason != "operator")
            engineDid("sandbox.hibernated", object, now.reason, was, is, session);
        return;
    case SandboxState::Failed:
        return failed("sandbox.failed", object, now.end ? now.end->detail : now.reason, session);
    case SandboxState::Destroyed:
        if (now.end && now.end->cause != EndCause::Operator)
            engineDid("sandbox.destroyed", object, std::string(word(now.end->cause)) + ": " + now.end->detail, was, is,
                      session);
        return;
    case SandboxState::Running:
        if (before->state == SandboxState::Creating || before->state == SandboxState::Restoring)
            return engineDid("sandbox.started", object, now.reason, was, is, session);
        return;
    case SandboxState::Queued:
    case SandboxState::Creating:
    case SandboxState::Restoring:
    case SandboxState::Hibernated:
    case SandboxState::Stopped:
    case SandboxState::Resuming:
    case SandboxState::Destroying:
        return;
    }
}

void Bookkeeper::auditHost(const api::HostView &view)
{
    const auto before = m_phase ? std::string(word(*m_phase)) : std::string();
    const auto now = std::string(word(view.phase));
    switch (view.phase) {
    case api::EnginePhase::Running:
        return engineDid("engine.running", "engine", {}, before, now);
    case api::EnginePhase::Draining:
        return engineDid("engine.draining", "engine", {}, before, now);
    case api::EnginePhase::Stopped:
        if (m_phase)
            engineDid("engine.ended", "engine", {}, before, now);
        return;
    case api::EnginePhase::Failed:
        return failed("engine.failed", "engine", view.problem ? describe(*view.problem) : std::string());
    case api::EnginePhase::Preparing:
        return;
    }
}

} // namespace glovebox::engine
