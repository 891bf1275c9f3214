// Role: a window of its own over the sample data, and pictures of it; shared by the stories that screenshots draws.
// Thread: GUI.
#pragma once

#include "app/panel/panel_app.h"
#include "tests/qml/dialogs.h"
#include "tests/support/log_shelf.h"
#include "tests/support/sample_views.h"

#include <QDeadlineTimer>
#include <QGuiApplication>
#include <QQuickItem>
#include <QQuickWindow>

namespace glovebox::screenshots {

using models::PanelModel;

inline constexpr QSize kLarge{1440, 900};
inline constexpr QSize kMedium{1024, 700};
inline constexpr QSize kSmall{800, 600};

inline bridge::Batch batchOf(std::vector<api::Change> changes)
{
    bridge::Mailbox mailbox([] {});
    for (api::Change &change : changes)
        mailbox.put(std::move(change));
    return mailbox.take();
}

/// One window with its model; a fresh one per story, so that none depends on the one before.
class Story {
public:
    /// `client`: none, unless what is shown hangs on answers.
    explicit Story(
        models::Ticker::Now now = [] { return testing::kSampleNow; }, bridge::EngineClient *client = nullptr)
        : m_model(client, std::move(now), QTimeZone::utc()), m_app(&m_model)
    {
        if (!m_app.load())
            qFatal("The window cannot be loaded");
        m_app.setReducedMotion(true);
        m_model.log()->setDesk(&m_logs.desk());
    }

    Story &with(std::vector<api::Change> changes)
    {
        m_logs.put(changes);
        m_model.apply(batchOf(std::move(changes)));
        m_model.heard();
        m_model.ticker()->settle();
        return *this;
    }
    PanelModel &model() { return m_model; }
    testing::LogShelf &logs() { return m_logs; }
    /// What is on disk is on the page.
    void readLogs()
    {
        const auto settled = [this] {
            m_model.log()->look();
            return m_model.log()->count() > 0 && !m_model.log()->busy();
        };
        for (QDeadlineTimer patience(5000); !settled() && !patience.hasExpired();)
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 50);
        QCoreApplication::processEvents(QEventLoop::AllEvents, 50);
    }
    void openSheet(const char *page)
    {
        if (auto *item = m_app.window()->findChild<QObject *>(QString::fromLatin1(page)))
            item->setProperty("sheetOpen", true);
    }
    QQuickWindow *window() { return m_app.window(); }

    /// At the two sizes that matter most, dark and light.
    void takeBoth(const QString &name, PanelModel::Page page)
    {
        take(name, page, kLarge);
        take(name, page, kMedium);
    }
    void take(const QString &name, PanelModel::Page page, QSize size = kLarge,
              const QStringList &themes = {QStringLiteral("dark"), QStringLiteral("light")})
    {
        for (const QString &theme : themes) {
            const QString file = QStringLiteral("%1/%2-%3-%4.png").arg(s_folder, name, theme).arg(size.width());
            if (!m_app.grab(file, page, theme, size))
                s_failed = true;
        }
    }

    QObject *part(const char *name) { return m_app.window()->findChild<QObject *>(QString::fromLatin1(name)); }
    QObject *dialog(const char *name) { return testing::dialogOf(m_app.window(), QString::fromLatin1(name)); }
    /// One tab of the session that is open, on the page beside its events.
    static void pageOf(Story &story, int tab, const QString &name)
    {
        story.model().setPage(PanelModel::SessionPage);
        QGuiApplication::processEvents(); // the page is made when it is asked for
        if (QObject *tabs = story.part("sessionTabs"))
            tabs->setProperty("current", tab);
        else
            s_failed = true;
        story.take(name, PanelModel::SessionPage);
    }

    static inline QString s_folder;
    static inline bool s_failed = false;

private:
    testing::LogShelf m_logs;
    PanelModel m_model;
    panel::PanelApp m_app;
};

inline const QStringList kAllThemes{QStringLiteral("dark"), QStringLiteral("light"), QStringLiteral("contrast-dark"),
                                    QStringLiteral("contrast-light")};
inline const QStringList kDark{QStringLiteral("dark")};
inline const QStringList kLight{QStringLiteral("light")};

/// The Overview page, and the alerts.
void drawOverview();
/// Templates, snapshots, and sandboxes that came from them.
void drawMachines();
/// Images, and templates that somebody defined.
void drawImages();
/// Sandboxes that are made ready for somebody.
void drawPrepared();
void drawEgress();
/// The gate's secrets.
void drawSecrets();
/// The log page.
void drawLogs();
/// The timeline of a session.
void drawTimeline();
/// Costs, audit, operations, and what a start found.
void drawHistory();
/// Terminals in sandboxes; the local API and its keys.
void drawTerminals();
/// The Host doctor.
void drawDoctor();
/// The first-run set-up.
void drawSetup();
/// The palette, keys, stopping everything.
void drawActions();
/// Files, attempts and snapshots of one sandbox.
void drawInside();
/// The Settings page, and busy pages in all themes, large and dense.
void drawSettings();

} // namespace glovebox::screenshots
