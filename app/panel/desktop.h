// Role: the models' notices and tray menu, shown by the desktop this program runs on; what is pressed there goes back
// to the models. Nothing is decided here. Thread: GUI.
#pragma once

#include "app/models/desktop_panel.h"
#include "app/platform/notifier.h"
#include "app/platform/tray.h"

#include <QImage>

namespace glovebox::panel {

class Desktop : public QObject {
public:
    /// The panel outlives this.
    Desktop(models::PanelModel &panel, const QDBusConnection &bus);

private:
    void showNotice(const models::Notice &notice);
    void showTray();

    models::DesktopPanel &m_desktop;
    models::PanelModel &m_panel;
    platform::Notifier m_notifier;
    platform::Tray m_tray;
};

/// Our icon in a square of so many pixels, with a mark by its shape: a bang, or a cross. On any ground.
QImage trayIcon(models::TrayMenu::Look look, int size);

} // namespace glovebox::panel
