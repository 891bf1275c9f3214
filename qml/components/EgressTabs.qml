// What sandboxes try to reach, and the secrets that the gate puts into their requests.
import QtQuick
import Glovebox.App
import Glovebox.Controls

TabStrip {
    id: root

    required property PanelModel panel

    objectName: "egressTabs"
    tabs: [qsTr("Live"), qsTr("Secrets")]
    current: root.panel.secrets.shown ? 1 : 0
    onCurrentChanged: {
        if (root.panel) // not while this is made
            root.panel.secrets.shown = root.current === 1;
    }
}
