// The pictures of a session's timeline.
#include "tests/qml/story.h"

#include "app/models/session_timeline.h"

namespace glovebox::screenshots {

namespace {

using namespace std::chrono_literals;

/// What only who was there all the time knows: it was paused, and copied.
void wasThere(Story &story)
{
    for (auto &change : testing::sampleTimeline()) {
        auto *view = std::get_if<api::SandboxView>(&change);
        if (!view)
            continue;
        api::SandboxView paused = *view;
        paused.generation = 2;
        paused.state = domain::SandboxState::Paused;
        paused.since = testing::kSampleNow - 160s;
        story.with({paused});
        api::SandboxView copy = *view;
        copy.id = domain::SandboxId("sbx-f0rk3d");
        copy.session.reset();
        copy.forkOf = view->id;
        copy.createdAt = testing::kSampleNow - 14min;
        copy.bootTime = 320ms;
        api::SandboxView running = *view;
        running.generation = 3;
        running.since = testing::kSampleNow - 95s;
        story.with({running, copy});
    }
}

/// Likewise: it ran from its first boot on.
void wasThereAtFirst(Story &story)
{
    for (auto &change : testing::sampleTimeline())
        if (auto *view = std::get_if<api::SandboxView>(&change)) {
            view->since = view->createdAt + *view->bootTime;
            story.with({*view});
        }
}

/// Two days of a session that does not come to rest.
std::vector<api::Change> many(int events)
{
    std::vector<api::Change> all;
    api::SessionView session{
        .generation = 1, .id = domain::SessionId("sesn_many"), .environment = domain::EnvironmentId("env_1")};
    session.title = "Fifty thousand events";
    session.state = api::SessionState::Running;
    session.startedAt = session.since = testing::kSampleNow - 48h;
    session.lastActivity = testing::kSampleNow;
    session.turns = 400;
    all.emplace_back(session);
    for (int i = 0; i < events; ++i) {
        api::ToolCallView call{.id = domain::EventId("sevt_m" + std::to_string(i)), .name = "bash"};
        call.state = i % 97 == 0 ? domain::ToolCallState::Error : domain::ToolCallState::Done;
        call.requestedAt = testing::kSampleNow - 48h + 48h * i / events;
        call.duration = std::chrono::milliseconds(300 + i * 7919 % 2600);
        all.emplace_back(
            api::TranscriptEntry{session.id, static_cast<std::uint64_t>(i + 1), i / 125 + 1, call.requestedAt, call});
    }
    return all;
}

} // namespace

void drawTimeline()
{
    Story rich;
    rich.with(testing::sampleViews());
    wasThereAtFirst(rich);
    rich.with(testing::sampleTimeline());
    wasThere(rich);
    rich.model().openSession(QString::fromLatin1(testing::kSampleLongSession));
    rich.take(QStringLiteral("timeline"), PanelModel::SessionPage, kLarge, kAllThemes);
    rich.take(QStringLiteral("timeline"), PanelModel::SessionPage, kMedium);
    auto &timeline = *rich.model().timeline();
    timeline.toEdge(true);
    timeline.nextError(-1);
    timeline.choose(*timeline.cursor());
    timeline.zoomIn();
    timeline.zoomIn();
    timeline.zoomIn();
    rich.take(QStringLiteral("timeline-selected"), PanelModel::SessionPage);
    timeline.measure(1, timeline.scale().timeAt(200), timeline.scale().timeAt(700));
    rich.take(QStringLiteral("timeline-measured"), PanelModel::SessionPage, kLarge, kDark);
    rich.model().settings()->setTimeline(false);
    rich.take(QStringLiteral("timeline-folded"), PanelModel::SessionPage, kMedium, kDark);

    Story others;
    others.with(testing::sampleViews());
    others.model().openSession(QString::fromLatin1(testing::kSampleTeamSession));
    others.takeBoth(QStringLiteral("timeline-threads"), PanelModel::SessionPage);
    api::SessionView fresh{.id = domain::SessionId("sesn_fresh"), .environment = domain::EnvironmentId("env_1")};
    fresh.title = "Something that has only just begun";
    fresh.startedAt = fresh.since = fresh.lastActivity = testing::kSampleNow;
    others.with({fresh});
    others.model().openSession(QStringLiteral("sesn_fresh"));
    others.takeBoth(QStringLiteral("timeline-empty"), PanelModel::SessionPage);

    Story crowded;
    crowded.with(testing::sampleHost());
    auto all = many(50'000);
    for (auto at = all.begin(); at != all.end();) { // as many as a mailbox holds
        const auto end = at + std::min<std::ptrdiff_t>(8000, all.end() - at);
        crowded.with({at, end});
        at = end;
    }
    crowded.model().openSession(QStringLiteral("sesn_many"));
    crowded.model().timeline()->fit();
    crowded.take(QStringLiteral("timeline-many"), PanelModel::SessionPage);
}

} // namespace glovebox::screenshots
