// A snapshot of the selected sandbox: a name, and what it does to the sandbox.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls

AskDialog {
    id: root

    readonly property SandboxDetail sandbox: root.panel.sandbox

    function begin(): void {
        nameField.text = "";
        root.show();
        nameField.field.forceActiveFocus();
    }
    function take(): void {
        if (root.secondEnabled)
            root.actions.takeSnapshot(root.sandbox.id, nameField.text);
    }

    objectName: "snapshotDialog"
    title: root.sandbox.hibernated ? qsTr("Keep what %1 has on disk").arg(root.sandbox.id) : qsTr("Take a snapshot of %1").arg(root.sandbox.id)
    secondText: root.sandbox.hibernated ? qsTr("Keep as a snapshot") : qsTr("Take snapshot")
    secondEnabled: root.sandbox.whyNotSnapshot === "" && !root.actions.sending && !root.panel.host.stale
    onSecondAccepted: root.take()

    DialogText {
        text: root.sandbox.hibernated
              ? qsTr("Its memory and files as it fell asleep, kept as a snapshot until you delete it. It sleeps on.")
              : qsTr("Its memory and files as they are now, at one point in time. It stands still for a moment and goes on; the snapshot stays until you delete it.")
    }
    InputField {
        id: nameField

        objectName: "snapshotName"
        Layout.fillWidth: true
        label: qsTr("Name (optional)")
        maximumLength: root.actions.nameMax
        onAccepted: root.take()
    }
    NoteBox {
        Layout.fillWidth: true
        visible: root.sandbox.whyNotSnapshot !== ""
        kind: "warning"
        text: root.sandbox.whyNotSnapshot
    }
    RefusalNote {
        actions: root.actions
    }
}
