// Role: an environment's queue as its operator sees it, in memory. Operations to fail: "list", "stats", "stop".
// Journal: "list", "list <page>", "stats", "stop work_1".
#pragma once

#include "core/ports/queue_control.h"
#include "tests/support/fake_answers.h"

#include <algorithm>

namespace testsupport {

class FakeQueueControl final : public glovebox::ports::QueueControl, public FakeAnswers {
public:
    using FakeAnswers::FakeAnswers;

    /// What the queue holds; a test changes it as it likes.
    std::vector<glovebox::domain::ListedWork> items;
    glovebox::domain::QueueStats figures;
    std::size_t pageSize = 100;

    /// A session's item, for short.
    glovebox::domain::ListedWork &add(const std::string &work, const std::string &session,
                                      glovebox::domain::WorkState state)
    {
        items.push_back({.id = glovebox::domain::WorkId(work),
                         .environment = glovebox::domain::EnvironmentId("env_1"),
                         .kind = glovebox::domain::WorkKind::Session,
                         .subject = session,
                         .state = state});
        return items.back();
    }

    glovebox::Call list(std::string page, glovebox::Callback<glovebox::ports::WorkPage> done) override
    {
        note(page.empty() ? "list" : "list " + page);
        using Page = glovebox::ports::WorkPage;
        return answer<Page>("list", std::move(done), [this, page]() -> glovebox::Result<Page> {
            const std::size_t begin = std::min(page.empty() ? 0 : std::stoul(page), items.size());
            const std::size_t end = std::min(items.size(), begin + pageSize);
            Page answer;
            answer.items.assign(items.begin() + static_cast<std::ptrdiff_t>(begin),
                                items.begin() + static_cast<std::ptrdiff_t>(end));
            if (end < items.size())
                answer.nextPage = std::to_string(end);
            return answer;
        });
    }

    glovebox::Call stats(glovebox::Callback<glovebox::domain::QueueStats> done) override
    {
        note("stats");
        using Stats = glovebox::domain::QueueStats;
        return answer<Stats>("stats", std::move(done), [this]() -> glovebox::Result<Stats> { return figures; });
    }

    /// The item is listed as stopped afterwards.
    glovebox::Call forceStop(glovebox::domain::WorkId work, glovebox::Callback<> done) override
    {
        note("stop " + work.value());
        return answer<void>("stop", std::move(done), [this, work]() -> glovebox::Result<> {
            const auto found = std::ranges::find(items, work, &glovebox::domain::ListedWork::id);
            if (found == items.end())
                return glovebox::fail(glovebox::ErrorCode::NotFound, "no such work item");
            found->state = glovebox::domain::WorkState::Stopped;
            return {};
        });
    }
};

} // namespace testsupport
