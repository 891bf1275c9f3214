#include "app/models/own_window.h"

#include "app/format/foreign_text.h"
#include "app/models/panel_model.h"

#include <QGuiApplication>
#include <QScreen>

namespace glovebox::models {

namespace {

LogName logOf(const QString &object)
{
    const auto id = object.section(QLatin1Char('/'), 1).toStdString();
    if (object.startsWith(QLatin1String("session/")))
        return {LogName::Kind::Session, id};
    if (object.startsWith(QLatin1String("sandbox/")))
        return {LogName::Kind::Sandbox, id};
    return {};
}

} // namespace

OwnWindow::OwnWindow(PanelModel &panel, Kind kind, const QString &object, QRect place)
    : m_panel(panel), m_kind(kind), m_object(object), m_place(place)
{
    if (kind == Terminal) {
        const QString id = object.section(QLatin1Char('/'), 1);
        m_sandbox = panel.newSandboxDetail();
        m_sandbox->open(id);
        m_terminals = std::make_unique<TerminalsPanel>();
        m_terminals->setDesk(panel.terminals()->desk());
        m_terminals->show(id);
        connect(m_terminals.get(), &TerminalsPanel::toast, &panel, &PanelModel::toast);
        connect(m_sandbox.get(), &SandboxDetail::changed, this, &OwnWindow::titleChanged);
    } else {
        m_log = std::make_unique<LogModel>(panel.ticker());
        m_log->setDesk(panel.log()->desk());
        m_log->choose(logOf(object));
        connect(m_log.get(), &LogModel::copied, &panel, &PanelModel::copyText);
    }
}

QString OwnWindow::title() const
{
    const QString id = m_object.section(QLatin1Char('/'), 1);
    const QString whole = m_kind == Terminal   ? tr("Terminal · %1")
                          : m_object.isEmpty() ? tr("Log · %1").arg(tr("Engine"))
                                               : tr("Log · %1");
    const QString name = m_sandbox && !m_sandbox->name().isEmpty() ? m_sandbox->name() : format::shownLine(id);
    const QString said = m_object.isEmpty() ? whole : whole.arg(name);
    return tr("%1 – %2").arg(said, m_panel.windowTitle());
}

bool OwnWindow::hasSpot() const
{
    return !m_place.isEmpty() && QGuiApplication::screenAt(m_place.center()) != nullptr;
}

void OwnWindow::setPlace(QRect place)
{
    if (std::exchange(m_place, place) != place)
        Q_EMIT placed();
}

} // namespace glovebox::models
