// Copies a session's outputs to a folder that the operator names. Nothing that is there already is replaced.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

DialogFrame {
    id: root

    required property OutputExport outputExport

    function show(): void {
        folder.text = root.outputExport.target;
        root.ask();
        folder.field.forceActiveFocus();
    }

    objectName: "exportDialog"
    title: qsTr("Export %1").arg(root.outputExport.what)
    cancelText: root.outputExport.running ? qsTr("Cancel") : root.outputExport.done ? qsTr("Close") : qsTr("Cancel")
    secondText: root.outputExport.running ? qsTr("Copying…") : qsTr("Export")
    secondEnabled: root.outputExport.canStart
    staysOpen: true
    onSecondAccepted: root.outputExport.start()
    onCancelled: root.outputExport.cancel()

    Loader {
        id: chooser

        // The file's own name, not its type: the window does without when the module is not there.
        source: "FolderChooser.qml"
        active: root.visible
    }
    Connections {
        function onAccepted(): void {
            root.outputExport.folder = chooser.item.selectedFolder;
            folder.text = root.outputExport.target;
        }

        target: chooser.item
        ignoreUnknownSignals: true
    }
    PushButton {
        objectName: "chooseFolder"
        Layout.alignment: Qt.AlignRight
        text: qsTr("Choose folder…")
        symbol: "folder2-open"
        visible: chooser.status === Loader.Ready
        enabled: !root.outputExport.running
        hint: qsTr("A folder for this session is made in it")
        onClicked: {
            chooser.item.currentFolder = root.outputExport.folder;
            chooser.item.open();
        }
    }
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
