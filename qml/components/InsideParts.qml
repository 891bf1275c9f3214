// A sandbox from the inside: its files, what it tries to reach, its snapshots; the one whose tab is in front.
import QtQuick
import Glovebox.App

FocusScope {
    id: root

    required property PanelModel panel

    readonly property int tab: root.visible ? root.panel.inside.tab : SandboxInside.Page // a window of its own has none of these

    objectName: "insideParts"

    Loader { // made anew each time: layouts of Qt 6.4 miss what changes in them while they are hidden
        anchors.fill: parent
        active: root.tab === SandboxInside.Files
        visible: active
        focus: active
        sourceComponent: FilesPart {
            focus: true
            // A bound component would not be made here ("outside its creation context", Qt 6.4.2).
            panel: root.panel // qmllint disable unqualified
        }
    }
    Loader {
        anchors.fill: parent
        active: root.tab === SandboxInside.Network
        visible: active
        focus: active
        sourceComponent: NetworkPart {
            focus: true
            panel: root.panel // qmllint disable unqualified
        }
    }
    Loader {
        anchors.fill: parent
        active: root.tab === SandboxInside.Snapshots
        visible: active
        focus: active
        sourceComponent: SnapshotsPart {
            focus: true
            panel: root.panel // qmllint disable unqualified
        }
    }
}
