// The ways from what happened to its log and back, and how times are shown.
#include "app/models/panel_model.h"

#include <QSettings>

namespace glovebox::models {

namespace {

constexpr auto kTimesKey = "window/times";

} // namespace

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

QStringList PanelModel::timesChoices()
{
    return {tr("Local time"), tr("UTC"), tr("Relative")};
}

void PanelModel::setTimes(int times)
{
    if (times == this->times() || times < 0 || times >= static_cast<int>(timesChoices().size()))
        return;
    m_ticker.setTimes(static_cast<Ticker::Times>(times));
    if (!m_memoryFile.isEmpty())
        QSettings(m_memoryFile, QSettings::IniFormat).setValue(QLatin1String(kTimesKey), times);
    refreshBanners();
    Q_EMIT timesChanged();
}

void PanelModel::setMemoryFile(const QString &file)
{
    m_outputExport.setMemoryFile(file);
    m_registry.setMemoryFile(file);
    setTimes(QSettings(file, QSettings::IniFormat).value(QLatin1String(kTimesKey)).toInt());
    m_memoryFile = file;
}

} // namespace glovebox::models
