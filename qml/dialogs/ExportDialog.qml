// Copies a session's outputs to a folder that the operator names. Nothing that is there already is replaced.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

DialogFrame {
    id: root

    required property OutputExport outputExport

    readonly property var chooser: loader.item // a FolderDialog, or null

    // Qt's own dialog stands in where the desktop has none. Its path bar is white whatever the palette says (Qt 6.4).
    function dress(item: var): void {
        if (item.toString().startsWith("FolderBreadcrumbBar"))
            item.background.color = Qt.binding(() => Theme.surfaceWindow);
        for (let i = 0; i < item.children.length; ++i)
            root.dress(item.children[i]);
    }
    function choose(): void {
        root.chooser.currentFolder = root.outputExport.folder;
        root.chooser.open();
        root.dress(root.parent);
    }
    function folderChosen(): void {
        folder.text = root.outputExport.target;
    }
    function show(): void {
        folder.text = root.outputExport.target;
        root.ask();
        folder.field.forceActiveFocus();
    }

    objectName: "exportDialog"
    width: Math.min(600, (parent?.width ?? 640) - Theme.gap48)
    title: qsTr("Export %1").arg(root.outputExport.what)
    cancelText: root.outputExport.running ? qsTr("Cancel") : root.outputExport.done ? qsTr("Close") : qsTr("Cancel")
    secondText: root.outputExport.running ? qsTr("Copying…") : qsTr("Export")
    secondEnabled: root.outputExport.canStart
    staysOpen: true
    onSecondAccepted: root.outputExport.start()
    onCancelled: root.outputExport.cancel()

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
        PushButton {
            objectName: "chooseFolder"
            Layout.alignment: Qt.AlignTop
            Layout.topMargin: folder.field.y
            text: qsTr("Choose…")
            symbol: "folder2-open"
            visible: loader.status === Loader.Ready
            enabled: !root.outputExport.running
            hint: qsTr("A folder for this session is made in the one that you choose")
            onClicked: root.choose()

            Loader {
                id: loader

                // By its file, not as a type: without the dialogs' module a typed path still does.
                source: "FolderChooser.qml"
                active: root.visible
            }
            Connections {
                function onAccepted(): void {
                    root.outputExport.folder = root.chooser.selectedFolder;
                    root.folderChosen();
                }

                target: root.chooser
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
