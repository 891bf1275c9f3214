// Where work comes from, and who else may ask this host for something.
import QtQuick
import Glovebox.App
import Glovebox.Controls

TabStrip {
    id: root

    required property PanelModel panel

    objectName: "environmentTabs"
    tabs: [qsTr("Environments"), qsTr("Local API")]
    current: root.panel.keys.shown ? 1 : 0
    onCurrentChanged: {
        if (root.panel) // not while this is made
            root.panel.keys.shown = root.current === 1;
    }
}
