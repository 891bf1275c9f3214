// Role: the door that jobs meet while this host cannot run an engine: everything is denied with the reason why, and
// start() tries again. Thread: the engine's.
#pragma once

#include "core/api/engine_door.h"

#include <QObject>

#include <functional>
#include <memory>
#include <string>

namespace glovebox::compose {

class NoEngine final : public api::EngineDoor, private api::SandboxAccess {
public:
    /// `start`: what a start does. `why`: one sentence, as of now.
    NoEngine(std::function<api::Verdict()> start, std::function<std::string()> why)
        : m_start(std::move(start)), m_why(std::move(why))
    {
    }

    api::Verdict start() override { return m_start(); }
    api::Verdict drain() override { return api::Verdict::alreadySo(); }
    api::Verdict stopNow() override { return api::Verdict::alreadySo(); }
    api::Verdict pausePolling(const domain::EnvironmentId &) override { return denied(); }
    api::Verdict resumePolling(const domain::EnvironmentId &) override { return denied(); }
    api::Verdict pauseSandbox(const domain::SandboxId &) override { return denied(); }
    api::Verdict resumeSandbox(const domain::SandboxId &) override { return denied(); }
    api::Verdict act(const api::SandboxAction &) override { return denied(); }
    api::Verdict act(const api::ImageAction &) override { return denied(); }
    api::Verdict act(const api::TemplateAction &) override { return denied(); }
    api::Verdict act(const api::SecretAction &) override { return denied(); }
    api::Verdict act(const api::SessionAction &) override { return denied(); }
    api::Verdict act(const api::EnvironmentAction &) override { return denied(); }
    api::KeyVerdict act(const api::KeyAction &) override { return {.reason = m_why()}; }
    api::Verdict destroySandbox(const domain::SandboxId &) override { return denied(); }
    api::Verdict answerApproval(const domain::SessionId &, const domain::EventId &,
                                const api::ApprovalAnswer &) override
    {
        return denied();
    }
    api::Verdict cancelCall(const domain::SessionId &, const domain::EventId &) override { return denied(); }
    api::Verdict interruptSession(const domain::SessionId &) override { return denied(); }
    api::Verdict repairWork(const domain::EnvironmentId &, const domain::WorkId &) override { return denied(); }
    api::Verdict refreshQueue(const domain::EnvironmentId &) override { return denied(); }
    api::Verdict drainQueue(const domain::EnvironmentId &) override { return denied(); }
    api::Verdict listenForWebhooks(bool) override { return denied(); }
    api::Verdict createSandbox(const api::NewSandbox &) override { return denied(); }
    api::Verdict maintain(const api::UpkeepAction &) override { return denied(); }
    api::Verdict ask(const api::HistoryQuery &) override { return denied(); }
    std::unique_ptr<api::EngineDoor> onBehalfOf(std::string) override
    {
        return std::make_unique<NoEngine>(m_start, m_why);
    }
    api::SandboxAccess &access() override { return *this; }
    api::LogReading *logs() override { return nullptr; }
    std::optional<api::KeyHolder> whoHas(const SecretString &) override { return std::nullopt; }

private:
    Call run(const domain::SandboxId &, domain::GuestProgram, ContentSource, api::ProgramHandlers handlers) override
    {
        return refuse(std::move(handlers.done));
    }
    Call readFile(const domain::SandboxId &, std::string, ByteCount, api::FileHandlers handlers) override
    {
        return refuse(std::move(handlers.done));
    }
    Call writeFile(const domain::SandboxId &, api::FileTarget, ContentSource, Callback<> done) override
    {
        return refuse(std::move(done));
    }
    Call listFolder(const domain::SandboxId &, std::string, bool,
                    Callback<std::vector<domain::GuestEntry>> done) override
    {
        return refuse(std::move(done));
    }
    Call makeFolder(const domain::SandboxId &, std::string, unsigned, Callback<> done) override
    {
        return refuse(std::move(done));
    }
    Call remove(const domain::SandboxId &, std::string, Callback<> done) override { return refuse(std::move(done)); }
    Call openTerminal(const domain::SandboxId &, domain::TerminalWish, Callback<domain::TerminalNumber> done) override
    {
        return refuse(std::move(done));
    }
    Call listTerminals(const domain::SandboxId &, Callback<std::vector<domain::GuestTerminal>> done) override
    {
        return refuse(std::move(done));
    }
    Call watchTerminal(const domain::SandboxId &, domain::TerminalNumber, api::TerminalWatch watch) override
    {
        return refuse(std::move(watch.ended));
    }
    Call typeInto(const domain::SandboxId &, domain::TerminalNumber, std::string, Callback<> done) override
    {
        return refuse(std::move(done));
    }
    void resizeTerminal(const domain::SandboxId &, domain::TerminalNumber, domain::TerminalSize) override {}
    Call closeTerminal(const domain::SandboxId &, domain::TerminalNumber, Callback<> done) override
    {
        return refuse(std::move(done));
    }

    api::Verdict denied() const { return api::Verdict::denied(m_why()); }

    /// At the next turn of the loop, unless the handle goes first.
    template <class T>
    Call refuse(Callback<T> done) const
    {
        auto open = std::make_shared<bool>(true);
        QMetaObject::invokeMethod(
            m_loop.get(),
            [open, done = std::move(done), why = m_why()] {
                if (std::exchange(*open, false) && done)
                    done(fail(ErrorCode::InvalidState, why));
            },
            Qt::QueuedConnection);
        return Call([open] { *open = false; });
    }

    std::function<api::Verdict()> m_start;
    std::function<std::string()> m_why;
    std::unique_ptr<QObject> m_loop = std::make_unique<QObject>();
};

} // namespace glovebox::compose
