// Putting a sandbox back replaces what it holds now: said first, and a snapshot of the present taken unless somebody
// does not want it.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

AskDialog {
    id: root

    readonly property SnapshotDetail snapshot: root.panel.snapshot

    function begin(): void {
        safety.checked = true;
        root.show();
    }

    objectName: "restoreDialog"
    title: qsTr("Restore %1 in place?").arg(root.snapshot.sandboxId)
    acceptText: qsTr("Restore 1 sandbox")
    acceptEnabled: root.snapshot.whyNotInPlace === "" && !root.actions.sending && !root.panel.host.stale
    onAccepted: root.actions.restoreInPlace(root.snapshot.id, safety.checked)

    PlainLabel {
        objectName: "consequence"
        Layout.fillWidth: true
        text: root.snapshot.inPlaceConsequence
        wrapMode: Text.Wrap
        elide: Text.ElideNone
    }
    RowLayout {
        Layout.fillWidth: true
        spacing: Theme.gap8

        CheckMark {
            id: safety

            objectName: "safety"
            checkable: true
            checked: true
            focusPolicy: Qt.StrongFocus
            label: qsTr("Take a snapshot of its present state first")
        }
        PlainLabel {
            Layout.fillWidth: true
            text: safety.checked ? qsTr("Take a snapshot of its present state first")
                                 : qsTr("No snapshot first: its present memory and files are lost")
            color: safety.checked ? Theme.textPrimary : Theme.warningText
            wrapMode: Text.Wrap
            elide: Text.ElideNone
        }
    }
    DialogText {
        text: root.snapshot.changes[0] + " " + root.snapshot.changes[1]
    }
    NoteBox {
        Layout.fillWidth: true
        visible: root.snapshot.whyNotInPlace !== ""
        kind: "warning"
        text: root.snapshot.whyNotInPlace
    }
    RefusalNote {
        actions: root.actions
    }
}
