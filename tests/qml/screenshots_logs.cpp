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

/// An export that stands at two fifths, for as long as it is looked at.
class HeldDesk final : public bridge::LogDesk {
public:
    Call list(Callback<std::vector<LogEntry>>) override { return {}; }
    Call look(const LogName &, Callback<LogExtent>) override { return {}; }
    Call read(const LogName &, std::vector<LogNumber>, Callback<std::vector<StoredLine>>) override { return {}; }
    Call search(const LogName &, LogNumber, LogNumber, const LogQuery &, Callback<std::vector<LogNumber>>) override
    {
        return {};
    }
    Call tally(const LogName &, LogNumber, LogNumber, std::chrono::milliseconds, Callback<LogTally>) override
    {
        return {};
    }
    Call lineAt(const LogName &, WallTime, Callback<LogNumber>) override { return {}; }
    Call exportTo(const LogName &, const LogQuery &, const Export &wanted, Callback<LogNumber> done) override
    {
        wanted.progress->set(0.41);
        m_held = std::move(done);
        return {};
    }
    void answer(LogNumber lines) { m_held(lines); }

private:
    Callback<LogNumber> m_held;
};

/// What a reader types is what the box shows.
void find(Story &story, const QString &text)
{
    if (auto *page = story.part("logsPage"))
        if (auto *box = page->findChild<QObject *>(QStringLiteral("find")))
            box->setProperty("text", text);
}

/// The hour before the sample's minute, of an engine that had trouble in the middle.
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
        if (at > testing::kSampleNow - 62s)
            break;
        const char *text = level == LogLevel::Error
                               ? "request timeout: no answer within 30 s, sesn_01JD4X9VQ2M8C6RT3BWK7NPZ5A"
                           : level == LogLevel::Warning ? "retry 1 of 5"
                                                        : "heartbeat ok, lease 58 s";
        story.logs().write({}, {at, level, i % 3 == 0 ? "controlplane" : "engine", text});
    }
    story.with(testing::sampleViews());
    story.logs().write({}, {testing::kSampleNow, LogLevel::Info, "engine",
                            R"({"state":"ready","slots":{"used":3,"of":8},"queue":[],"host":"kvm"})"});
    std::string many = "snapshots in use:";
    for (int i = 0; i < 60; ++i)
        many += " snap-" + std::to_string(100'000 + i * 7'919);
    story.logs().write({}, {testing::kSampleNow, LogLevel::Info, "engine", many});
    story.logs().write({LogName::Kind::Sandbox, "sbx-c0r5wj"},
                       {testing::kSampleNow, LogLevel::Info, "console", "one document: " + std::string(38'000, 'y')});
    story.logs().flush();
}

/// From the empty form to what came of it; nothing is written.
void exports(Story &story)
{
    if (auto *page = story.part("logsPage"))
        QMetaObject::invokeMethod(page, "beginExport");
    story.takeBoth(QStringLiteral("dialog-export-log"), PanelModel::LogsPage);
    HeldDesk held;
    auto *form = story.model().log()->exporting();
    form->prepare({.desk = &held,
                   .name = {},
                   .filter = {},
                   .title = QStringLiteral("engine"),
                   .onScreen = {0, 30},
                   .selected = {}});
    form->setTarget(story.logs().path(QStringLiteral("glovebox-engine.log")));
    if (auto *dialog = story.dialog("logExportDialog"))
        QMetaObject::invokeMethod(dialog, "show");
    form->start();
    settle(story);
    story.takeBoth(QStringLiteral("dialog-export-log-running"), PanelModel::LogsPage);
    held.answer(4'131);
    story.takeBoth(QStringLiteral("dialog-export-log-done"), PanelModel::LogsPage);
    QMetaObject::invokeMethod(story.dialog("logExportDialog"), "close");
}

void dialogsAndMenus(Story &story)
{
    exports(story);
    QObject *goTo = story.dialog("goToDialog");
    QMetaObject::invokeMethod(goTo, "show");
    story.takeBoth(QStringLiteral("dialog-go-to"), PanelModel::LogsPage);
    if (auto *field = goTo->findChild<QObject *>(QStringLiteral("goToField")))
        field->setProperty("text", QStringLiteral("soon"));
    QMetaObject::invokeMethod(goTo, "go");
    story.takeBoth(QStringLiteral("dialog-go-to-wrong"), PanelModel::LogsPage);
    QMetaObject::invokeMethod(goTo, "close");
    QMetaObject::invokeMethod(story.part("logMenu"), "open");
    story.takeBoth(QStringLiteral("logs-menu"), PanelModel::LogsPage);
    QMetaObject::invokeMethod(story.part("logMenu"), "close");
    QMetaObject::invokeMethod(story.part("viewMenu"), "clicked");
    story.takeBoth(QStringLiteral("logs-view-menu"), PanelModel::LogsPage);
    QMetaObject::invokeMethod(story.part("logViewMenu"), "close");
}

/// Words that nothing has, an expression that is none, and what came while one reads.
void rarer(Story &story)
{
    auto *log = story.model().log();
    log->setFilterText(QStringLiteral("no such words"));
    settle(story);
    story.takeBoth(QStringLiteral("logs-nothing"), PanelModel::LogsPage);
    log->clearFilter();
    settle(story);
    log->setFollowing(true);
    settle(story);
    log->setFollowing(false);
    log->setFindExpression(true);
    find(story, QStringLiteral("lease (5"));
    story.logs().write({}, {testing::kSampleNow, LogLevel::Warning, "engine", "retry 1 of 5"});
    story.logs().flush();
    settle(story);
    story.takeBoth(QStringLiteral("logs-paused"), PanelModel::LogsPage);
    log->setFindExpression(false);
    find(story, {});
}

/// What a reader does with an hour of it.
void reading(Story &story)
{
    auto *log = story.model().log();
    log->toggleUnfolded(log->count() - 2);
    log->setFollowing(true);
    story.take(QStringLiteral("logs-unfolded"), PanelModel::LogsPage, kLarge, kAllThemes);
    log->setWrap(true);
    story.takeBoth(QStringLiteral("logs-wrapped"), PanelModel::LogsPage);
    log->setWrap(false);
    find(story, QStringLiteral("lease"));
    settle(story);
    log->findNext(-1);
    story.takeBoth(QStringLiteral("logs-find"), PanelModel::LogsPage);
    find(story, QStringLiteral("timeout"));
    log->setLevel(static_cast<int>(LogLevel::Error));
    settle(story);
    log->selectRow(3, false);
    log->addContext(3);
    settle(story);
    story.takeBoth(QStringLiteral("logs-context"), PanelModel::LogsPage);
    find(story, {});
    log->clearFilter();
    log->setTimes(20, 40);
    settle(story);
    story.takeBoth(QStringLiteral("logs-times"), PanelModel::LogsPage);
}

void aConsole(Story &story)
{
    auto *log = story.model().log();
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

} // namespace

void drawLogs()
{
    Story minute;
    minute.with(testing::sampleViews());
    minute.model().setPage(PanelModel::LogsPage);
    settle(minute);
    minute.takeBoth(QStringLiteral("logs"), PanelModel::LogsPage);
    minute.take(QStringLiteral("logs"), PanelModel::LogsPage, kSmall, kLight);
    Story hour;
    anHour(hour);
    hour.model().setPage(PanelModel::LogsPage);
    settle(hour);
    reading(hour);
    dialogsAndMenus(hour);
    rarer(hour);
    aConsole(hour);
}

} // namespace glovebox::screenshots
