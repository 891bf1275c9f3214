// A question about a secret of the gate: it stays until the engine has begun what was asked, and shows why when it does
// not.
import QtQuick
import Glovebox.App
import Glovebox.Controls

DialogFrame {
    id: root

    required property PanelModel panel

    readonly property SecretsPanel secrets: root.panel.secrets
    readonly property bool canAsk: !root.secrets.sending && !root.panel.host.stale

    function show(): void {
        root.secrets.begin();
        root.ask();
    }

    staysOpen: true

    Connections {
        function onAccepted(): void {
            root.close();
        }

        target: root.secrets
    }
}
