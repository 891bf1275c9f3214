// Destroying several: what is true of each first, Cancel focused.
import QtQuick

AskDialog {
    id: root

    readonly property int count: root.actions.destroyable

    objectName: "destroyMarkedDialog"
    title: root.count === 1 ? qsTr("Destroy 1 sandbox?") : qsTr("Destroy %1 sandboxes?").arg(root.count)
    acceptText: root.count === 1 ? qsTr("Destroy 1 sandbox") : qsTr("Destroy %1 sandboxes").arg(root.count)
    acceptEnabled: root.count > 0 && !root.panel.host.stale
    staysOpen: false
    onAccepted: root.actions.destroyMarked()

    FactLines {
        lines: root.actions.destroyLines
    }
    DialogText {
        text: qsTr("Memory, processes and unsaved files are removed. Snapshots that were taken of them stay.")
    }
}
