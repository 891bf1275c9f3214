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
    property string target: "" // by id: the list may change while somebody reads
    readonly property bool targetThere: root.snapshot.targets.length > 0 && root.snapshot.isTarget(root.target)

    function begin(): void {
        safety.checked = true;
        root.target = root.snapshot.targets[0] ?? root.snapshot.sandboxId;
        choice.model = root.snapshot.targetTexts;
        choice.ids = root.snapshot.targets;
        choice.currentIndex = 0;
        root.show();
    }

    objectName: "restoreDialog"
    title: qsTr("Restore %1 in place?").arg(root.target)
    acceptText: qsTr("Restore 1 sandbox")
    acceptEnabled: root.targetThere && !root.actions.sending && !root.panel.host.stale
    onAccepted: root.actions.restoreInPlace(root.snapshot.id, root.target, safety.checked)

    ChoiceBox {
        id: choice

        property list<string> ids

        objectName: "target"
        Layout.fillWidth: true
        label: qsTr("Sandbox")
        model: []
        visible: choice.count > 1
        onActivated: index => root.target = choice.ids[index]
    }
    DialogText {
        objectName: "consequence"
        text: root.snapshot.inPlaceConsequence(root.target)
        color: Theme.textPrimary
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
        visible: !root.targetThere
        kind: "warning"
        text: root.snapshot.whyNotInPlace !== "" ? root.snapshot.whyNotInPlace : qsTr("%1 cannot go back to it now.").arg(root.target)
    }
    RefusalNote {
        actions: root.actions
    }
}
