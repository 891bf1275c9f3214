// Writes lines of the log into a file that the operator names. What is there already stays.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

DialogFrame {
    id: root

    required property LogExportForm form
    property bool left: false // closed, while it goes on

    function leave(): void {
        root.left = true;
        root.close();
    }
    function show(): void {
        root.left = false;
        file.text = root.form.target;
        root.ask();
        file.field.forceActiveFocus();
    }

    objectName: "logExportDialog"
    width: Math.min(Theme.sized(640), (parent?.width ?? Theme.sized(688)) - Theme.gap48)
    title: qsTr("Export the log")
    cancelText: root.form.done ? qsTr("Close") : qsTr("Cancel")
    // It stands among the operations then.
    secondText: root.form.running ? qsTr("Go on in the background") : qsTr("Export")
    secondEnabled: root.form.canStart || root.form.running
    staysOpen: true
    onSecondAccepted: {
        if (root.form.running)
            root.leave();
        else
            root.form.start();
    }
    onCancelled: {
        if (!root.left)
            root.form.cancel();
    }

    DialogText {
        text: qsTr("Oldest line first. The file begins with its source, times, filter, and how many lines it has and misses.")
    }
    ChoiceBox {
        objectName: "exportChoice"
        Layout.fillWidth: true
        label: qsTr("Lines")
        model: root.form.choices
        currentIndex: root.form.choice
        onActivated: index => root.form.choice = index
    }
    RowLayout {
        Layout.fillWidth: true
        spacing: Theme.gap24

        SegmentSwitch {
            objectName: "exportForm"
            choices: [qsTr("Text"), qsTr("JSON lines")]
            current: root.form.asJson ? 1 : 0
            onChosen: index => {
                root.form.asJson = index === 1;
                file.text = root.form.target;
            }
        }
        Row {
            spacing: Theme.gap8

            ToggleSwitch {
                id: compressed

                objectName: "exportCompressed"
                anchors.verticalCenter: parent.verticalCenter
                label: qsTr("Compressed (gzip)")
                on: root.form.compressed
                onClicked: {
                    root.form.compressed = !root.form.compressed;
                    file.text = root.form.target;
                }
            }
            PlainLabel {
                anchors.verticalCenter: parent.verticalCenter
                text: compressed.label
                Accessible.ignored: true
            }
        }
    }
    RowLayout {
        Layout.fillWidth: true
        spacing: Theme.gap8

        InputField {
            id: file

            objectName: "logExportTarget"
            Layout.fillWidth: true
            label: qsTr("To this file")
            hint: root.form.problem
            wrong: root.form.problem !== ""
            mono: true
            fieldEnabled: !root.form.running
            onEdited: text => root.form.target = text
            onAccepted: root.form.start()
        }
        FolderButton {
            Layout.alignment: Qt.AlignTop
            Layout.topMargin: file.field.y
            overlay: root.parent
            folder: root.form.folder
            wanted: root.visible
            enabled: !root.form.running
            hint: qsTr("The folder that it goes to")
            onChosen: folder => {
                root.form.folder = folder;
                file.text = root.form.target;
            }
        }
    }
    ThinProgress {
        objectName: "logExportProgress"
        Layout.fillWidth: true
        visible: root.form.running
        value: root.form.progress
    }
    NoteBox {
        objectName: "logExportOutcome"
        Layout.fillWidth: true
        visible: root.form.outcome !== ""
        kind: root.form.failed ? "error" : "info"
        text: root.form.outcome
    }
}
