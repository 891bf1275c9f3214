// Copies a session's outputs to a folder that the operator names. Nothing that is there already is replaced.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

DialogFrame {
    id: root

    required property OutputExport outputExport
    property bool left: false // closed, while it goes on

    readonly property alias chooser: chooseButton.chooser // a FolderDialog, or null

    function leave(): void {
        root.left = true;
        root.close();
    }
    function choose(): void {
        chooseButton.choose();
    }
    function folderChosen(): void {
        folder.text = root.outputExport.target;
    }
    function show(): void {
        root.left = false;
        folder.text = root.outputExport.target;
        root.ask();
        folder.field.forceActiveFocus();
    }

    objectName: "exportDialog"
    width: Math.min(Theme.sized(600), (parent?.width ?? Theme.sized(640)) - Theme.gap48)
    title: qsTr("Export %1").arg(root.outputExport.what)
    cancelText: root.outputExport.running ? qsTr("Cancel") : root.outputExport.done ? qsTr("Close") : qsTr("Cancel")
    // It stands among the operations then.
    secondText: root.outputExport.running ? qsTr("Go on in the background") : qsTr("Export")
    secondEnabled: root.outputExport.canStart || root.outputExport.running
    staysOpen: true
    onSecondAccepted: {
        if (root.outputExport.running)
            root.leave();
        else
            root.outputExport.start();
    }
    onCancelled: {
        if (!root.left)
            root.outputExport.cancel();
    }

    RowLayout {
        Layout.fillWidth: true
        spacing: Theme.gap8

        InputField {
            id: folder

            objectName: "exportTarget"
            Layout.fillWidth: true
            label: qsTr("To this folder; it is created when it is not there")
            hint: root.outputExport.problem
            wrong: root.outputExport.problem !== ""
            mono: true
            fieldEnabled: !root.outputExport.running
            onEdited: text => root.outputExport.target = text
            onAccepted: root.outputExport.start()
        }
        FolderButton {
            id: chooseButton

            objectName: "chooseFolder"
            Layout.alignment: Qt.AlignTop
            Layout.topMargin: folder.field.y
            overlay: root.parent
            folder: root.outputExport.folder
            wanted: root.visible
            enabled: !root.outputExport.running
            hint: qsTr("A folder for this session is made in the one that you choose")
            onChosen: folder => {
                root.outputExport.folder = folder;
                root.folderChosen();
            }
        }
    }
    ThinProgress {
        Layout.fillWidth: true
        visible: root.outputExport.running
        value: root.outputExport.progress
    }
    NoteBox {
        objectName: "exportOutcome"
        Layout.fillWidth: true
        visible: root.outputExport.outcome !== ""
        kind: root.outputExport.failed ? "error" : "info"
        text: root.outputExport.outcome
    }
}
