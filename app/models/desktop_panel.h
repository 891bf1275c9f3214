// Role: what the window has of the desktop around it: notifications, the tray, windows of their own; and whether
// closing the main window hides it or ends the program. Thread: GUI. Invariant: a window that is hidden has a way back:
// the tray, or another window; when the last of these goes, it comes forward again, or the program is left as by
// closing it.
#pragma once

#include "app/models/notices_model.h"
#include "app/models/own_windows.h"
#include "app/models/tray_menu.h"

namespace glovebox::models {

class DesktopPanel : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(glovebox::models::NoticesModel *notices READ notices CONSTANT)
    Q_PROPERTY(glovebox::models::TrayMenu *tray READ tray CONSTANT)
    Q_PROPERTY(glovebox::models::OwnWindows *windows READ windows CONSTANT)

public:
    explicit DesktopPanel(PanelModel &panel);

    NoticesModel *notices() { return &m_notices; }
    TrayMenu *tray() { return &m_tray; }
    OwnWindows *windows() { return &m_windows; }

    /// Somebody closes the main window. True: it is hidden; false: the guard of leaving decides.
    Q_INVOKABLE bool hidesMain();
    /// The main window is to be seen.
    Q_INVOKABLE void comeForward();
    bool mainHidden() const { return m_mainHidden; }

Q_SIGNALS:
    void forwardAsked();

private:
    bool hasWayBack() const;

    PanelModel &m_panel;
    NoticesModel m_notices;
    TrayMenu m_tray;
    OwnWindows m_windows;
    bool m_mainHidden = false;
};

} // namespace glovebox::models
