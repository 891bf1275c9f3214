// The pictures of the log page.
#include "tests/qml/story.h"

#include <QEventLoop>
#include <QTimer>

namespace glovebox::screenshots {

namespace {

/// What the chart and the marks need to be told, and a little more.
constexpr std::chrono::milliseconds kCounted{600};

void settle(Story &story)
{
    story.readLogs();
    QEventLoop moment;
    QTimer::singleShot(kCounted, &moment, &QEventLoop::quit);
    moment.exec();
    story.readLogs();
}

/// An hour of an engine that had trouble in the middle.
void anHour(Story &story)
{
    using namespace std::chrono_literals;
    for (int i = 0; i < 4000; ++i) {
        const bool isTrouble = i > 1700 && i < 1900;
        const auto level = isTrouble && i % 7 == 0    ? LogLevel::Error
                           : isTrouble || i % 90 == 0 ? LogLevel::Warning
                           : i % 5 == 0               ? LogLevel::Debug
                                                      : LogLevel::Info;
        const auto at =
            testing::kSampleNow - 1h + std::chrono::milliseconds(900) * (isTrouble ? 1700 + (i - 1700) / 8 : i);
        const char *text = level == LogLevel::Error
                               ? "request timeout: no answer within 30 s, sesn_01JD4X9VQ2M8C6RT3BWK7NPZ5A"
                           : level == LogLevel::Warning ? "retry 1 of 5"
                                                        : "heartbeat ok, lease 58 s";
        story.logs().write({}, {at, level, i % 3 == 0 ? "controlplane" : "engine", text});
    }
    story.logs().write({}, {testing::kSampleNow, LogLevel::Info, "engine",
                            R"({"state":"ready","slots":{"used":3,"of":8},"queue":[],"host":"kvm"})"});
    story.logs().write({}, {testing::kSampleNow, LogLevel::Info, "engine", std::string(3800, 'x')});
    story.logs().write({LogName::Kind::Sandbox, "sbx-c0r5wj"},
                       {testing::kSampleNow, LogLevel::Info, "console", "one document: " + std::string(38'000, 'y')});
    story.logs().flush();
}

} // namespace

void drawLogs()
{
    Story story;
    story.with(testing::sampleViews());
    story.model().setPage(PanelModel::LogsPage);
    auto *log = story.model().log();
    settle(story);
    story.takeBoth(QStringLiteral("logs"), PanelModel::LogsPage);
    story.take(QStringLiteral("logs"), PanelModel::LogsPage, kSmall, kLight);
    anHour(story);
    settle(story);
    log->toggleUnfolded(log->count() - 2);
    log->setFollowing(true);
    story.take(QStringLiteral("logs-unfolded"), PanelModel::LogsPage, kLarge, kAllThemes);
    log->setWrap(true);
    story.takeBoth(QStringLiteral("logs-wrapped"), PanelModel::LogsPage);
    log->setWrap(false);
    log->setFindText(QStringLiteral("lease"));
    settle(story);
    log->findNext(-1);
    story.takeBoth(QStringLiteral("logs-find"), PanelModel::LogsPage);
    log->setFindText(QStringLiteral("timeout"));
    log->setLevel(static_cast<int>(LogLevel::Error));
    settle(story);
    log->selectRow(3, false);
    log->addContext(3);
    settle(story);
    story.takeBoth(QStringLiteral("logs-context"), PanelModel::LogsPage);
    log->setFindText({});
    log->clearFilter();
    log->setTimes(20, 40);
    settle(story);
    story.takeBoth(QStringLiteral("logs-times"), PanelModel::LogsPage);
    if (auto *page = story.part("logsPage"))
        QMetaObject::invokeMethod(page, "beginExport");
    story.takeBoth(QStringLiteral("dialog-export-log"), PanelModel::LogsPage);
    QMetaObject::invokeMethod(story.part("logExportDialog"), "close");
    QMetaObject::invokeMethod(story.part("goToDialog"), "show");
    story.takeBoth(QStringLiteral("dialog-go-to"), PanelModel::LogsPage);
    QMetaObject::invokeMethod(story.part("goToDialog"), "close");
    QMetaObject::invokeMethod(story.part("logMenu"), "open");
    story.takeBoth(QStringLiteral("logs-menu"), PanelModel::LogsPage);
    QMetaObject::invokeMethod(story.part("logMenu"), "close");
    story.model().openSession(QString::fromLatin1(testing::kSampleRunningSession));
    story.model().openLog(QStringLiteral("sandbox/sbx-c0r5wj"), 0);
    settle(story);
    log->selectRow(log->count() - 1, false);
    log->toggleUnfolded(log->count() - 1);
    settle(story);
    story.takeBoth(QStringLiteral("logs-console"), PanelModel::LogsPage);
    log->setRaw(true);
    story.take(QStringLiteral("logs-raw"), PanelModel::LogsPage);
}

} // namespace glovebox::screenshots
