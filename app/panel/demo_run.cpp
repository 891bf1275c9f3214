#include "app/panel/demo_run.h"

#include "app/format/errors.h"
#include "app/panel/panel_app.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QDir>
#include <QQuickWindow>

#include <algorithm>

namespace glovebox::panel {

namespace {

using namespace std::chrono_literals;

/// In software emulation on two busy cores the demo takes two to four minutes.
constexpr std::chrono::minutes kDemoMax = 15min;
/// Sandboxes that failed before any was ready, each after the pool's own second attempt. One may be bad luck.
constexpr std::size_t kFailuresMax = 3;
/// When the list is worth a picture: several sessions, some work done.
constexpr std::size_t kSessionsForPicture = 3;
constexpr int kCallsForPicture = 5;
constexpr QSize kPictureSize{1440, 900};
/// The ledger of a demo is small; a picture without its rows is better than none.
constexpr std::chrono::seconds kAnswerMax{5};

} // namespace

DemoRun::DemoRun(const DemoRunOptions &options, bridge::EngineClient &client, models::PanelModel &model, PanelApp &app,
                 compose::DemoHost &demo)
    : m_options(options), m_client(client), m_model(model), m_app(app)
{
    connect(&client, &bridge::EngineClient::arrived, this, [this](const bridge::Batch &batch) { look(batch); });
    connect(&demo, &compose::DemoHost::seedsEnded, this, [this](const demo::DemoSummary &summary) { ended(summary); });
    if (!options.exitWhenDone)
        return;
    if (!options.screenshotDir.empty())
        app.setReducedMotion(true);
    m_watchdog.setSingleShot(true);
    connect(&m_watchdog, &QTimer::timeout, this, [this] {
        std::fprintf(stderr, "glovebox: the demo did not end within %lld minutes\n",
                     static_cast<long long>(kDemoMax.count()));
        end(1);
    });
    m_watchdog.start(kDemoMax);
}

void DemoRun::look(const bridge::Batch &batch)
{
    if (m_options.transcript)
        m_printer.print(batch);
    for (const auto &session : batch.sessions)
        m_sessions.insert_or_assign(session.id.value(), session);
    if (!m_listTaken)
        takeListPicture();
    if (m_options.exitWhenDone && !m_ended)
        giveUpIfNothingStarts(batch);
    if (!m_options.exitWhenDone || !batch.host)
        return;
    if (batch.host->phase == api::EnginePhase::Failed && batch.host->problem) {
        std::fprintf(stderr, "glovebox: %s\n",
                     qUtf8Printable(format::plainText(format::explain(*batch.host->problem, format::Area::Engine))));
        QCoreApplication::exit(1);
    }
    if (m_ended && batch.host->phase == api::EnginePhase::Stopped)
        QCoreApplication::exit(m_status);
}

/// Sessions wait for ever for a host that starts no sandbox: the queue hands them out again and again.
void DemoRun::giveUpIfNothingStarts(const bridge::Batch &batch)
{
    for (const auto &sandbox : batch.sandboxes) {
        m_anyReady = m_anyReady || sandbox.state == domain::SandboxState::Running || sandbox.bootTime;
        if (m_anyReady || sandbox.state != domain::SandboxState::Failed || !sandbox.problem)
            continue;
        m_failedSandboxes.insert(sandbox.id);
        if (m_failedSandboxes.size() < kFailuresMax)
            continue;
        auto text = format::explain(*sandbox.problem, format::Area::Sandbox);
        text.what = tr("No sandbox starts on this host; the demo is given up after %1 attempts.").arg(kFailuresMax);
        text.todo = tr("Run `gloveboxctl doctor`: it says what is missing.");
        std::fprintf(stderr, "glovebox: %s\n", qUtf8Printable(format::plainText(text)));
        return end(1);
    }
}

/// The list is taken in the middle of things, best while somebody is asked.
void DemoRun::takeListPicture()
{
    if (m_options.screenshotDir.empty() || m_sessions.size() < kSessionsForPicture)
        return;
    const auto asks = [](const auto &entry) {
        return entry.second.state == api::SessionState::NeedsApproval;
    };
    int calls = 0;
    for (const auto &[id, session] : m_sessions)
        calls += session.toolCalls;
    if (calls < kCallsForPicture || !std::ranges::any_of(m_sessions, asks))
        return;
    m_listTaken = true;
    save(QStringLiteral("sessions.png"), models::PanelModel::SessionsPage, QStringLiteral("dark"));
}

/// The session with the most calls has the most to show.
void DemoRun::takeSessionPicture()
{
    if (m_options.screenshotDir.empty() || m_sessions.empty())
        return;
    const auto most =
        std::ranges::max_element(m_sessions, {}, [](const auto &entry) { return entry.second.toolCalls; });
    m_model.openSession(QString::fromStdString(most->first));
    // The last call that printed something: its output is what a session is opened for.
    auto *session = m_model.session();
    const int rows = session->transcript()->rowCount();
    session->select(rows - 1);
    for (int steps = 0; steps < rows && !(session->selectionIsCall() && session->output()->rowCount() > 2); ++steps)
        session->moveSelection(-1);
    save(QStringLiteral("session.png"), models::PanelModel::SessionPage, QStringLiteral("light"));
    m_model.setPage(models::PanelModel::SessionsPage);
}

/// The pages that ask the ledger: each is drawn when its answer is there.
void DemoRun::takeHistoryPictures()
{
    if (m_options.screenshotDir.empty())
        return;
    using models::PanelModel;
    models::HistoryPanel &history = *m_model.history();
    const auto take = [this](const char *name, PanelModel::Page page, const char *theme, const auto &isThere) {
        m_model.setPage(page);
        for (QDeadlineTimer patience(kAnswerMax); !isThere() && !patience.hasExpired();)
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 50);
        save(QLatin1String(name), page, QLatin1String(theme));
    };
    take("costs.png", PanelModel::CostsPage, "light",
         [&history] { return history.costs()->loaded() && !history.costs()->loading(); });
    take("audit.png", PanelModel::AuditPage, "dark",
         [&history] { return history.audit()->loaded() && !history.audit()->loading(); });
    take("logs.png", PanelModel::LogsPage, "dark", [this] { return !m_model.log()->busy(); });
    if (auto *parts = m_app.window()->findChild<QObject *>(QStringLiteral("historyParts")))
        QMetaObject::invokeMethod(parts, "toggleOperations");
    save(QStringLiteral("operations.png"), PanelModel::SandboxesPage, QStringLiteral("light"));
}

