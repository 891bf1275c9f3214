// Writes the table that is shown into a file that the operator names. What is there already stays.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

DialogFrame {
    id: root

    required property FileExport fileExport

    function show(): void {
        file.text = root.fileExport.target;
        root.ask();
        file.field.forceActiveFocus();
    }

    objectName: "fileExportDialog"
    width: Math.min(640, (parent?.width ?? 688) - Theme.gap48)
    title: qsTr("Export %1").arg(root.fileExport.what)
    cancelText: root.fileExport.done && !root.fileExport.failed ? qsTr("Close") : qsTr("Cancel")
    secondText: root.fileExport.running ? qsTr("Writing…") : qsTr("Export")
    secondEnabled: root.fileExport.canStart
    staysOpen: true
    onSecondAccepted: root.fileExport.start()

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
    NoteBox {
        objectName: "fileOutcome"
        Layout.fillWidth: true
        visible: root.fileExport.outcome !== ""
        kind: root.fileExport.failed ? "error" : "info"
        text: root.fileExport.outcome
    }
}
