// Role: an engine's door that is told what to say, and notes what it was asked, for tests of the isorun-compatible
// routes; one way into sandboxes behind all doors. Thread: the test's.
#pragma once

#include "core/api/engine_door.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace runstest {

using namespace glovebox;

/// What was asked of the way into sandboxes last; the test answers.
struct FakeAccess final : api::SandboxAccess {
    std::vector<domain::GuestProgram> programs;
    std::vector<api::ProgramHandlers> running;
    std::string readPath;
    api::FileHandlers reading;
    api::FileTarget written;
    ContentSource content;
    Callback<> wrote;
    std::string listedPath;
    bool listedRecursively = false;
    Callback<std::vector<domain::GuestEntry>> listed;
    int letGo = 0;
    Call pulling;

    Call handle()
    {
        return Call([this] { ++letGo; });
    }
    Call run(const domain::SandboxId &, domain::GuestProgram program, ContentSource,
             api::ProgramHandlers handlers) override
    {
        programs.push_back(std::move(program));
        running.push_back(std::move(handlers));
        return handle();
    }
    Call readFile(const domain::SandboxId &, std::string path, ByteCount, api::FileHandlers handlers) override
    {
        readPath = std::move(path);
        reading = std::move(handlers);
        return handle();
    }
    Call writeFile(const domain::SandboxId &, api::FileTarget target, ContentSource source, Callback<> done) override
    {
        written = std::move(target);
        content = std::move(source);
        wrote = std::move(done);
        return handle();
    }
    Call listFolder(const domain::SandboxId &, std::string path, bool recursive,
                    Callback<std::vector<domain::GuestEntry>> done) override
    {
        listedPath = std::move(path);
        listedRecursively = recursive;
        listed = std::move(done);
        return handle();
    }
    Call makeFolder(const domain::SandboxId &, std::string, unsigned, Callback<>) override { return {}; }
    Call remove(const domain::SandboxId &, std::string, Callback<>) override { return {}; }
    Call openTerminal(const domain::SandboxId &, domain::TerminalWish, Callback<domain::TerminalNumber>) override
    {
        return {};
    }
    Call listTerminals(const domain::SandboxId &, Callback<std::vector<domain::GuestTerminal>>) override { return {}; }
    Call watchTerminal(const domain::SandboxId &, domain::TerminalNumber, api::TerminalWatch) override { return {}; }
    Call typeInto(const domain::SandboxId &, domain::TerminalNumber, std::string, Callback<>) override { return {}; }
    void resizeTerminal(const domain::SandboxId &, domain::TerminalNumber, domain::TerminalSize) override {}
    Call closeTerminal(const domain::SandboxId &, domain::TerminalNumber, Callback<>) override { return {}; }
};

/// Everything that was asked of any door, and what each says next.
struct FakeEngine {
    std::vector<api::NewSandbox> created;
    std::vector<api::SandboxAction> acts;
    std::vector<std::string> destroyed;
    std::vector<std::string> resumed;
    std::vector<api::HistoryQuery> asked;
    api::Verdict next = api::Verdict::accepted(); // of what makes or changes
    std::function<void(const std::string &id)> onDestroy;
    std::function<void(const api::SandboxAction &)> onAct;
    FakeAccess access;

    template <class Action>
    std::vector<Action> all() const
    {
        std::vector<Action> found;
        for (const auto &act : acts)
            if (const auto *one = std::get_if<Action>(&act))
                found.push_back(*one);
        return found;
    }
};

struct FakeDoor final : api::EngineDoor {
    explicit FakeDoor(FakeEngine &told) : engine(told) {}
    FakeEngine &engine;
    using Verdict = api::Verdict;

    std::unique_ptr<api::EngineDoor> onBehalfOf(std::string) override { return std::make_unique<FakeDoor>(engine); }
    api::SandboxAccess &access() override { return engine.access; }
    api::LogReading *logs() override { return nullptr; }
    std::optional<api::KeyHolder> whoHas(const SecretString &secret) override
    {
        if (secret.reveal() == "operate")
            return api::KeyHolder{domain::ApiKeyId("key-1"), "one", domain::KeyScope::Operate};
        if (secret.reveal() == "read")
            return api::KeyHolder{domain::ApiKeyId("key-2"), "two", domain::KeyScope::Read};
        return std::nullopt;
    }
    api::KeyVerdict act(const api::KeyAction &) override { return {}; }
    Verdict act(const api::EnvironmentAction &) override { return {}; }
    Verdict act(const api::SandboxAction &action) override
    {
        engine.acts.push_back(action);
        if (engine.next.kind == Verdict::Kind::Accepted && engine.onAct)
            engine.onAct(action);
        return engine.next;
    }
    Verdict createSandbox(const api::NewSandbox &wanted) override
    {
        engine.created.push_back(wanted);
        return engine.next;
    }
    Verdict destroySandbox(const domain::SandboxId &id) override
    {
        engine.destroyed.push_back(id.value());
        if (engine.onDestroy)
            engine.onDestroy(id.value());
        return Verdict::accepted();
    }
    Verdict resumeSandbox(const domain::SandboxId &id) override
    {
        engine.resumed.push_back(id.value());
        return engine.next;
    }
    Verdict ask(const api::HistoryQuery &query) override
    {
        engine.asked.push_back(query);
        return Verdict::accepted();
    }
    Verdict start() override { return {}; }
    Verdict drain() override { return {}; }
    Verdict stopNow() override { return {}; }
    Verdict pausePolling(const domain::EnvironmentId &) override { return {}; }
    Verdict resumePolling(const domain::EnvironmentId &) override { return {}; }
    Verdict pauseSandbox(const domain::SandboxId &) override { return {}; }
    Verdict answerApproval(const domain::SessionId &, const domain::EventId &, const api::ApprovalAnswer &) override
    {
        return {};
    }
    Verdict cancelCall(const domain::SessionId &, const domain::EventId &) override { return {}; }
    Verdict interruptSession(const domain::SessionId &) override { return {}; }
    Verdict repairWork(const domain::EnvironmentId &, const domain::WorkId &) override { return {}; }
    Verdict refreshQueue(const domain::EnvironmentId &) override { return {}; }
    Verdict drainQueue(const domain::EnvironmentId &) override { return {}; }
    Verdict listenForWebhooks(bool) override { return {}; }
    Verdict act(const api::ImageAction &) override { return {}; }
    Verdict act(const api::TemplateAction &) override { return {}; }
    Verdict act(const api::SecretAction &) override { return {}; }
    Verdict act(const api::SessionAction &) override { return {}; }
    Verdict maintain(const api::UpkeepAction &) override { return {}; }
};

} // namespace runstest
