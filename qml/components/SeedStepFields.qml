// What is put into a sandbox and run in it before anybody uses it: a list in its order, with a way to add each kind.
// Files, folders and archives can be dropped on it.
pragma ComponentBehavior: Bound

import QtQuick
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Item {
    id: root

    required property SeedForm form
    required property Item overlay // where Qt's own file dialog is drawn
    required property url folder   // where it begins
    property real least: 0         // of its height: so much takes what is dropped

    function focusFirst(): void {
        path.forceActiveFocus();
    }
    function focusLast(): void {
        (steps.itemAt(steps.count - 1) as SeedStepField)?.focusFirst();
    }
    function add(kind: int): void {
        root.form.steps.add(kind);
        focusSoon.restart(); // its row is made first
    }

    objectName: "seedSteps"
    implicitHeight: column.height
    height: Math.max(column.height, root.least)

    Column {
        id: column

        width: parent.width
        spacing: Theme.gap12

        PlainLabel {
            width: parent.width
            text: qsTr("Done in this order once the sandbox runs; no session gets it before. Files are copied now, later changes on this host do not follow.")
            color: Theme.textSecondary
            wrapMode: Text.Wrap
            elide: Text.ElideNone
        }
        Flow {
            width: parent.width
            spacing: Theme.gap8

            FolderButton {
                objectName: "seedFile"
                text: qsTr("File…")
                symbol: "file-text"
                overlay: root.overlay
                folder: root.folder
                ofFile: true
                title: qsTr("A file or an archive to be put in")
                onChosen: file => root.form.steps.addFiles([file])
            }
            FolderButton {
                objectName: "seedFolder"
                text: qsTr("Folder…")
                overlay: root.overlay
                folder: root.folder
                title: qsTr("A folder of which all is put in")
                onChosen: chosen => root.form.steps.addFiles([chosen])
            }
            PushButton {
                id: path

                objectName: "seedPath"
                text: qsTr("Path")
                symbol: "plus-lg"
                hint: qsTr("A file, folder or archive of this host, by its path")
                enabled: !root.form.steps.full
                onClicked: root.add(SeedSteps.Put)
            }
            PushButton {
                objectName: "seedCopy"
                text: qsTr("From a snapshot")
                symbol: "state/diamond"
                hint: root.form.snapshots.length > 0 ? qsTr("A file or folder as it was in another sandbox") : qsTr("There is no snapshot to copy from")
                enabled: root.form.snapshots.length > 0 && !root.form.steps.full
                onClicked: root.add(SeedSteps.Copy)
            }
            PushButton {
                objectName: "seedClone"
                text: qsTr("Repository")
                symbol: "diagram-3"
                hint: qsTr("Cloned by the sandbox's own git, through its egress rules")
                enabled: !root.form.steps.full
                onClicked: root.add(SeedSteps.Clone)
            }
            PushButton {
                objectName: "seedRun"
                text: qsTr("Command")
                symbol: "terminal"
                hint: qsTr("A line for the sandbox's shell")
                enabled: !root.form.steps.full
                onClicked: root.add(SeedSteps.Run)
            }
        }
        Rectangle { // where there is nothing yet
            width: parent.width
            height: Theme.sized(120)
            visible: root.form.steps.count === 0
            radius: Theme.radius
            color: Theme.surfaceWindow
            border.color: Theme.borderField

            Column {
                anchors.centerIn: parent
                spacing: Theme.gap8

                Icon {
                    anchors.horizontalCenter: parent.horizontalCenter
                    symbol: "folder2-open"
                    size: Theme.sized(24)
                    color: Theme.textTertiary
                }
                PlainLabel {
                    text: qsTr("Drop files, folders or archives here, or add a step above")
                    color: Theme.textSecondary
                }
            }
        }
        Column {
            width: parent.width
            spacing: Theme.gap8

            Repeater {
                id: steps

                model: root.form.steps

                SeedStepField {
                    width: column.width
                    form: root.form
                }
            }
        }
    }
    Timer {
        id: focusSoon

        interval: 0
        onTriggered: root.focusLast()
    }
    DropArea { // from the desktop
        id: drop

        objectName: "seedDrop"
        anchors.fill: parent
        keys: ["text/uri-list"]
        onDropped: event => {
            if (event.hasUrls)
                root.form.steps.addFiles(event.urls);
        }

        Rectangle {
            readonly property bool floats: true

            anchors.fill: parent
            visible: drop.containsDrag
            color: Theme.infoFill
            opacity: 0.95
            radius: Theme.radiusCard
            border.color: Theme.link
            border.width: Theme.focusWidth

            SectionLabel {
                anchors.centerIn: parent
                text: qsTr("Drop it to put it into the sandbox")
            }
        }
    }
}
