// Keys that work on every page. Letters only when nobody is typing.
import QtQuick
import Glovebox.App

Item {
    id: root

    required property PanelModel panel
    required property bool typing

    Shortcut {
        sequence: "G,S"
        enabled: !root.typing
        onActivated: root.panel.page = PanelModel.SessionsPage
    }
    Shortcut {
        sequence: "G,B"
        enabled: !root.typing
        onActivated: root.panel.page = PanelModel.SandboxesPage
    }
    Shortcut {
        sequence: "G,L"
        enabled: !root.typing
        onActivated: root.panel.page = PanelModel.LogsPage
    }
    Shortcut {
        sequence: "Alt+Left"
        onActivated: root.panel.back()
    }
    Shortcut {
        // Everything is live; the key is taken so that nothing else reacts to it.
        sequence: "F5"
    }
}
