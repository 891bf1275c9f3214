#include "app/models/desktop_panel.h"

#include "app/models/panel_model.h"

namespace glovebox::models {

DesktopPanel::DesktopPanel(PanelModel &panel) : m_panel(panel), m_notices(panel), m_tray(panel), m_windows(panel)
{
    connect(&m_notices, &NoticesModel::forwardAsked, this, &DesktopPanel::comeForward);
    connect(&m_tray, &TrayMenu::forwardAsked, this, &DesktopPanel::comeForward);
    connect(&m_tray, &TrayMenu::thereChanged, this, [this] {
        if (m_mainHidden && !hasWayBack())
            comeForward();
    });
    connect(&m_windows, &OwnWindows::lastClosed, this, [this] { // that was the program's last window
        if (!m_mainHidden || hasWayBack())
            return;
        comeForward(); // it may have to ask
        m_panel.quit()->requestClose();
    });
}

bool DesktopPanel::hasWayBack() const
{
    return m_windows.count() > 0 || (m_tray.there() && m_panel.settings()->keepInTray());
}

bool DesktopPanel::hidesMain()
{
    return m_mainHidden = hasWayBack();
}

void DesktopPanel::comeForward()
{
    m_mainHidden = false;
    Q_EMIT forwardAsked();
}

} // namespace glovebox::models
