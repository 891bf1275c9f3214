// What can be done with the sandboxes that are selected together; each button says with how many.
import QtQuick
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Flow {
    id: root

    required property MachineActions actions

    signal destroyRequested

    spacing: Theme.gap8

    PlainLabel {
        objectName: "markedText"
        height: Theme.sized(28)
        verticalAlignment: Text.AlignVCenter
        text: qsTr("%1 selected").arg(root.actions.marked)
        font.weight: Font.DemiBold
    }
    PushButton {
        objectName: "pauseMarked"
        implicitHeight: Theme.sized(28)
        text: qsTr("Pause %1").arg(root.actions.pausable)
        symbol: "pause-fill"
        enabled: root.actions.pausable > 0
        onClicked: root.actions.pauseMarked()
    }
    PushButton {
        objectName: "resumeMarked"
        implicitHeight: Theme.sized(28)
        text: qsTr("%1 %2").arg(root.actions.resumeWord).arg(root.actions.resumable)
        symbol: "play-fill"
        enabled: root.actions.resumable > 0
        onClicked: root.actions.resumeMarked()
    }
    PushButton {
        objectName: "hibernateMarked"
        implicitHeight: Theme.sized(28)
        text: qsTr("Hibernate %1").arg(root.actions.hibernatable)
        symbol: "state/crescent"
        enabled: root.actions.hibernatable > 0
        onClicked: root.actions.hibernateMarked()
    }
    PushButton {
        objectName: "snapshotMarked"
        implicitHeight: Theme.sized(28)
        text: qsTr("Snapshot %1").arg(root.actions.snapshotable)
        symbol: "state/diamond"
        enabled: root.actions.snapshotable > 0
        onClicked: root.actions.snapshotMarked()
    }
    PushButton {
        objectName: "destroyMarked"
        implicitHeight: Theme.sized(28)
        text: qsTr("Destroy %1…").arg(root.actions.destroyable)
        symbol: "trash3"
        enabled: root.actions.destroyable > 0
        onClicked: root.destroyRequested()
    }
    PushButton {
        objectName: "clearMarks"
        implicitHeight: Theme.sized(28)
        text: qsTr("Clear")
        onClicked: root.actions.clearMarks()
    }
}
