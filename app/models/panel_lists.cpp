#include "app/models/panel_lists.h"

#include "app/models/session_timeline.h"

namespace glovebox::models {

PanelLists::PanelLists(Ticker::Now now, QTimeZone zone, QObject *parent)
    : QObject(parent), m_ticker(std::move(now), std::move(zone)), m_host(&m_ticker), m_environments(&m_ticker),
      m_environment(&m_environments, &m_ticker), m_webhook(&m_ticker), m_sessionViews(&m_ticker),
      m_sandboxViews(&m_ticker), m_endedViews(&m_ticker), m_templateViews(&m_ticker), m_snapshotViews(&m_ticker),
      m_lineageViews(&m_snapshotViews, &m_templateViews, &m_sandboxViews, &m_ticker),
      m_approvalViews(&m_transcripts, &m_sessionViews, &m_environments, &m_ticker),
      m_workViews(&m_environments, &m_ticker), m_sessions(&m_sessionViews), m_sandboxes(&m_sandboxViews),
      m_ended(&m_endedViews), m_templates(&m_templateViews), m_snapshots(&m_snapshotViews), m_lineage(&m_lineageViews),
      m_approvals(&m_approvalViews), m_work(&m_workViews),
      m_session(&m_sessionViews, &m_transcripts, &m_approvalViews, &m_environments, &m_ticker),
      m_sandbox(&m_sandboxViews, &m_endedViews, &m_ticker), m_endedSandbox(&m_endedViews, &m_ticker),
      m_base(&m_templateViews, &m_ticker), m_snapshot(&m_snapshotViews, &m_sandboxViews, &m_endedViews, &m_ticker),
      m_approval(&m_approvalViews, &m_transcripts, &m_sessionViews, &m_environments, &m_ticker),
      m_denial(&m_approvalViews), m_workItem(&m_workViews, &m_environments, &m_ticker),
      m_newSandbox(&m_sessionViews, &m_ticker), m_log(&m_ticker), m_quit(&m_host, &m_sandboxViews, &m_ticker),
      m_timeline(std::make_unique<SessionTimeline>(&m_session, &m_sessionViews, &m_ticker))
{
    m_approval.setSandboxes(&m_sandboxViews);
    m_session.approval()->setSandboxes(&m_sandboxViews);
    // A line of a session's log that names a call selects it in the events and the timeline too.
    connect(&m_log, &LogModel::selectedLineChanged, this, [this] {
        if (m_log.object() == QStringLiteral("session/") + m_session.id())
            m_session.selectCall(m_log.selectedCall());
    });
}

PanelLists::~PanelLists() = default;

void PanelLists::applyViews(const bridge::Batch &batch)
{
    applyGone(batch);
    applyNew(batch);
    m_doctor.apply(batch);
    m_timeline->apply(batch);
}

void PanelLists::applyGone(const bridge::Batch &batch)
{
    for (const domain::SessionId &id : batch.goneSessions) {
        m_sessionViews.remove(id);
        m_transcripts.remove(id);
        m_session.outputs()->remove(id);
    }
    for (const domain::SandboxId &id : batch.goneSandboxes)
        m_sandboxViews.markGone(id);
    for (const domain::TemplateId &id : batch.goneTemplates)
        m_templateViews.markGone(id);
    for (const domain::EnvironmentId &id : batch.goneEnvironments)
        m_environments.remove(id);
    for (const domain::WorkId &id : batch.goneWork)
        m_workViews.markGone(id);
    for (const domain::SnapshotId &id : batch.goneSnapshots)
        m_snapshotViews.markGone(id);
}

void PanelLists::applyNew(const bridge::Batch &batch)
{
    if (batch.host) {
        m_host.apply(*batch.host);
        m_webhook.apply(m_host.view().webhook);
        m_sandboxViews.setNoSnapshots(m_host.view().noSnapshots);
    }
    for (const api::EnvironmentView &view : batch.environments)
        m_environments.apply(view);
    for (const api::SessionView &view : batch.sessions)
        m_sessionViews.apply(view);
    for (const api::SandboxView &view : batch.sandboxes)
        m_sandboxViews.apply(view);
    for (const api::EndedSandboxView &view : batch.ended)
        m_endedViews.apply(view);
    for (const api::TemplateView &view : batch.templates)
        m_templateViews.apply(view);
    for (const api::SnapshotView &view : batch.snapshots)
        m_snapshotViews.apply(view);
    const bool lineageChanged = !batch.snapshots.empty() || !batch.goneSnapshots.empty() || !batch.sandboxes.empty() ||
                                !batch.goneSandboxes.empty() || !batch.templates.empty();
    if (lineageChanged)
        m_lineageViews.rebuild();
    for (const api::WorkView &view : batch.work)
        m_workViews.apply(view);
    for (const api::OutputsView &view : batch.outputs)
        m_session.outputs()->apply(view);
    for (const api::TranscriptEntry &entry : batch.entries)
        m_transcripts.apply(entry);
}

} // namespace glovebox::models
