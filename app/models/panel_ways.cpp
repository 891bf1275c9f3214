// The ways of the panel: from a name to the page of what it names, and back.
#include "app/models/desktop_panel.h"
#include "app/models/panel_model.h"

namespace glovebox::models {

void PanelModel::openSession(const QString &id)
{
    if (id.isEmpty())
        return;
    if (m_page == LogsPage && m_logFrom == SessionPage)
        m_logFrom.reset(); // that was the way there: going on to a session is going back to it
    else if (m_page != SessionPage)
        m_cameFrom = m_page;
    m_inside.setTab(SandboxInside::Page);
    m_session.open(id);
    m_sessions.selectKey(id);
    setPage(SessionPage);
}

void PanelModel::openSandbox(const QString &id)
{
    if (id.isEmpty())
        return;
    setPage(SandboxesPage);
    if (!m_sandboxViews.find(id) && m_endedViews.find(id)) { // an old link: its history is what is left
        m_sandboxes.clearSelection();
        m_ended.setFilterText({}); // it would not be seen otherwise
        m_ended.selectKey(id);
        Q_EMIT endedAsked();
        return;
    }
    m_sandboxes.selectKey(id);
}

void PanelModel::openTerminals(const QString &sandbox)
{
    if (!m_sandboxViews.find(sandbox))
        return;
    if (OwnWindow *own = m_desktop->windows()->find(OwnWindow::Terminal, QStringLiteral("sandbox/") + sandbox)) {
        Q_EMIT own->forwardAsked(); // of two views the guest's terminal would follow the sizes of both
        return;
    }
    if (m_page != TerminalPage)
        m_terminalsFrom = m_page;
    m_inside.setTab(SandboxInside::Page);
    m_sandboxes.selectKey(sandbox);
    m_terminals.show(sandbox);
    setPage(TerminalPage);
}

void PanelModel::openTemplate(const QString &id)
{
    if (id.isEmpty())
        return;
    setPage(TemplatesPage);
    m_templates.selectKey(id);
}

void PanelModel::openDefined(const QString &name)
{
    if (name.isEmpty())
        return;
    setPage(DefinedPage);
    m_library.templates()->selectKey(name);
}

void PanelModel::openImage(const QString &id)
{
    if (id.isEmpty())
        return;
    setPage(ImagesPage);
    m_library.images()->selectKey(id);
}

void PanelModel::openSnapshot(const QString &id)
{
    if (id.isEmpty())
        return;
    setPage(SnapshotsPage);
    m_snapshots.selectKey(id);
    m_lineage.selectKey(id);
}

void PanelModel::setFolded(const QString &id, bool folded)
{
    m_lineageViews.setFolded(id, folded);
    m_lineage.showPending(); // whoever unfolds a row wants to see what is in it
}

void PanelModel::showSandboxesOf(const QString &origin)
{
    m_sandboxes.clearSelection();
    m_sandboxes.setFilterText(origin);
    setPage(SandboxesPage);
}

void PanelModel::showSnapshotsOf(const QString &origin)
{
    for (StableList *list : {&m_snapshots, &m_lineage}) {
        list->clearSelection();
        list->setFilterText(origin);
    }
    setPage(SnapshotsPage);
}

bool PanelModel::hasObject(const QString &object) const
{
    const QString kind = object.section(QLatin1Char('/'), 0, 0);
    const QString id = object.section(QLatin1Char('/'), 1);
    return (kind == QLatin1String("sandbox") && m_sandboxViews.rowOf(id) >= 0) ||
           (kind == QLatin1String("snapshot") && m_snapshotViews.rowOf(id) >= 0) ||
           (kind == QLatin1String("template") &&
            (m_templateViews.rowOf(id) >= 0 || m_library.madeViews().rowOf(id) >= 0)) ||
           (kind == QLatin1String("image") && m_library.imageViews().rowOf(id) >= 0) ||
           (kind == QLatin1String("session") && m_sessionViews.rowOf(id) >= 0);
}

void PanelModel::openObject(const QString &object)
{
    if (!hasObject(object))
        return;
    const QString kind = object.section(QLatin1Char('/'), 0, 0);
    const QString id = object.section(QLatin1Char('/'), 1);
    if (kind == QLatin1String("sandbox"))
        openSandbox(id);
    else if (kind == QLatin1String("snapshot"))
        openSnapshot(id);
    else if (kind == QLatin1String("template") && m_templateViews.rowOf(id) < 0)
        openDefined(id);
    else if (kind == QLatin1String("template"))
        openTemplate(id);
    else if (kind == QLatin1String("image"))
        openImage(id);
    else
        openSession(id);
}

void PanelModel::openWay(const QString &target)
{
    const QString kind = target.section(QLatin1Char('/'), 0, 0);
    const QString id = target.section(QLatin1Char('/'), 1);
    if (kind == QLatin1String("approval"))
        return openApproval(id);
    if (kind == QLatin1String("log"))
        return openLog({}, 0);
    if (kind == QLatin1String("environment") || kind == QLatin1String("environments"))
        return setPage(EnvironmentsPage);
    if (kind == QLatin1String("costs"))
        return setPage(CostsPage);
    if (kind == QLatin1String("snapshots"))
        return setPage(SnapshotsPage);
    if (kind == QLatin1String("work")) {
        setPage(QueuePage);
        m_work.showPending(); // it may be new, and the list standing still
        m_work.selectKey(id);
    } else if (hasObject(target)) {
        openObject(target);
    } else {
        Q_EMIT toast(tr("It is not there any more"), true);
    }
}

void PanelModel::back()
{
    if (m_page == SessionPage)
        setPage(m_cameFrom);
    else if (m_page == LogsPage && m_logFrom)
        setPage(Page(*m_logFrom));
    else if (m_page == TerminalPage)
        setPage(m_terminalsFrom);
}

QString PanelModel::backText() const
{
    return nameOf(m_page == TerminalPage ? m_terminalsFrom : m_cameFrom);
}

QString PanelModel::logBackText() const
{
    return m_page == LogsPage && m_logFrom ? nameOf(*m_logFrom) : QString();
}

} // namespace glovebox::models
