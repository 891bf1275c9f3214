// Files that the session left in its outputs folder: collected to this host, kept when the sandbox is gone.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic as Basic
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Item {
    id: root

    required property PanelModel panel
    required property OutputsModel outputs

    signal exportRequested

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.gap8

        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.gap8
            visible: root.outputs.collecting || root.outputs.count > 0 || root.outputs.folder !== ""

            Spinner {
                visible: root.outputs.collecting
            }
            CaptionLabel {
                objectName: "outputsTotal"
                Layout.fillWidth: true
                text: root.outputs.collecting ? qsTr("Collecting…") : root.outputs.totalText
            }
            PushButton {
                objectName: "openFolder"
                implicitHeight: Theme.sized(28)
                visible: root.outputs.folder !== ""
                text: qsTr("Open folder")
                symbol: "folder2-open"
                hint: root.outputs.folder
                onClicked: root.panel.openOutputFolder()
            }
            PushButton {
                objectName: "exportOutputs"
                implicitHeight: Theme.sized(28)
                visible: root.outputs.count > 0
                text: qsTr("Export…")
                symbol: "download"
                hint: qsTr("Copy all of them to a folder of your choice")
                onClicked: root.exportRequested()
            }
        }
        NoteBox {
            objectName: "outputsProblem"
            Layout.fillWidth: true
            visible: root.outputs.problem !== ""
            kind: "error"
            text: root.outputs.problem
        }
        NoteBox {
            objectName: "outputsSkipped"
            Layout.fillWidth: true
            visible: root.outputs.skippedText !== ""
            kind: "warning"
            text: root.outputs.skippedText
        }
        ListView {
            id: list

            objectName: "outputList"
            Layout.fillWidth: true
            Layout.fillHeight: true
            clip: true
            model: root.outputs
            boundsBehavior: Flickable.StopAtBounds
            Accessible.role: Accessible.List
            Accessible.name: qsTr("Output files")
            Basic.ScrollBar.vertical: ThinScrollBar {}

            delegate: Item {
                id: file

                required property int index
                required property string path
                required property string size
                required property string time
                required property string spoken

                width: list.width
                height: Theme.rowHeight
                Accessible.role: Accessible.ListItem
                Accessible.name: file.spoken

                Rectangle {
                    anchors.fill: parent
                    radius: Theme.radius
                    color: hover.hovered ? Theme.surfaceRaised : "transparent"
                }
                HoverHandler {
                    id: hover
                }
                Icon {
                    x: Theme.gap8
                    anchors.verticalCenter: parent.verticalCenter
                    symbol: "file-text"
                    size: Theme.sized(14)
                }
                ElidedLabel {
                    x: Theme.sized(32)
                    mono: true
                    elide: Text.ElideMiddle
                    width: sizeLabel.x - x - Theme.gap8
                    height: parent.height
                    text: file.path
                    Accessible.ignored: true
                }
                FigureLabel {
                    id: sizeLabel

                    anchors.right: timeLabel.left
                    width: Theme.sized(76)
                    height: parent.height
                    text: file.size
                    Accessible.ignored: true
                }
                CaptionLabel {
                    id: timeLabel

                    anchors.right: openButton.left
                    anchors.rightMargin: Theme.gap8
                    width: Theme.sized(84)
                    height: parent.height
                    text: file.time
                    horizontalAlignment: Text.AlignRight
                    Accessible.ignored: true
                }
                IconButton {
                    id: openButton

                    objectName: "openOutput"
                    anchors.right: parent.right
                    anchors.rightMargin: Theme.scrollBarWidth
                    anchors.verticalCenter: parent.verticalCenter
                    implicitWidth: Theme.sized(28)
                    implicitHeight: Theme.sized(28)
                    symbol: "box-arrow-up-right"
                    label: qsTr("Open %1").arg(file.path)
                    onClicked: root.panel.openOutput(file.index)
                }
            }
            EmptyState {
                objectName: "noOutputs"
                anchors.centerIn: parent
                width: parent.width - Theme.gap24
                visible: list.count === 0 && !root.outputs.collecting
                symbol: "folder2-open"
                title: root.outputs.problem === "" ? qsTr("No output files yet") : qsTr("No output files")
                text: qsTr("What the agent writes to /mnt/session/outputs is collected when a turn ends, and stays here when the sandbox is gone.")
            }
        }
    }
}
