// Role: what tests of models share: a clock that the test moves, and batches from lists of changes.
#pragma once

#include "app/bridge/mailbox.h"
#include "app/models/ticker.h"
#include "tests/support/sample_views.h"

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
        return [this] { return m_now; };
    }
    void advance(std::chrono::milliseconds by) { m_now += by; }

private:
    WallTime m_now = kSampleNow;
};

inline bridge::Batch batchOf(std::vector<api::Change> changes)
{
    bridge::Mailbox mailbox([] {});
    for (api::Change &change : changes)
        mailbox.put(std::move(change));
    return mailbox.take();
}

inline api::SessionView session(const char *id, std::uint64_t generation, api::SessionState state = api::SessionState::Running,
                                std::string title = {})
{
    api::SessionView view{.id = domain::SessionId(id), .environment = domain::EnvironmentId("env_1")};
    view.generation = generation;
    view.state = state;
    view.title = std::move(title);
    view.since = view.startedAt = view.lastActivity = kSampleNow;
    return view;
}

inline api::SandboxView sandbox(const char *id, std::uint64_t generation, domain::SandboxState state = domain::SandboxState::Running)
{
    api::SandboxView view{.id = domain::SandboxId(id)};
    view.generation = generation;
    view.state = state;
    view.since = kSampleNow;
    return view;
}

} // namespace glovebox::testing
