#include "app/models/panel_model.h"

#include "app/format/errors.h"
#include "app/format/foreign_text.h"
#include "app/models/desktop_panel.h"
#include "app/models/setup_panel.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QPointer>

namespace glovebox::models {

using namespace std::chrono_literals;

PanelModel::PanelModel(bridge::EngineClient *client, Ticker::Now now, QTimeZone zone, QObject *parent)
    : PanelLists(std::move(now), std::move(zone), parent), m_client(client),
      m_actions(client, &m_sandboxViews, &m_snapshotViews, &m_templateViews, &m_endedViews, &m_ticker),
      m_history(client, &m_ticker), m_library(client, &m_snapshotViews, &m_ticker),
      m_preparation(client, {m_sandboxViews, m_sessionViews, m_environments, m_snapshotViews}, &m_ticker),
      m_egress(client, m_sandboxViews, &m_ticker),
      m_overview(client,
                 {m_approvalViews, m_sessionViews, m_sandboxViews, m_workViews, m_environments, m_host, m_history,
                  [this](const QString &object) {
                      return hasObject(object);
                  }},
                 m_egress, &m_ticker),
      m_secrets(client, m_sandboxViews, &m_ticker), m_ports(client),
      m_inside(m_egress, m_sandboxViews, m_snapshotViews, &m_ticker), m_opener(&QDesktopServices::openUrl),
      m_setup(std::make_unique<SetupPanel>(*this, client)), m_desktop(std::make_unique<DesktopPanel>(*this))
{
    connectLists();
    connectPorts();
    connectOverview();
    connectInside();
    connectVoice();
    m_outputExport.setClient(client);
    m_inside.files()->setClient(client);
    m_log.setClient(client);
    m_doctor.bundle()->setClient(client);
    connect(&m_secondTimer, &QTimer::timeout, &m_ticker, &Ticker::tick);
    connect(&m_settleTimer, &QTimer::timeout, &m_ticker, &Ticker::settle);
    if (!client)
        return;
    connect(client, &bridge::EngineClient::arrived, this, &PanelModel::apply);
    connect(client, &bridge::EngineClient::heard, this, &PanelModel::heard);
    connect(&m_quit, &QuitGuard::drainRequested, client, [client] { client->drain(); });
    connect(&m_quit, &QuitGuard::stopRequested, client, [client] { client->stopNow(); });
}

PanelModel::~PanelModel() = default;

/// What is selected in a list is what its pane shows; while the list stands still, its tombstones stay.
void PanelModel::connectLists()
{
    connect(&m_log, &LogModel::copied, this, &PanelModel::copyText);
    const auto bind = [this](StableList &list, auto &views, auto &detail) {
        connect(&list, &StableList::currentChanged, this, [&list, &detail] { detail.open(list.currentKey()); });
        connect(&list, &StableList::frozenChanged, this, [&list, &views] { views.setTombstonesHeld(list.frozen()); });
    };
    bind(m_approvals, m_approvalViews, m_approval);
    bind(m_work, m_workViews, m_workItem);
    bind(m_sandboxes, m_sandboxViews, m_sandbox);
    bind(m_ended, m_endedViews, m_endedSandbox);
    bind(m_templates, m_templateViews, m_base);
    bind(m_snapshots, m_snapshotViews, m_snapshot);
    bind(m_lineage, m_snapshotViews, m_snapshot);
    connect(&m_approvalViews, &ApprovalsModel::waitingChanged, this, [this](const QString &session) {
        m_sessionViews.setThreadWaiting(session, m_approvalViews.waitingThreadOf(session));
        Q_EMIT badgesChanged();
    });
    connect(&m_approvalViews, &ApprovalsModel::changed, this, &PanelModel::badgesChanged);
    connect(&m_workViews, &WorkModel::changed, this, &PanelModel::badgesChanged);
    connect(&m_templateViews, &TemplatesModel::changed, this, &PanelModel::badgesChanged);
    connect(&m_snapshotViews, &SnapshotsModel::changed, this, &PanelModel::badgesChanged);
    connect(&m_environments, &EnvironmentsModel::changed, this, &PanelModel::badgesChanged);
    connect(&m_environments, &EnvironmentsModel::changed, this, &PanelModel::queueChanged);
    connect(&m_ticker, &Ticker::ticked, this, &PanelModel::refreshBanners);
    connect(&m_actions, &MachineActions::toast, this, &PanelModel::toast);
    connect(&m_library, &LibraryPanel::toast, this, &PanelModel::toast);
    connect(&m_preparation, &PreparationPanel::toast, this, &PanelModel::toast);
    connect(&m_egress, &EgressPanel::toast, this, &PanelModel::toast);
    connect(&m_secrets, &SecretsPanel::toast, this, &PanelModel::toast);
    connect(&m_terminals, &TerminalsPanel::toast, this, &PanelModel::toast);
    connect(&m_registry, &ActionRegistry::toast, this, &PanelModel::toast);
    connect(&m_sandboxes, &StableList::currentChanged, this,
            [this] { m_preparation.seeding()->open(m_sandboxes.currentKey()); });
    connect(&m_library, &LibraryPanel::changed, this, &PanelModel::badgesChanged);
    m_history.sessions()->setNamer([this](const domain::EnvironmentId &id) { return m_environments.nameOf(id); });
    connect(&m_history, &HistoryPanel::refused, this, [this](const QString &text) { Q_EMIT toast(text, true); });
    connect(m_history.orphans(), &OrphansModel::told, this, &PanelModel::refreshBanners);
    connect(&m_history, &HistoryPanel::recoveryChanged, this, &PanelModel::refreshBanners);
}

/// A URL with a token goes to the browser or the clipboard, and is nowhere else.
void PanelModel::connectPorts()
{
    connect(&m_sandboxes, &StableList::currentChanged, this, [this] { m_ports.show(m_sandboxes.currentKey()); });
    connect(&m_ports, &PortsPanel::toast, this, &PanelModel::toast);
    connect(&m_ports, &PortsPanel::copyRequested, this, &PanelModel::copyText);
    connect(&m_ports, &PortsPanel::browseRequested, this, [this](const QString &url) {
        if (!m_opener(QUrl(url)))
            Q_EMIT toast(tr("No browser on this host opens it: copy the URL instead"), true);
    });
}

/// What needs somebody leads to its place, what was counted to its list.
void PanelModel::connectOverview()
{
    connect(&m_overview, &OverviewModel::wayAsked, this, &PanelModel::openWay);
    connect(&m_overview, &OverviewModel::sandboxesAsked, this, &PanelModel::showSandboxesOf);
    connect(&m_overview, &OverviewModel::sessionsAsked, this, [this](const QString &filter) {
        m_sessions.clearSelection();
        m_sessions.setFilterText(filter);
        setPage(SessionsPage);
    });
}

void PanelModel::startClock()
{
    m_overview.setShown(m_page == OverviewPage); // from here on somebody looks
    m_secondTimer.start(1000ms);
    m_settleTimer.start(500ms);
}

void PanelModel::apply(const bridge::Batch &batch)
{
    const bool wasLoaded = loaded();
    const bool wasFirstTime = firstTime();
    const QString title = windowTitle();
    applyViews(batch);
    m_history.apply(batch);
    m_library.apply(batch);
    m_preparation.apply(batch);
    m_egress.apply(batch);
    m_secrets.apply(batch);
    m_ports.apply(batch);
    m_keys.apply(batch);
    m_overview.apply(batch);
    m_setup->apply(batch);
    if (batch.host) {
        m_actions.setDefaultLadder(m_host.view().defaultLadder);
        m_actions.destroying()->setDisk(m_host.view().diskFree, m_host.view().diskReserved);
        m_library.setUsual(m_host.view().size, m_host.view().defaultLadder);
    }
    if (batch.egress) {
        m_newSandbox.setProfiles(*batch.egress);
        m_library.setProfiles(*batch.egress);
    }
    if (batch.secrets) {
        m_newSandbox.secrets()->setSecrets(*batch.secrets);
        m_library.setSecrets(*batch.secrets);
    }
    if (batch.host || !batch.environments.empty() || !batch.goneEnvironments.empty())
        refreshBanners();
    if (title != windowTitle())
        Q_EMIT titleChanged();
    if (wasLoaded != loaded() || wasFirstTime != firstTime())
        Q_EMIT loadedChanged();
    if (!batch.sessions.empty() || !batch.sandboxes.empty() || !batch.goneSessions.empty() ||
        !batch.goneSandboxes.empty())
        Q_EMIT badgesChanged();
}

void PanelModel::heard()
{
    m_host.heard();
    refreshBanners();
}

QString PanelModel::windowTitle() const
{
    if (m_isSample)
        return tr("Glovebox [sample]");
    return m_environment.isDemo() ? tr("Glovebox [demo]") : tr("Glovebox");
}

void PanelModel::setSample(bool sample)
{
    m_isSample = sample;
    refreshBanners();
    Q_EMIT titleChanged();
}

void PanelModel::setPage(Page page)
{
    if (page == m_page)
        return;
    m_page = page;
    if (page != LogsPage && page != SessionPage) // over its session one comes back to it
        m_logFrom.reset();
    m_history.costs()->setShown(page == CostsPage);
    m_history.audit()->setShown(page == AuditPage);
    m_overview.setShown(page == OverviewPage);
    Q_EMIT pageChanged();
}

void PanelModel::setOffersDemo(bool offers)
{
    m_offersDemo = offers;
    Q_EMIT offersDemoChanged();
}

QString PanelModel::nameOf(Page page)
{
    switch (page) {
    case OverviewPage:
        return tr("Overview");
    case ApprovalsPage:
        return tr("Approvals");
    case QueuePage:
        return tr("Queue");
    case SandboxesPage:
        return tr("Sandboxes");
    case SnapshotsPage:
        return tr("Snapshots");
    case DefinedPage:
    case TemplatesPage:
        return tr("Templates");
    case ImagesPage:
        return tr("Images");
    case EgressPage:
        return tr("Egress");
    case LogsPage:
        return tr("Logs");
    case CostsPage:
        return tr("Costs");
    case AuditPage:
        return tr("Audit");
    case EnvironmentsPage:
        return tr("Environments");
    case DoctorPage:
        return tr("Host doctor");
    case SessionPage:
        return tr("Session");
    case TerminalPage:
        return tr("Terminal");
    case SettingsPage:
        return tr("Settings");
    case SetupPage:
        return tr("Set up");
    case SessionsPage:
        break;
    }
    return tr("Sessions");
}

bridge::EngineClient::Answered PanelModel::engineAnswer()
{
    ++m_engineRequests;
    Q_EMIT engineBusyChanged();
    return [this, alive = QPointer(this)](const api::Verdict &verdict) {
        if (!alive)
            return;
        --m_engineRequests;
        Q_EMIT engineBusyChanged();
        if (verdict.kind == api::Verdict::Kind::Denied)
            Q_EMIT toast(format::shownLine(QString::fromStdString(verdict.reason)), true);
    };
}

/// The client begins and ends for the program, whatever the role; here somebody asks.
bool PanelModel::mayAskEngine()
{
    if (m_settings.viewOnly())
        Q_EMIT toast(bridge::EngineClient::viewOnlyReason(), true);
    return m_client && !m_settings.viewOnly();
}

void PanelModel::startEngine()
{
    if (mayAskEngine())
        m_client->start(engineAnswer());
}

void PanelModel::drainEngine()
{
    if (mayAskEngine())
        m_client->drain(engineAnswer());
}

void PanelModel::exploreDemo()
{
    if (m_offersDemo)
        Q_EMIT demoRequested();
}

void PanelModel::copyText(const QString &text)
{
    if (text.isEmpty())
        return;
    QGuiApplication::clipboard()->setText(text);
    Q_EMIT toast(text.size() <= 40 && !text.contains(QLatin1Char('\n')) ? tr("Copied %1").arg(text) : tr("Copied"),
                 false);
}

void PanelModel::copyEvidence(TextLines *lines)
{
    if (lines)
        copyText(lines->text());
}

void PanelModel::copyLog(int how)
{
    m_log.copySelection(how);
}

void PanelModel::copyInput()
{
    copyText(m_session.input()->text());
}

void PanelModel::copyOutput()
{
    copyText(m_session.output()->text());
}

void PanelModel::copySessionProblem()
{
    copyText(format::plainText({m_session.problemWhat(), m_session.problemWhy(), m_session.problemTodo(),
                                m_session.problemDetail(), m_session.problemCode()}));
}

} // namespace glovebox::models
