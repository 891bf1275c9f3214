// The queue's own figures, a line for each environment, with how old they are and the way to newer ones.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic as Basic
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Card {
    id: root

    required property PanelModel panel

    readonly property int linesMax: 3
    readonly property real lineHeight: Theme.sized(56)

    // Three lines, and the sentence of one that cannot be read.
    implicitHeight: Math.min(lines.height, root.linesMax * root.lineHeight + Theme.sized(44)) + 2

    Flickable {
        id: list

        anchors.fill: parent
        anchors.margins: 1
        clip: true
        interactive: contentHeight > height
        contentHeight: lines.height
        boundsBehavior: Flickable.StopAtBounds
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Queues")
        Basic.ScrollBar.vertical: ThinScrollBar {}

        Column {
            id: lines

            width: list.width

            Repeater {
                objectName: "queueFigures"
                model: root.panel.environments

                Item { // placed by hand: figures of several environments stand in line with each other
                    id: line

                    objectName: "queueLine"

                    required property int index
                    required property string environmentId
                    required property string name
                    required property string tone
                    required property string symbol
                    required property string word
                    required property string depth
                    required property string pending
                    required property bool pendingStays
                    required property string oldest
                    required property string workers
                    required property string queueAge
                    required property bool queueOld
                    required property string queueProblem
                    required property bool reading

                    readonly property real cell: Math.min(Theme.sized(220), (end.x - Theme.gap16 - nameWidth) / 4)
                    readonly property real nameWidth: line.width < Theme.sized(800) ? Theme.sized(208) : Theme.sized(232)

                    width: list.width
                    height: root.lineHeight + (line.queueProblem === "" ? 0 : problem.implicitHeight + Theme.gap8)

                    Rectangle {
                        x: Theme.gap16
                        width: parent.width - 2 * x
                        height: 1
                        color: Theme.borderSubtle
                        visible: line.index > 0
                    }
                    ElidedLabel {
                        x: Theme.gap16
                        y: 9
                        width: line.nameWidth - Theme.gap12
                        height: Theme.sized(18)
                        text: line.name
                        font.weight: Font.DemiBold
                    }
                    StateWord {
                        x: Theme.gap16
                        y: Theme.sized(29)
                        tone: line.tone
                        symbol: line.symbol
                        word: line.word
                        maximumWidth: line.nameWidth - Theme.gap12
                    }
                    Row {
                        x: Theme.gap16 + line.nameWidth
                        y: 9

                        Figure {
                            objectName: "figureDepth"
                            width: line.cell
                            label: qsTr("Waiting")
                            value: line.depth
                        }
                        Figure {
                            objectName: "figurePending"
                            width: line.cell
                            label: qsTr("Not acknowledged")
                            shortLabel: qsTr("Not acked")
                            value: line.pending
                            notable: line.pendingStays
                        }
                        Figure {
                            objectName: "figureOldest"
                            width: line.cell
                            label: qsTr("Oldest waits")
                            shortLabel: qsTr("Oldest")
                            value: line.oldest
                        }
                        Figure {
                            objectName: "figureWorkers"
                            width: line.cell
                            label: qsTr("Workers polling")
                            shortLabel: qsTr("Workers")
                            value: line.workers
                        }
                    }
                    Row {
                        id: end

                        anchors.right: parent.right
                        anchors.rightMargin: Theme.gap12
                        y: Theme.sized(12)
                        height: Theme.controlHeight
                        spacing: Theme.gap8

                        CaptionLabel {
                            objectName: "queueAge"
                            height: parent.height
                            width: Theme.sized(96)
                            horizontalAlignment: Text.AlignRight
                            text: line.reading ? qsTr("Reading…") : line.queueAge
                            color: line.queueOld ? Theme.attention : Theme.textTertiary
                        }
                        IconButton {
                            objectName: "readQueue"
                            symbol: "arrow-clockwise"
                            label: qsTr("Read the queue of %1 now").arg(line.name)
                            keys: root.panel.registry.find("app.readAgain").keysText
                            enabled: !line.reading
                            onClicked: root.panel.readQueue(line.environmentId)
                        }
                    }
                    NoteBox {
                        id: problem

                        objectName: "queueProblem"
                        x: Theme.gap16
                        y: root.lineHeight - Theme.gap2
                        width: parent.width - 2 * x
                        visible: line.queueProblem !== ""
                        kind: "warning"
                        text: qsTr("The queue could not be read. %1").arg(line.queueProblem)
                    }
                }
            }
        }
    }
}
