// A question about sandboxes, snapshots or templates: it stays until the engine has begun what was asked, and shows why
// when it does not.
import QtQuick
import Glovebox.App
import Glovebox.Controls

DialogFrame {
    id: root

    required property PanelModel panel

    readonly property MachineActions actions: root.panel.actions

    function show(): void {
        root.actions.begin();
        root.ask();
    }

    staysOpen: true

    Connections {
        function onAccepted(): void {
            root.close();
        }

        target: root.actions
    }
}
