// Role: an engine that does nothing but be told: every command becomes one line of text ("destroy sbx-1"). For tests of
// what stands in front of the door. Thread: whichever calls.
#pragma once

#include "core/api/engine_door.h"
#include "tests/support/told_access.h"
#include "tests/support/told_texts.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace testsupport {

class ToldEngine : public glovebox::api::EngineDoor, public ToldTexts {
public:
    using Verdict = glovebox::api::Verdict;

    Verdict start() override { return told("start"); }
    Verdict drain() override { return told("drain"); }
    Verdict stopNow() override { return told("stopNow"); }
    Verdict pausePolling(const glovebox::domain::EnvironmentId &id) override { return told("pause " + id.value()); }
    Verdict resumePolling(const glovebox::domain::EnvironmentId &id) override { return told("resume " + id.value()); }
    Verdict pauseSandbox(const glovebox::domain::SandboxId &id) override { return told("pause " + id.value()); }
    Verdict resumeSandbox(const glovebox::domain::SandboxId &id) override { return told("resume " + id.value()); }
    Verdict act(const glovebox::api::SandboxAction &action) override
    {
        return told(std::visit([](const auto &what) { return textOf(what); }, action));
    }
    Verdict act(const glovebox::api::ImageAction &action) override
    {
        return told(std::visit([](const auto &what) { return textOf(what); }, action));
    }
    Verdict act(const glovebox::api::TemplateAction &action) override
    {
        return told(std::visit([](const auto &what) { return textOf(what); }, action));
    }
    Verdict act(const glovebox::api::SecretAction &action) override
    {
        return told(std::visit([](const auto &what) { return textOf(what); }, action));
    }
    Verdict act(const glovebox::api::SessionAction &action) override
    {
        return told(std::visit([](const auto &what) { return textOf(what); }, action));
    }
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
    Verdict maintain(const glovebox::api::UpkeepAction &action) override
    {
        if (const auto *report = std::get_if<glovebox::api::ReportOperation>(&action)) {
            reports.push_back(*report); // nobody's command
            return {};
        }
        return told(std::visit([](const auto &a) { return textOf(a); }, action));
    }
    Verdict ask(const glovebox::api::HistoryQuery &query) override
    {
        return told("ask " + std::to_string(query.question.index()));
    }

    glovebox::api::KeyVerdict act(const glovebox::api::KeyAction &action) override
    {
        const auto verdict = told(std::visit([](const auto &a) { return textOf(a); }, action));
        if (verdict.kind == Verdict::Kind::Denied)
            return {.reason = verdict.reason};
        return {.key = glovebox::api::ShownKey{.id = glovebox::domain::ApiKeyId("key-1"), .name = "new"},
                .secret = glovebox::SecretString("shown-once")};
    }
    Verdict act(const glovebox::api::EnvironmentAction &action) override
    {
        return told(std::visit([](const auto &a) { return textOf(a); }, action));
    }
    std::optional<glovebox::api::KeyHolder> whoHas(const glovebox::SecretString &secret) override
    {
        const auto found = keys.find(secret.reveal());
        return found == keys.end() ? std::nullopt : std::optional(found->second);
    }
    glovebox::api::SandboxAccess &access() override { return ways; }
    glovebox::api::LogReading *logs() override { return shelf; }
    std::unique_ptr<glovebox::api::EngineDoor> onBehalfOf(std::string who) override;

    std::map<std::string, glovebox::api::KeyHolder> keys; // by their secrets
    ToldAccess ways;
    glovebox::api::LogReading *shelf = nullptr;          // of logs; none: there are none
    std::vector<glovebox::api::ReportOperation> reports; // of the window's own work

protected:
    virtual Verdict told(const std::string &) { return Verdict::accepted(); }
    /// By a door for somebody.
    virtual Verdict toldFor(const std::string &, const std::string &what) { return told(what); }

private:
    class Behalf;
};

class ToldEngine::Behalf final : public ToldEngine {
public:
    Behalf(ToldEngine &engine, std::string who) : m_engine(engine), m_who(std::move(who)) {}
    glovebox::api::SandboxAccess &access() override { return m_engine.access(); }
    glovebox::api::LogReading *logs() override { return m_engine.logs(); }
    Verdict ask(const glovebox::api::HistoryQuery &query) override { return m_engine.ask(query); }

private:
    Verdict told(const std::string &what) override { return m_engine.toldFor(m_who, what); }

    ToldEngine &m_engine;
    std::string m_who;
};

inline std::unique_ptr<glovebox::api::EngineDoor> ToldEngine::onBehalfOf(std::string who)
{
    return std::make_unique<Behalf>(*this, std::move(who));
}

/// Notes each command as its line, and answers all of them alike.
class NotingDoor : public ToldEngine {
public:
    Verdict next;
    std::vector<std::string> said;
    std::vector<std::string> whose; // of each of them that came by a door for somebody

private:
    Verdict toldFor(const std::string &who, const std::string &what) override
    {
        whose.push_back(who);
        return told(what);
    }
    Verdict told(const std::string &what) override
    {
        said.push_back(what);
        return next;
    }
};

} // namespace testsupport
