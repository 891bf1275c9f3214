// The pictures of the Overview page and of the alerts: an ordinary afternoon, nothing to do, everything at once, and a
// host that does not answer.
#include "tests/qml/story.h"
#include "tests/support/sample_history.h"

#include <QEventLoop>
#include <QTimer>

namespace glovebox::screenshots {

namespace {

using namespace std::chrono_literals;

void letRowsSettle(Story &story)
{
    for (models::StableList *rows : {story.model().overview()->needs(), story.model().overview()->activity()->rows(),
                                     story.model().overview()->alerts()->rows()})
        rows->showPending();
}

/// What the page asked of the ledger.
void answerLedger(Story &story, bool crowded = false)
{
    story.model().setPage(PanelModel::SessionsPage);
    story.model().setPage(PanelModel::OverviewPage); // somebody looks
    domain::UsageSums today{.by = domain::UsageBy::Day, .most = 1};
    domain::AuditPage newest{.text = {}, .action = {}, .object = {}, .most = models::ActivityList::kMost};
    for (const domain::HistoryQuestion &question : {domain::HistoryQuestion(today), domain::HistoryQuestion(newest)})
        story.with({crowded ? testing::sampleCrowdedReport({0, question}) : testing::sampleReport({0, question})});
    letRowsSettle(story);
}

/// A queue that was read each minute but for two gaps, as of the last hour.
void letAnHourPass(Story &story, WallTime &now)
{
    constexpr std::array kDepths{0, 0, 1, 2, 1, 0, 0, 3, 5, 8, 11, 9, 6, 4, 2, 1, 0, 0, 1, 1};
    auto environment = std::get<api::EnvironmentView>(testing::sampleEnvironment().front());
    for (int minute = 59; minute > 0; --minute) {
        if ((minute > 40 && minute < 46) || minute == 17)
            continue;
        now = testing::kSampleNow - std::chrono::minutes(minute);
        ++environment.generation;
        environment.queue->depth = kDepths[static_cast<std::size_t>(60 - minute) % kDepths.size()];
        environment.queueSeenAt = now;
        story.with({environment});
    }
    now = testing::kSampleNow;
    environment = std::get<api::EnvironmentView>(testing::sampleEnvironment().front());
    environment.generation += 100;
    story.with({environment});
}

void ordinary()
{
    WallTime now = testing::kSampleNow;
    Story story([&now] { return now; });
    letAnHourPass(story, now);
    story.with(testing::sampleViews()).with(testing::sampleEgress()).with(testing::sampleOperations());
    story.with(testing::sampleBudgets());
    answerLedger(story);
    story.take(QStringLiteral("overview"), PanelModel::OverviewPage, kLarge, kAllThemes);
    story.take(QStringLiteral("overview"), PanelModel::OverviewPage, kMedium);
    story.take(QStringLiteral("overview"), PanelModel::OverviewPage, kSmall, kDark);
    story.take(QStringLiteral("overview"), PanelModel::OverviewPage, QSize(1280, 720), kLight);
    Q_EMIT story.model().toast(QStringLiteral("Copied sbx-7k2m4p"), false);
    if (auto *parts = story.part("historyParts"))
        QMetaObject::invokeMethod(parts, "toggleAlerts");
    letRowsSettle(story);
    story.takeBoth(QStringLiteral("alerts"), PanelModel::OverviewPage);
    story.model().overview()->alerts()->setLevel(3);
    story.take(QStringLiteral("alerts-filtered"), PanelModel::OverviewPage, kLarge, kLight);
}

void quiet()
{
    Story story;
    auto host = std::get<api::HostView>(testing::sampleHost().front());
    host.slotsUsed = 0;
    host.queued = 0;
    host.memoryPromised = {};
    host.vcpusPromised = 0;
    story.with({host}).with(testing::sampleEnvironment());
    answerLedger(story);
    story.takeBoth(QStringLiteral("overview-quiet"), PanelModel::OverviewPage);
    if (auto *parts = story.part("historyParts"))
        QMetaObject::invokeMethod(parts, "toggleAlerts");
    story.take(QStringLiteral("alerts-none"), PanelModel::OverviewPage, kLarge, kDark);
}

void crowded()
{
    Story story;
    story.with(testing::sampleViews()).with(testing::sampleMoreApprovals()).with(testing::sampleCrowd());
    story.with(testing::sampleOrphans()).with(testing::sampleEnvironments());
    answerLedger(story, true);
    story.takeBoth(QStringLiteral("overview-crowded"), PanelModel::OverviewPage);
    story.take(QStringLiteral("overview-crowded"), PanelModel::OverviewPage, kSmall, kLight);
}

void silent()
{
    WallTime now = testing::kSampleNow;
    Story story([&now] { return now; });
    story.with(testing::sampleViews()).with(testing::sampleEnvironment(api::PollState::Disconnected));
    answerLedger(story);
    now += 40s;
    story.model().ticker()->tick();
    story.takeBoth(QStringLiteral("overview-silent"), PanelModel::OverviewPage);
}

void loading()
{
    Story story;
    story.window()->show();
    QEventLoop moment;
    QTimer::singleShot(700ms, &moment, &QEventLoop::quit);
    moment.exec();
    story.takeBoth(QStringLiteral("overview-loading"), PanelModel::OverviewPage);
}

} // namespace

void drawOverview()
{
    ordinary();
    quiet();
    crowded();
    silent();
    loading();
}

} // namespace glovebox::screenshots
