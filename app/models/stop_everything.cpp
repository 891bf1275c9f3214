#include "app/models/stop_everything.h"

#include "app/models/action_deeds.h"
#include "app/models/panel_model.h"

namespace glovebox::models {

StopEverything::StopEverything(PanelModel &panel) : m_panel(panel)
{
    connect(panel.actions(), &MachineActions::marksChanged, this, &StopEverything::refresh);
    connect(panel.environments(), &EnvironmentsModel::changed, this, &StopEverything::refresh);
}

/// Its figures are read of every sandbox: only while somebody looks.
void StopEverything::refresh()
{
    if (m_shown)
        Q_EMIT changed();
}

bool StopEverything::canPausePolling() const
{
    return m_shown && glovebox::models::canPausePolling(m_panel);
}

QString StopEverything::pollingText() const
{
    int polling = 0;
    const EnvironmentsModel &environments = *m_panel.environments();
    for (int row = 0; row < environments.count(); ++row)
        polling += environments.canPause(row) ? 1 : 0;
    if (environments.count() == 0)
        return tr("No environment sends work to this host.");
    if (polling == 0)
        return tr("No environment takes new work now.");
    return polling == 1 ? tr("1 environment takes new work.") : tr("%1 environments take new work.").arg(polling);
}

int StopEverything::sandboxes() const
{
    return m_shown ? static_cast<int>(m_panel.actions()->liveIds().size()) : 0;
}

int StopEverything::pausable() const
{
    return m_shown ? m_panel.actions()->countAll(SandboxVerb::Pause) : 0;
}

int StopEverything::hibernatable() const
{
    return m_shown ? m_panel.actions()->countAll(SandboxVerb::Hibernate) : 0;
}

int StopEverything::destroyable() const
{
    return m_shown ? m_panel.actions()->countAll(SandboxVerb::Destroy) : 0;
}

QStringList StopEverything::lines() const
{
    return m_shown ? destroyLinesOf(m_panel.sandboxViews(), m_panel.actions()->liveIds()) : QStringList();
}

QString StopEverything::wantedText() const
{
    const int count = destroyable();
    return count == 1 ? tr("1 sandbox") : tr("%1 sandboxes").arg(count);
}

void StopEverything::begin()
{
    m_shown = true;
    m_begun = false;
    Q_EMIT changed();
}

void StopEverything::end()
{
    m_shown = false;
    Q_EMIT changed();
}

void StopEverything::pausePolling()
{
    pauseAllPolling(m_panel);
}

void StopEverything::pauseAll()
{
    pausePolling();
    m_begun = m_panel.actions()->askAll(SandboxVerb::Pause) || m_begun;
    Q_EMIT changed();
}

void StopEverything::hibernateAll()
{
    pausePolling();
    m_begun = m_panel.actions()->askAll(SandboxVerb::Hibernate) || m_begun;
    Q_EMIT changed();
}

void StopEverything::destroyAll(const QString &typed)
{
    if (typed.trimmed() != wantedText())
        return;
    pausePolling();
    m_begun = m_panel.actions()->askAll(SandboxVerb::Destroy) || m_begun;
    Q_EMIT changed();
}

} // namespace glovebox::models
