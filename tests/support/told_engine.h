// Role: an engine that does nothing but be told: every command becomes one line of text ("destroy sbx-1"). For tests of
// what stands in front of the door. Thread: whichever calls.
#pragma once

#include "core/api/engine_control.h"

namespace testsupport {

class ToldEngine : public glovebox::api::EngineControl {
public:
    using Verdict = glovebox::api::Verdict;

    Verdict start() override { return told("start"); }
    Verdict drain() override { return told("drain"); }
    Verdict stopNow() override { return told("stopNow"); }
    Verdict pausePolling(const glovebox::domain::EnvironmentId &id) override { return told("pause " + id.value()); }
    Verdict resumePolling(const glovebox::domain::EnvironmentId &id) override { return told("resume " + id.value()); }
    Verdict pauseSandbox(const glovebox::domain::SandboxId &id) override { return told("pause " + id.value()); }
    Verdict resumeSandbox(const glovebox::domain::SandboxId &id) override { return told("resume " + id.value()); }
    Verdict destroySandbox(const glovebox::domain::SandboxId &id) override { return told("destroy " + id.value()); }
    Verdict answerApproval(const glovebox::domain::SessionId &, const glovebox::domain::EventId &call,
                           const glovebox::api::ApprovalAnswer &answer) override
    {
        return told((answer.allow ? "allow " : "deny ") + call.value() +
                    (answer.denyReason.empty() ? "" : ": " + answer.denyReason));
    }
    Verdict cancelCall(const glovebox::domain::SessionId &, const glovebox::domain::EventId &call) override
    {
        return told("cancel " + call.value());
    }
    Verdict interruptSession(const glovebox::domain::SessionId &id) override { return told("interrupt " + id.value()); }
    Verdict repairWork(const glovebox::domain::EnvironmentId &, const glovebox::domain::WorkId &id) override
    {
        return told("repair " + id.value());
    }
    Verdict refreshQueue(const glovebox::domain::EnvironmentId &id) override { return told("refresh " + id.value()); }
    Verdict drainQueue(const glovebox::domain::EnvironmentId &id) override { return told("drainQueue " + id.value()); }
    Verdict listenForWebhooks(bool on) override { return told(on ? "listen" : "stop listening"); }
    Verdict createSandbox(const glovebox::api::NewSandbox &wanted) override { return told("create " + wanted.name); }

protected:
    virtual Verdict told(const std::string &) { return Verdict::accepted(); }
};

} // namespace testsupport
