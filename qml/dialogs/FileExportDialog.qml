// Writes the table that is shown into a file that the operator names. What is there already stays.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

DialogFrame {
    id: root

    required property FileExport fileExport
    property string doText: qsTr("Export")
    property bool left: false // closed, while it goes on

    function leave(): void {
        root.left = true;
        root.close();
    }
    function show(): void {
        root.left = false;
        file.text = root.fileExport.target;
        root.ask();
        file.field.forceActiveFocus();
    }

    objectName: "fileExportDialog"
    width: Math.min(Theme.sized(640), (parent?.width ?? Theme.sized(688)) - Theme.gap48)
    title: qsTr("Export %1").arg(root.fileExport.what)
    cancelText: root.fileExport.done && !root.fileExport.failed ? qsTr("Close") : qsTr("Cancel")
    // It stands among the operations then.
    secondText: root.fileExport.running ? qsTr("Go on in the background") : root.doText
    secondEnabled: root.fileExport.canStart || root.fileExport.running
    staysOpen: true
    onSecondAccepted: {
        if (root.fileExport.running)
            root.leave();
        else
            root.fileExport.start();
    }
    onCancelled: {
        if (!root.left)
            root.fileExport.cancel();
    }

    DialogText {
        text: root.fileExport.note
    }
    RowLayout {
        Layout.fillWidth: true
        spacing: Theme.gap8

        InputField {
            id: file

            objectName: "fileTarget"
            Layout.fillWidth: true
            label: qsTr("To this file")
            hint: root.fileExport.problem
            wrong: root.fileExport.problem !== ""
            mono: true
            fieldEnabled: !root.fileExport.running
            onEdited: text => root.fileExport.target = text
            onAccepted: root.fileExport.start()
        }
        FolderButton {
            Layout.alignment: Qt.AlignTop
            Layout.topMargin: file.field.y
            overlay: root.parent
            folder: root.fileExport.folder
            wanted: root.visible
            enabled: !root.fileExport.running
            hint: qsTr("The folder that it goes to")
            onChosen: folder => {
                root.fileExport.folder = folder;
                file.text = root.fileExport.target;
            }
        }
    }
    ThinProgress {
        Layout.fillWidth: true
        visible: root.fileExport.running && root.fileExport.progress >= 0
        value: Math.max(0, root.fileExport.progress)
    }
    NoteBox {
        objectName: "fileOutcome"
        Layout.fillWidth: true
        visible: root.fileExport.outcome !== ""
        kind: root.fileExport.failed ? "error" : "info"
        text: root.fileExport.outcome
    }
}
