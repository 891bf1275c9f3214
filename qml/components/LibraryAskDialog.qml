// A question about images or defined templates: it stays until the engine has begun what was asked, and shows why when it
// does not.
import QtQuick
import Glovebox.App
import Glovebox.Controls

DialogFrame {
    id: root

    required property PanelModel panel

    readonly property LibraryPanel library: root.panel.library
    readonly property bool canAsk: !root.library.sending && !root.panel.host.stale

    function show(): void {
        root.library.begin();
        root.ask();
    }

    staysOpen: true

    Connections {
        function onAccepted(): void {
            root.close();
        }

        target: root.library
    }
}
