// A snapshot's name; without one it is called by its id.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls

AskDialog {
    id: root

    readonly property SnapshotDetail snapshot: root.panel.snapshot
    readonly property bool fits: root.actions.nameFits(nameField.text)

    function begin(): void {
        nameField.text = root.snapshot.name;
        root.show();
        nameField.field.forceActiveFocus();
        nameField.field.selectAll();
    }
    function rename(): void {
        if (root.secondEnabled)
            root.actions.renameSnapshot(root.snapshot.id, nameField.text);
    }

    objectName: "renameDialog"
    title: qsTr("Rename %1").arg(root.snapshot.id)
    secondText: qsTr("Rename")
    secondEnabled: root.fits && root.snapshot.whyNotPin === "" && !root.actions.sending && !root.panel.host.stale
    onSecondAccepted: root.rename()

    InputField {
        id: nameField

        objectName: "newName"
        Layout.fillWidth: true
        label: qsTr("Name")
        hint: qsTr("64 bytes at most; empty: it is called by its id")
        wrong: !root.fits
        maximumLength: root.actions.nameMax
        onAccepted: root.rename()
    }
    RefusalNote {
        actions: root.actions
    }
}
