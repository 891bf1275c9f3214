// The Settings page, section by section; and what larger texts and other densities make of pages that hold much.
#include "app/panel/desktop.h"
#include "tests/qml/story.h"
#include "tests/support/sample_settings.h"

#include <QPainter>
#include <QTemporaryDir>

namespace glovebox::screenshots {

namespace {

void drawSections()
{
    static constexpr const char *kNames[] = {"settings-appearance", "settings-keyboard", "settings-notifications",
                                             "settings-host", "settings-privacy"};
    Story story;
    story.with(testing::sampleViews());
    const QTemporaryDir folder;
    testing::showSampleSettings(story.model(), folder.path());
    for (int section = 0; section < static_cast<int>(std::size(kNames)); ++section) {
        story.model().settings()->setSection(section);
        story.take(QString::fromLatin1(kNames[section]), PanelModel::SettingsPage, kLarge, kAllThemes);
        story.take(QString::fromLatin1(kNames[section]), PanelModel::SettingsPage, kSmall, kDark);
    }
    story.model().settings()->setTextScale(6);
    story.model().settings()->setSection(0);
    story.take(QStringLiteral("settings-at-200"), PanelModel::SettingsPage, kLarge);
}

/// The tray's icon at its sizes, on a dark and on a light tray.
void drawTrayIcons()
{
    using models::TrayMenu;
    QImage sheet(480, 120, QImage::Format_ARGB32_Premultiplied);
    QPainter painter(&sheet);
    painter.fillRect(0, 0, 480, 60, QColor(0x20, 0x20, 0x20));
    painter.fillRect(0, 60, 480, 60, QColor(0xf0, 0xf0, 0xf0));
    int x = 6;
    for (const TrayMenu::Look look : {TrayMenu::Look::Normal, TrayMenu::Look::NeedsYou, TrayMenu::Look::Problem})
        for (const int size : {16, 22, 32, 48}) {
            painter.drawImage(x, 6, panel::trayIcon(look, size));
            painter.drawImage(x, 66, panel::trayIcon(look, size));
            x += size + 10;
        }
    painter.end();
    Story::s_failed |= !sheet.save(Story::s_folder + QStringLiteral("/tray-icons.png"));
}

/// Overview, sandboxes with their pane, a session.
void drawBusy(const QString &after, int scale, int density, const QStringList &themes)
{
    Story story;
    story.with(testing::sampleViews());
    story.model().settings()->setTextScale(scale);
    story.model().settings()->setDensity(density);
    story.take(QStringLiteral("busy-overview") + after, PanelModel::OverviewPage, kLarge, themes);
    story.model().openSandbox(QString::fromLatin1(testing::kSampleRunningSandbox));
    story.take(QStringLiteral("busy-sandboxes") + after, PanelModel::SandboxesPage, kLarge, themes);
    story.model().openSession(QString::fromLatin1(testing::kSampleRunningSession));
    story.take(QStringLiteral("busy-session") + after, PanelModel::SessionPage, kLarge, themes);
}

} // namespace

void drawSettings()
{
    drawSections();
    drawTrayIcons();
    drawBusy(QString(), 1, 1, kAllThemes);
    drawBusy(QStringLiteral("-150"), 4, 1, kLight);
    drawBusy(QStringLiteral("-200"), 6, 1, kAllThemes);
    drawBusy(QStringLiteral("-compact"), 1, 0, kDark);
    drawBusy(QStringLiteral("-comfortable"), 1, 2, kDark);
}

} // namespace glovebox::screenshots
