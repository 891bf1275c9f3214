// Deleting snapshots cannot be undone: facts of each first, who stands in the way, Cancel focused.
import QtQuick
import QtQuick.Layouts
import Glovebox.Controls

AskDialog {
    id: root

    readonly property int count: root.actions.deletion.length

    objectName: "deleteSnapshotsDialog"
    title: root.count === 1 ? qsTr("Delete 1 snapshot?") : qsTr("Delete %1 snapshots?").arg(root.count)
    acceptText: root.count === 1 ? qsTr("Delete 1 snapshot") : qsTr("Delete %1 snapshots").arg(root.count)
    acceptEnabled: root.actions.deletionRefusal === "" && !root.actions.sending && !root.panel.host.stale
    onAccepted: root.actions.deletePrepared()

    FactLines {
        objectName: "deletionLines"
        lines: root.actions.deletionLines
    }
    DialogText {
        text: qsTr("What others share stays on disk, so less may become free than is shown.")
    }
    NoteBox {
        objectName: "inTheWay"
        Layout.fillWidth: true
        visible: root.actions.deletionRefusal !== ""
        kind: "warning"
        text: root.actions.deletionRefusal
    }
    RefusalNote {
        actions: root.actions
    }
}
