#include "app/models/panel_model.h"

#include "app/format/errors.h"
#include "app/format/foreign_text.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QPointer>

namespace glovebox::models {

using namespace std::chrono_literals;

PanelModel::PanelModel(bridge::EngineClient *client, Ticker::Now now, QTimeZone zone, QObject *parent)
    : QObject(parent), m_client(client), m_ticker(std::move(now), std::move(zone)), m_host(&m_ticker),
      m_environments(&m_ticker), m_environment(&m_environments, &m_ticker), m_webhook(&m_ticker),
      m_sessionViews(&m_ticker), m_sandboxViews(&m_ticker), m_templateViews(&m_ticker),
      m_approvalViews(&m_transcripts, &m_sessionViews, &m_environments, &m_ticker),
      m_workViews(&m_environments, &m_ticker), m_sessions(&m_sessionViews), m_sandboxes(&m_sandboxViews),
      m_templates(&m_templateViews), m_approvals(&m_approvalViews), m_work(&m_workViews),
      m_session(&m_sessionViews, &m_transcripts, &m_approvalViews, &m_environments, &m_ticker),
      m_sandbox(&m_sandboxViews, &m_ticker), m_base(&m_templateViews, &m_ticker),
      m_approval(&m_approvalViews, &m_transcripts, &m_sessionViews, &m_environments, &m_ticker),
      m_denial(&m_approvalViews), m_workItem(&m_workViews, &m_environments, &m_ticker), m_log(&m_ticker),
      m_quit(&m_host, &m_sandboxViews, &m_ticker), m_opener(&QDesktopServices::openUrl)
{
    connect(&m_approvals, &StableList::currentChanged, this, [this] { m_approval.open(m_approvals.currentKey()); });
    connect(&m_approvals, &StableList::frozenChanged, this,
            [this] { m_approvalViews.setTombstonesHeld(m_approvals.frozen()); });
    connect(&m_approvalViews, &ApprovalsModel::waitingChanged, this, [this](const QString &session) {
        m_sessionViews.setThreadWaiting(session, m_approvalViews.waitingThreadOf(session));
        Q_EMIT badgesChanged();
    });
    connect(&m_approvalViews, &ApprovalsModel::changed, this, &PanelModel::badgesChanged);
    connect(&m_work, &StableList::currentChanged, this, [this] { m_workItem.open(m_work.currentKey()); });
    connect(&m_work, &StableList::frozenChanged, this, [this] { m_workViews.setTombstonesHeld(m_work.frozen()); });
    connect(&m_workViews, &WorkModel::changed, this, &PanelModel::badgesChanged);
    connect(&m_environments, &EnvironmentsModel::changed, this, &PanelModel::badgesChanged);
    connect(&m_environments, &EnvironmentsModel::changed, this, &PanelModel::queueChanged);
    connect(&m_ticker, &Ticker::ticked, this, &PanelModel::refreshBanners);
    connect(&m_sandboxes, &StableList::currentChanged, this, [this] { m_sandbox.open(m_sandboxes.currentKey()); });
    connect(&m_sandboxes, &StableList::frozenChanged, this,
            [this] { m_sandboxViews.setTombstonesHeld(m_sandboxes.frozen()); });
    connect(&m_templates, &StableList::currentChanged, this, [this] { m_base.open(m_templates.currentKey()); });
    connect(&m_templates, &StableList::frozenChanged, this,
            [this] { m_templateViews.setTombstonesHeld(m_templates.frozen()); });
    connect(&m_templateViews, &TemplatesModel::changed, this, &PanelModel::badgesChanged);
    connect(&m_secondTimer, &QTimer::timeout, &m_ticker, &Ticker::tick);
    connect(&m_settleTimer, &QTimer::timeout, &m_ticker, &Ticker::settle);
    if (!client)
        return;
    connect(client, &bridge::EngineClient::arrived, this, &PanelModel::apply);
    connect(client, &bridge::EngineClient::heard, this, &PanelModel::heard);
    connect(&m_quit, &QuitGuard::drainRequested, client, [client] { client->drain(); });
    connect(&m_quit, &QuitGuard::stopRequested, client, [client] { client->stopNow(); });
}

void PanelModel::startClock()
{
    m_secondTimer.start(1000ms);
    m_settleTimer.start(500ms);
}

void PanelModel::apply(const bridge::Batch &batch)
{
    const bool wasLoaded = loaded();
    const bool wasFirstTime = firstTime();
    const QString title = windowTitle();
    for (const domain::SessionId &id : batch.goneSessions) {
        m_sessionViews.remove(id);
        m_transcripts.remove(id);
        m_session.outputs()->remove(id);
    }
    for (const domain::SandboxId &id : batch.goneSandboxes)
        m_sandboxViews.markGone(id);
    for (const domain::TemplateId &id : batch.goneTemplates)
        m_templateViews.markGone(id);
    for (const domain::WorkId &id : batch.goneWork)
        m_workViews.markGone(id);
    applyValues(batch);
    m_log.append(batch.log, batch.droppedLogLines);

    if (batch.host || !batch.environments.empty())
        refreshBanners();
    if (title != windowTitle())
        Q_EMIT titleChanged();
    if (wasLoaded != loaded() || wasFirstTime != firstTime())
        Q_EMIT loadedChanged();
    if (!batch.sessions.empty() || !batch.sandboxes.empty() || !batch.goneSessions.empty() ||
        !batch.goneSandboxes.empty())
        Q_EMIT badgesChanged();
}

void PanelModel::applyValues(const bridge::Batch &batch)
{
    if (batch.host) {
        m_host.apply(*batch.host);
        m_webhook.apply(m_host.view().webhook);
    }
    for (const api::EnvironmentView &view : batch.environments)
        m_environments.apply(view);
    for (const api::SessionView &view : batch.sessions)
        m_sessionViews.apply(view);
    for (const api::SandboxView &view : batch.sandboxes)
        m_sandboxViews.apply(view);
    for (const api::TemplateView &view : batch.templates)
        m_templateViews.apply(view);
    for (const api::WorkView &view : batch.work)
        m_workViews.apply(view);
    for (const api::OutputsView &view : batch.outputs)
        m_session.outputs()->apply(view);
    for (const api::TranscriptEntry &entry : batch.entries)
        m_transcripts.apply(entry);
}

void PanelModel::heard()
{
    m_host.heard();
    refreshBanners();
}

void PanelModel::refreshBanners()
{
    std::vector<const api::EnvironmentView *> environments;
    for (int row = 0; row < m_environments.count(); ++row)
        environments.push_back(&m_environments.at(row));
    m_banners.setBanners(bannersFor(
        {m_host.known() ? &m_host.view() : nullptr, std::move(environments), m_host.stale(), m_host.heardAt()},
        m_ticker.zone()));
}

QString PanelModel::windowTitle() const
{
    return m_environment.isDemo() ? tr("Glovebox [demo]") : tr("Glovebox");
}

void PanelModel::setPage(Page page)
{
    if (page == m_page)
        return;
    m_page = page;
    Q_EMIT pageChanged();
}

void PanelModel::setOffersDemo(bool offers)
{
    m_offersDemo = offers;
    Q_EMIT offersDemoChanged();
}

void PanelModel::openSession(const QString &id)
{
    if (id.isEmpty())
        return;
    if (m_page != SessionPage)
        m_cameFrom = m_page;
    m_session.open(id);
    m_sessions.selectKey(id);
    setPage(SessionPage);
}

void PanelModel::openSandbox(const QString &id)
{
    if (id.isEmpty())
        return;
    setPage(SandboxesPage);
    m_sandboxes.selectKey(id);
}

void PanelModel::openTemplate(const QString &id)
{
    if (id.isEmpty())
        return;
    setPage(TemplatesPage);
    m_templates.selectKey(id);
}

void PanelModel::showClones(const QString &base)
{
    m_sandboxes.clearSelection();
    m_sandboxes.setFilterText(base);
    setPage(SandboxesPage);
}

void PanelModel::back()
{
    if (m_page == SessionPage)
        setPage(m_cameFrom);
}

QString PanelModel::backText() const
{
    switch (m_cameFrom) {
    case ApprovalsPage:
        return tr("Approvals");
    case QueuePage:
        return tr("Queue");
    case SandboxesPage:
        return tr("Sandboxes");
    case TemplatesPage:
        return tr("Templates");
    case LogsPage:
        return tr("Logs");
    case EnvironmentsPage:
        return tr("Environments");
    case SessionsPage:
    case SessionPage:
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

void PanelModel::startEngine()
{
    if (m_client)
        m_client->start(engineAnswer());
}

void PanelModel::drainEngine()
{
    if (m_client)
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

void PanelModel::copyLog()
{
    copyText(m_log.selectedText());
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

void PanelModel::copySandboxProblem()
{
    copyText(format::plainText({m_sandbox.problemWhat(), m_sandbox.problemWhy(), m_sandbox.problemTodo(),
                                m_sandbox.problemDetail(), m_sandbox.problemCode()}));
}

void PanelModel::copyTemplateProblem()
{
    copyText(format::plainText({m_base.problemWhat(), m_base.problemWhy(), m_base.problemTodo(), m_base.problemDetail(),
                                m_base.problemCode()}));
}

void PanelModel::copyApprovalLink()
{
    if (ApprovalDetail *shown = shownApproval())
        copyText(shown->link());
}

void PanelModel::copyApprovalInput()
{
    ApprovalDetail *shown = shownApproval();
    if (const api::ToolCallView *call = shown ? m_approvalViews.find(shown->call()) : nullptr)
        copyText(QString::fromStdString(call->input));
}

} // namespace glovebox::models
