// Copies of a running sandbox, or new sandboxes that begin at a snapshot: how many.
import QtQuick
import QtQuick.Layouts
import Glovebox.Controls
import Glovebox.Theme

AskDialog {
    id: root

    property bool ofSnapshot: false
    readonly property string source: root.ofSnapshot ? root.panel.snapshot.title : root.panel.sandbox.id
    readonly property string whyNot: root.ofSnapshot ? root.panel.snapshot.whyNotRestore : root.panel.sandbox.whyNotFork
    readonly property int count: /^[0-9]+$/.test(countField.text.trim()) ? parseInt(countField.text) : 0
    readonly property bool countFits: root.count >= 1 && root.count <= root.actions.forkMax

    function begin(ofSnapshot: bool): void {
        root.ofSnapshot = ofSnapshot;
        countField.text = "1";
        nameField.text = "";
        root.show();
        countField.field.forceActiveFocus();
        countField.field.selectAll();
    }
    function make(): void {
        if (!root.secondEnabled)
            return;
        if (root.ofSnapshot)
            root.actions.restoreAsNew(root.panel.snapshot.id, root.count, root.count === 1 ? nameField.text : "");
        else
            root.actions.forkSandbox(root.panel.sandbox.id, root.count);
    }

    objectName: "forkDialog"
    title: root.ofSnapshot ? qsTr("Restore %1 as new").arg(root.source) : qsTr("Fork %1").arg(root.source)
    secondText: !root.countFits ? qsTr("Make") : root.count === 1 ? qsTr("Make 1 sandbox") : qsTr("Make %1 sandboxes").arg(root.count)
    secondEnabled: root.countFits && root.whyNot === "" && !root.actions.sending && !root.panel.host.stale
    onSecondAccepted: root.make()

    DialogText {
        text: root.ofSnapshot
              ? qsTr("New sandboxes with its memory and files, kept until you destroy them. They start as slots are free and are independent of each other.")
              : qsTr("Copies of its memory and files as they are now, kept until you destroy them. It stands still for a moment and goes on. Open connections are lost in the copies.")
    }
    RowLayout {
        Layout.fillWidth: true
        spacing: Theme.gap12

        InputField {
            id: countField

            objectName: "forkCount"
            Layout.preferredWidth: Theme.sized(120)
            Layout.alignment: Qt.AlignTop
            label: qsTr("How many")
            hint: qsTr("1 to %1").arg(root.actions.forkMax)
            wrong: !root.countFits
            mono: true
            maximumLength: 4
            onAccepted: root.make()
        }
        InputField {
            id: nameField

            objectName: "forkName"
            Layout.fillWidth: true
            Layout.alignment: Qt.AlignTop
            visible: root.ofSnapshot
            fieldEnabled: root.count === 1
            label: qsTr("Name (optional, of one)")
            maximumLength: root.actions.nameMax
            onAccepted: root.make()
        }
    }
    NoteBox {
        Layout.fillWidth: true
        visible: root.whyNot !== ""
        kind: "warning"
        text: root.whyNot
    }
    RefusalNote {
        actions: root.actions
    }
}
