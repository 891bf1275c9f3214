// The ways from what happened to its log and back, and where the window keeps what it remembers.
#include "app/models/desktop_panel.h"
#include "app/models/panel_model.h"

namespace glovebox::models {

void PanelModel::openLog(const QString &object, double at)
{
    const QString kind = object.section(QLatin1Char('/'), 0, 0);
    const auto id = object.section(QLatin1Char('/'), 1).toStdString();
    if (!object.isEmpty() && id.empty())
        return; // nobody's
    LogName name;
    if (!id.empty() && kind == QLatin1String("session"))
        name = {LogName::Kind::Session, id};
    else if (!id.empty() && kind == QLatin1String("sandbox"))
        name = {LogName::Kind::Sandbox, id};
    const auto from = m_page;
    m_log.choose(name);
    if (m_log.filters())
        m_log.clearFilter(); // it would hide what is looked for
    if (at > 0)
        m_log.goToTime(WallTime(std::chrono::milliseconds(static_cast<std::int64_t>(at))));
    setPage(LogsPage);
    // Over the session that was opened from the log, one is back at the log: it leads where it led before.
    if (from != LogsPage && !(from == SessionPage && m_cameFrom == LogsPage)) {
        m_logFrom = from;
        Q_EMIT pageChanged();
    }
}

void PanelModel::openLogged()
{
    const QString object = m_log.selectedObject();
    const QString call = m_log.selectedCall();
    if (!hasObject(object))
        return;
    openObject(object);
    if (!call.isEmpty())
        m_session.selectCall(call);
}

void PanelModel::setMemoryFile(const QString &file)
{
    m_outputExport.setMemoryFile(file);
    m_registry.setMemoryFile(file);
    m_settings.setMemoryFile(file);
    m_desktop->windows()->setMemoryFile(file);
}

} // namespace glovebox::models
