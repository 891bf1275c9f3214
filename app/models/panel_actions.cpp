// What the window asks of the engine and of the desktop. Asking shows as such at once; what it led to, the views tell.
#include "app/format/foreign_text.h"
#include "app/format/images.h"
#include "app/format/sandboxes.h"
#include "app/format/snapshots.h"
#include "app/models/panel_model.h"

#include <QFileInfo>
#include <QPointer>
#include <QStandardPaths>

namespace glovebox::models {

namespace {

QString reasonOf(const api::Verdict &verdict)
{
    return format::shownLine(QString::fromStdString(verdict.reason));
}

/// Opening such a file would run it, and an agent wrote it.
bool wouldRun(const QFileInfo &file)
{
    return file.isExecutable() || file.suffix().compare(QLatin1String("desktop"), Qt::CaseInsensitive) == 0;
}

} // namespace

/// Denied commands leave things as they are and say why.
void PanelModel::explain(const QString &what, const api::Verdict &verdict)
{
    if (verdict.kind != api::Verdict::Kind::Denied)
        return;
    const QString reason = reasonOf(verdict);
    Q_EMIT toast(what.isEmpty() ? reason : what + QLatin1Char(' ') + reason, true);
}

void PanelModel::pausePolling(const QString &environment)
{
    const int row = m_environments.rowOf(environment);
    if (!m_client || row < 0 || !m_environments.canPause(row))
        return;
    m_environments.setRequest(environment, EnvironmentsModel::Request::Pause);
    m_client->pausePolling(m_environments.at(row).id,
                           [this, alive = QPointer(this), environment](const api::Verdict &verdict) {
                               if (!alive)
                                   return;
                               if (verdict.kind == api::Verdict::Kind::Accepted)
                                   return m_note.offer({tr("Polling paused"), tr("Undo"), [this, alive, environment] {
                                                            if (alive)
                                                                resumePolling(environment);
                                                        }});
                               m_environments.setRequest(environment, EnvironmentsModel::Request::None);
                               explain({}, verdict);
                           });
}

void PanelModel::resumePolling(const QString &environment)
{
    const int row = m_environments.rowOf(environment);
    if (!m_client || row < 0 || !m_environments.canResume(row))
        return;
    m_environments.setRequest(environment, EnvironmentsModel::Request::Resume);
    m_client->resumePolling(m_environments.at(row).id,
                            [this, alive = QPointer(this), environment](const api::Verdict &verdict) {
                                if (!alive)
                                    return;
                                if (verdict.kind == api::Verdict::Kind::Accepted)
                                    return m_note.offer({tr("Polling resumed"), tr("Undo"), [this, alive, environment] {
                                                             if (alive)
                                                                 pausePolling(environment);
                                                         }});
                                m_environments.setRequest(environment, EnvironmentsModel::Request::None);
                                explain({}, verdict);
                            });
}

void PanelModel::readQueue(const QString &environment)
{
    const api::EnvironmentView *view = m_environments.find(environment);
    if (!m_client || !view)
        return;
    m_environments.setReading(environment, true);
    m_client->refreshQueue(view->id, [this, alive = QPointer(this), environment](const api::Verdict &verdict) {
        if (!alive || verdict.kind == api::Verdict::Kind::Accepted)
            return;
        m_environments.setReading(environment, false);
        explain(tr("The queue was not read."), verdict);
    });
}

void PanelModel::readQueues()
{
    for (int row = 0; row < m_environments.count(); ++row)
        readQueue(m_environments.keyAt(row));
}

void PanelModel::switchWebhook(bool on)
{
    if (!m_client || !m_webhook.canSwitch() || on == m_webhook.on())
        return;
    m_webhook.setRequested(on);
    m_client->listenForWebhooks(on, [this, alive = QPointer(this)](const api::Verdict &verdict) {
        if (!alive || verdict.kind == api::Verdict::Kind::Accepted)
            return;
        m_webhook.setRequested(std::nullopt);
        explain({}, verdict);
    });
}

void PanelModel::openApproval(const QString &call)
{
    setPage(ApprovalsPage);
    m_approvals.showPending(); // it may be new, and the list standing still
    m_approvals.selectKey(call);
}

void PanelModel::nextApproval()
{
    if (const QString oldest = m_approvalViews.oldest(); !oldest.isEmpty())
        openApproval(oldest);
    else if (!m_overview.followFirst())
        Q_EMIT toast(tr("Nothing needs you"), false);
}

ApprovalDetail *PanelModel::shownApproval()
{
    if (m_page == ApprovalsPage)
        return &m_approval;
    return m_page == SessionPage && m_session.selectionNeedsApproval() ? m_session.approval() : nullptr;
}

void PanelModel::allowShown()
{
    if (ApprovalDetail *shown = shownApproval(); shown && shown->canAllow())
        answer(shown->call(), {.allow = true, .denyReason = {}});
}

void PanelModel::denyShown()
{
    if (ApprovalDetail *shown = shownApproval(); shown && shown->canDeny())
        answer(shown->call(), {.allow = false, .denyReason = shown->denyReason().trimmed().toStdString()});
}

void PanelModel::markApproval(const QString &call, bool marked)
{
    m_approvalViews.setMarked(call, marked);
}

void PanelModel::toggleMark(const QString &call)
{
    m_approvalViews.setMarked(call, !m_approvalViews.isMarked(call));
}

void PanelModel::clearMarks()
{
    m_approvalViews.clearMarks();
}

void PanelModel::prepareDenialOfMarked()
{
    m_denial.prepare(m_approvalViews.marked());
    Q_EMIT denialPrepared();
}

void PanelModel::prepareDenialOfSession(const QString &session)
{
    m_denial.prepare(m_approvalViews.waitingCallsOf(session));
    Q_EMIT denialPrepared();
}

void PanelModel::denyPrepared()
{
    const api::ApprovalAnswer denial{.allow = false, .denyReason = m_denial.reason().trimmed().toStdString()};
    const QStringList calls = m_denial.openCalls(); // answering changes which are open
    for (const QString &call : calls)
        answer(call, denial);
}

void PanelModel::answer(const QString &key, const api::ApprovalAnswer &answer)
{
    const api::TranscriptEntry *entry = m_approvalViews.entry(key);
    const api::ToolCallView *call = m_approvalViews.find(key);
    if (!m_client || !entry || !call)
        return;
    m_approvalViews.setAsked(key);
    m_client->answerApproval(entry->session, call->id, answer,
                             [this, alive = QPointer(this), key](const api::Verdict &verdict) {
                                 if (!alive)
                                     return;
                                 if (verdict.kind == api::Verdict::Kind::Denied)
                                     m_approvalViews.setRefused(key, reasonOf(verdict));
                                 else
                                     m_approvalViews.setAccepted(key);
                             });
}

void PanelModel::repairWork(const QString &id)
{
    const api::WorkView *view = m_workViews.find(id);
    if (!m_client || !view || !m_workViews.canRepair(id))
        return;
    m_workViews.setAsked(id, true);
    m_client->repairWork(view->environment, view->id, [this, alive = QPointer(this), id](const api::Verdict &verdict) {
        if (!alive || verdict.kind == api::Verdict::Kind::Accepted)
            return;
        m_workViews.setAsked(id, false);
        explain(tr("The item was not stopped."), verdict);
    });
}

void PanelModel::interruptSession()
{
    if (!m_client || !m_session.canInterrupt())
        return;
    m_session.setInterruptAsked(true);
    m_client->interruptSession(domain::SessionId(m_session.id().toStdString()),
                               [this, alive = QPointer(this)](const api::Verdict &verdict) {
                                   if (!alive || verdict.kind == api::Verdict::Kind::Accepted)
                                       return;
                                   m_session.setInterruptAsked(false);
                                   explain(tr("The session was not interrupted."), verdict);
                               });
}

void PanelModel::cancelCall()
{
    const std::optional<domain::EventId> call = m_session.selectedCallId();
    if (!m_client || !call || !m_session.canCancel())
        return;
    m_session.setCancelAsked(true);
    m_client->cancelCall(domain::SessionId(m_session.id().toStdString()), *call,
                         [this, alive = QPointer(this)](const api::Verdict &verdict) {
                             if (!alive || verdict.kind == api::Verdict::Kind::Accepted)
                                 return;
                             m_session.setCancelAsked(false);
                             explain(tr("The call was not cancelled."), verdict);
                         });
}

void PanelModel::show(const QString &path)
{
    if (path.isEmpty() || !QFileInfo::exists(path)) {
        Q_EMIT toast(tr("It is not there any more"), true);
        return;
    }
    if (!m_opener(QUrl::fromLocalFile(path)))
        Q_EMIT toast(tr("No program on this host opens %1").arg(path), true);
}

void PanelModel::openOutput(int row)
{
    const QString path = m_session.outputs()->fileAt(row);
    const QFileInfo file(path);
    if (file.exists() && (wouldRun(file) || file.isSymLink() || !file.isFile())) {
        Q_EMIT toast(tr("Opening it could run it. Look at it in its folder instead."), true);
        return;
    }
    show(path);
}

void PanelModel::openOutputFolder()
{
    show(m_session.outputs()->folder());
}

bool PanelModel::prepareExport()
{
    const QString downloads = QStandardPaths::writableLocation(QStandardPaths::DownloadLocation);
    const bool isFree =
        m_outputExport.prepare(m_session.outputs()->folder(), m_session.outputs()->paths(), downloads, m_session.id());
    if (!isFree)
        Q_EMIT toast(tr("An export still goes on. Wait for it, or cancel it among the operations."), true);
    return isFree;
}

/// What is ready, the default first; an image that is the default is not listed twice.
std::vector<SandboxOrigin> PanelModel::sandboxOrigins() const
{
    std::vector<SandboxOrigin> origins{{tr("The default image"), {}, {}, {}}};
    for (const DefinedRow &row : m_library.madeViews().all()) {
        if (row.goneAt || !format::currentVersion(row.view))
            continue;
        const auto &made = row.view.definition;
        origins.push_back({tr("Template %1").arg(row.key()),
                           {},
                           made.name,
                           made.size ? format::size(*made.size) : tr("its own size")});
    }
    for (const ImageRow &row : m_library.imageViews().all())
        if (!row.goneAt && row.view.state == api::ImageState::Ready && !row.view.problem && !row.view.isDefault)
            origins.push_back({tr("Image %1").arg(format::imageTitle(row.view)), row.view.image.id.value(), {}, {}});
    for (const SnapshotRow &row : m_snapshotViews.all())
        if (!row.goneAt && row.view.state == domain::SnapshotState::Ready && !row.view.problem)
            origins.push_back({tr("Snapshot %1").arg(format::snapshotTitle(row.view)),
                               {},
                               {},
                               format::size(row.view.size),
                               row.view.id.value()});
    return origins;
}

void PanelModel::prepareNewSandbox(const QString &image, const QString &base, const QString &snapshot)
{
    const api::HostView &host = m_host.view();
    m_newSandbox.prepare(host.size, host.memoryTotal, host.defaultLadder);
    m_newSandbox.setOrigins(sandboxOrigins(), image.toStdString(), base.toStdString(), snapshot.toStdString());
    m_preparation.offerSnapshots(*m_newSandbox.seed());
}

void PanelModel::createSandbox()
{
    const std::optional<api::NewSandbox> wanted = m_newSandbox.wanted();
    if (!m_client || !wanted || !m_newSandbox.canCreate())
        return;
    m_newSandbox.setSending();
    m_client->createSandbox(*wanted, [this, alive = QPointer(this), seed = wanted->seed](const api::Verdict &verdict) {
        if (!alive)
            return;
        m_newSandbox.setAnswer(verdict);
        const QString id = m_newSandbox.createdId();
        m_preparation.remember(id, seed);
        if (!id.isEmpty() && !seed.empty()) // how it is seeded is what one wants to see
            openSandbox(id);
    });
}

int PanelModel::troubledEnvironments() const
{
    int troubled = 0;
    for (int row = 0; row < m_environments.count(); ++row) {
        const api::PollState state = m_environments.at(row).state;
        troubled += state == api::PollState::Disconnected || state == api::PollState::KeyRejected ? 1 : 0;
    }
    return troubled;
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