void DemoRun::save(const QString &name, models::PanelModel::Page page, const QString &theme)
{
    const QDir folder(QString::fromStdString(m_options.screenshotDir));
    const auto file = folder.filePath(name);
    if (!QDir().mkpath(folder.path()) || !m_app.grab(file, page, theme, kPictureSize))
        std::fprintf(stderr, "glovebox: the picture %s could not be saved\n", qUtf8Printable(file));
}

void DemoRun::ended(const demo::DemoSummary &summary)
{
    if (m_ended) // given up already
        return;
    if (!m_options.exitWhenDone && !m_options.transcript)
        return;
    std::printf("\n%-40s %-8s %6s\n", "Session", "Outcome", "Calls");
    for (const auto &session : summary.sessions)
        std::printf("%-40s %-8s %6zu%s%s\n", session.title.c_str(),
                    session.outcome.kind == demo::Outcome::Kind::EndedWell ? "well" : "NOT WELL", session.toolCalls,
                    session.outcome.why.empty() ? "" : "  ", session.outcome.why.c_str());
    std::printf("\n%s\n", summary.allEndedWell() ? "Every session ended well." : "Not every session ended well.");
    std::fflush(stdout);
    if (m_options.exitWhenDone) {
        takeSessionPicture();
        takeHistoryPictures();
        end(summary.allEndedWell() ? 0 : 1);
    }
}

/// Drains first, so that no machine outlives the program.
void DemoRun::end(int status)
{
    m_status = status;
    m_ended = true;
    m_watchdog.stop();
    m_client.drain([status](const api::Verdict &verdict) {
        if (verdict.kind != api::Verdict::Kind::Accepted) // nothing runs that could end
            QCoreApplication::exit(status);
    });
}

} // namespace glovebox::panel
