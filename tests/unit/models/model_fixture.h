// Role: what tests of models share: a clock that the test moves, batches from lists of changes, and an engine that
// answers every command alike.
#pragma once

#include "app/bridge/engine_client.h"
#include "app/bridge/mailbox.h"
#include "app/models/ticker.h"
#include "tests/support/sample_views.h"
#include "tests/support/told_engine.h"

#include <QStringList>

namespace glovebox::testing {

inline QStringList words(std::initializer_list<const char *> all)
{
    QStringList list;
    for (const char *word : all)
        list += QString::fromUtf8(word);
    return list;
}

/// Time stands still until somebody moves it.
class HandClock {
public:
    models::Ticker::Now now()
    {
        return [this] {
            return m_now;
        };
    }
    void advance(std::chrono::milliseconds by) { m_now += by; }

private:
    WallTime m_now = kSampleNow;
};

/// Runs jobs at once on the caller's thread, notes what it is asked, and answers as told.
class ObedientEngine final : public testsupport::ToldEngine {
public:
    bridge::EngineClient::Post post()
    {
        return [this](const bridge::EngineClient::Job &job) {
            job(*this);
        };
    }
    api::Verdict verdict;
    QStringList asked;

private:
    api::Verdict told(const std::string &what) override
    {
        asked += QString::fromStdString(what);
        return verdict;
    }
};

inline bridge::Batch batchOf(std::vector<api::Change> changes)
{
    bridge::Mailbox mailbox([] {});
    for (api::Change &change : changes)
        mailbox.put(std::move(change));
    return mailbox.take();
}

inline api::SessionView session(const char *id, std::uint64_t generation,
                                api::SessionState state = api::SessionState::Running, std::string title = {})
{
    api::SessionView view{.id = domain::SessionId(id), .environment = domain::EnvironmentId("env_1")};
    view.generation = generation;
    view.state = state;
    view.title = std::move(title);
    view.since = view.startedAt = view.lastActivity = kSampleNow;
    return view;
}

inline api::SandboxView sandbox(const char *id, std::uint64_t generation,
                                domain::SandboxState state = domain::SandboxState::Running)
{
    api::SandboxView view{.id = domain::SandboxId(id)};
    view.generation = generation;
    view.state = state;
    view.since = kSampleNow;
    return view;
}

} // namespace glovebox::testing
