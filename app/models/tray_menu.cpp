#include "app/models/tray_menu.h"

#include "app/models/panel_model.h"

#include <algorithm>

namespace glovebox::models {

TrayMenu::TrayMenu(PanelModel &panel) : m_panel(panel)
{
    connect(panel.overview(), &OverviewModel::needsChanged, this, &TrayMenu::refresh);
    connect(panel.host(), &HostStatus::changed, this, &TrayMenu::refresh);
    connect(&panel, &PanelModel::badgesChanged, this, &TrayMenu::refresh);
}

void TrayMenu::setThere(bool there)
{
    if (std::exchange(m_there, there) == there)
        return;
    refresh();
    Q_EMIT thereChanged();
}

QString TrayMenu::stateText() const
{
    const auto active = m_panel.sandboxViews().active().size();
    const QString sandboxes = active == 1 ? tr("1 sandbox active") : tr("%1 sandboxes active").arg(active);
    return tr("%1 · %2").arg(m_panel.host()->phaseWord(), sandboxes);
}

std::vector<TrayRow> TrayMenu::made() const
{
    const auto row = [this](const char *id) {
        const PanelAction *action = m_panel.registry()->find(QString::fromLatin1(id));
        return TrayRow{action->id(), action->text(), action->why().isEmpty()};
    };
    const int waiting = m_panel.waitingApprovals();
    const QString approvals = waiting == 0   ? tr("No approval waits")
                              : waiting == 1 ? tr("1 approval waits")
                                             : tr("%1 approvals wait").arg(waiting);
    const bool canPause = row("polling.pause").enabled || !row("polling.resume").enabled;
    return {{{}, stateText(), false},
            {waiting > 0 ? QStringLiteral("go.approvals") : QString(), approvals, waiting > 0},
            {},
            row(canPause ? "polling.pause" : "polling.resume"),
            row("app.stop"),
            {},
            row("app.show"),
            row("app.quit")};
}

/// Nobody looks where there is no tray.
void TrayMenu::refresh()
{
    if (!m_there)
        return;
    const auto &needs = m_panel.overview()->allNeeds();
    const Look look = needs.empty() ? Look::Normal
                      : std::ranges::any_of(needs, [](const Need &need) { return need.level == AlertLevel::NeedsYou; })
                          ? Look::NeedsYou
                          : Look::Problem;
    auto rows = made();
    if (rows == m_rows && look == m_look)
        return;
    m_rows = std::move(rows);
    m_look = look;
    Q_EMIT changed();
}

void TrayMenu::choose(const QString &action)
{
    if (action.isEmpty())
        return;
    if (!action.startsWith(QLatin1String("polling.")))
        Q_EMIT forwardAsked();
    m_panel.registry()->trigger(action);
}

} // namespace glovebox::models
