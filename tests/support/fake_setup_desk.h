// Role: answers the set-up as a test says, and notes what it was asked. Thread: GUI. Invariant: no key is noted.
#pragma once

#include "app/bridge/setup_desk.h"

#include <QObject>
#include <QStringList>

#include <map>
#include <utility>
#include <vector>

namespace testsupport {

using namespace glovebox;

class FakeSetupDesk final : public bridge::SetupDesk, public bridge::KeyTrialDesk {
public:
    QStringList asked;
    bool held = false;            // answers wait for release()
    std::optional<Error> refusal; // of the trial
    bridge::KeyReport report{{.depth = 3, .pending = 1, .oldestQueuedAt = {}, .workersPolling = {}},
                             "https://api.anthropic.com",
                             std::chrono::milliseconds(40)};
    api::Verdict verdict; // of adding
    SecretString added;   // the key of the last one
    Result<bridge::ProgramOutcome> outcome =
        bridge::ProgramOutcome{{.status = 0}, "Linux box 6.1.0-41-amd64 x86_64 GNU/Linux\n"};
    std::map<std::string, std::string> files;

    Result<SecretString> pasted(std::string text) override
    {
        if (!text.starts_with("sk-ant-oat01-"))
            return fail(ErrorCode::InvalidArgument, "What was pasted is no key of an environment");
        return SecretString(std::move(text));
    }
    Result<SecretString> inFile(const std::string &path) override
    {
        const auto found = files.find(path);
        if (found == files.end())
            return fail(ErrorCode::InvalidArgument, "The file: " + path + " cannot be read");
        return pasted(found->second);
    }
    Call tryKey(bridge::KeyQuestion question, Callback<bridge::KeyReport> done) override
    {
        asked += QStringLiteral("try ") + QString::fromStdString(question.environment.value());
        return answer([this, done = std::move(done)] {
            if (refusal)
                done(tl::unexpected(*refusal));
            else
                done(report);
        });
    }
    void act(const api::EnvironmentAction &action, std::function<void(const api::Verdict &)> answered) override
    {
        const auto &add = std::get<api::AddEnvironment>(action);
        asked +=
            QStringLiteral("add %1 %2").arg(QString::fromStdString(add.id.value()), QString::fromStdString(add.name));
        added = add.key;
        kept(answer([this, answered = std::move(answered)] { answered(verdict); }));
    }
    Call run(const domain::SandboxId &sandbox, domain::GuestProgram program,
             Callback<bridge::ProgramOutcome> done) override
    {
        asked += QStringLiteral("run %1: %2")
                     .arg(QString::fromStdString(sandbox.value()), QString::fromStdString(program.arguments.back()));
        return answer([this, done = std::move(done)] { done(outcome); });
    }
    void release()
    {
        for (const auto &each : std::exchange(m_waiting, {}))
            if (*each.first)
                each.second();
    }

private:
    Call answer(std::function<void()> then)
    {
        const auto wanted = std::make_shared<bool>(true);
        m_waiting.emplace_back(wanted, std::move(then));
        if (!held)
            QMetaObject::invokeMethod(
                &m_loop,
                [this] {
                    if (!held)
                        release();
                },
                Qt::QueuedConnection);
        return Call([wanted] { *wanted = false; });
    }
    void kept(Call call) { m_kept.push_back(std::move(call)); }

    std::vector<std::pair<std::shared_ptr<bool>, std::function<void()>>> m_waiting;
    std::vector<Call> m_kept;
    QObject m_loop;
};

} // namespace testsupport
