// What sandboxes try to reach, what profiles let through, and the secrets that the gate puts into requests.
import QtQuick
import Glovebox.App
import Glovebox.Controls

TabStrip {
    id: root

    required property PanelModel panel

    objectName: "egressTabs"
    tabs: [qsTr("Live"), qsTr("Profiles"), qsTr("Secrets")]
    current: root.panel.secrets.shown ? 2 : root.panel.egress.tab
    onCurrentChanged: {
        if (!root.panel) // while this is made
            return;
        if (root.current < 2)
            root.panel.egress.tab = root.current;
        root.panel.secrets.shown = root.current === 2;
    }
}
