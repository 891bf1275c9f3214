// The microVMs as rows. State, name and session never drop.
pragma ComponentBehavior: Bound

import QtQuick
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Table {
    id: root

    required property StableList sandboxes
    required property ActionRegistry registry
    property bool stale: false
    readonly property bool limitsShown: root.width >= Theme.sized(1300) // beside what is used
    readonly property bool originsShown: root.width >= Theme.sized(1160) // beside the start time

    signal pauseRequested(id: string)
    signal resumeRequested(id: string)
    signal markToggled(id: string)

    label: qsTr("Sandboxes")
    model: root.sandboxes
    currentRow: root.sandboxes.currentRow
    sortRole: root.sandboxes.sortRoleName
    sortDescending: root.sandboxes.sortDescending
    pendingText: root.sandboxes.pendingText
    onSelectRequested: row => root.sandboxes.select(row)
    onMoveRequested: rows => root.sandboxes.moveSelection(rows)
    onClearRequested: root.sandboxes.clearSelection()
    onSortRequested: role => root.sandboxes.sortBy(role)
    onPendingRequested: root.sandboxes.showPending()
    onPointerMoved: root.sandboxes.pointerMoved()
    onScrolledDownChanged: root.sandboxes.scrolledDown = root.scrolledDown
    onMarkRequested: root.markToggled(root.sandboxes.currentKey)

    TableColumn {
        id: markColumn

        title: ""
        spoken: qsTr("Selected")
        basis: Theme.sized(28)
    }
    TableColumn {
        id: stateColumn

        title: qsTr("State")
        sortRole: "stateOrder"
        basis: Theme.sized(152)
    }
    TableColumn {
        id: nameColumn

        title: qsTr("Name")
        sortRole: "sandboxId"
        basis: Theme.sized(120)
    }
    TableColumn {
        id: sessionColumn

        title: qsTr("Session")
        sortRole: "sessionTitle"
        basis: Theme.sized(160)
        stretch: 1
    }
    TableColumn {
        id: nowColumn

        title: qsTr("Now")
        basis: root.width >= Theme.sized(1360) ? Theme.sized(200) : Theme.sized(132)
        minTableWidth: Theme.sized(860)
    }
    TableColumn {
        id: cpuColumn

        title: qsTr("CPU")
        sortRole: "cpuValue"
        basis: Theme.sized(70)
        minTableWidth: Theme.sized(560)
        figures: true
    }
    TableColumn {
        id: memoryColumn

        title: qsTr("RAM")
        sortRole: "memoryValue"
        basis: root.limitsShown ? Theme.sized(116) : Theme.sized(84)
        minTableWidth: Theme.sized(620)
        figures: true
    }
    TableColumn {
        id: diskColumn

        title: qsTr("Disk")
        sortRole: "diskValue"
        basis: Theme.sized(88)
        minTableWidth: Theme.sized(1120)
        figures: true
    }
    TableColumn {
        id: bootColumn

        title: qsTr("Start")
        sortRole: "bootValue"
        basis: root.originsShown ? Theme.sized(156) : Theme.sized(80)
        minTableWidth: Theme.sized(1000)
        figures: true
    }
    TableColumn {
        id: sinceColumn

        title: qsTr("In state")
        sortRole: "sinceAt"
        basis: Theme.sized(90)
        minTableWidth: Theme.sized(720)
        figures: true
    }
    TableColumn {
        id: actionColumn

        title: ""
        spoken: qsTr("Pause or resume")
        basis: Theme.sized(36)
    }

    delegate: TableRow {
        id: row

        required property int index
        required property string sandboxId
        required property string name
        required property bool marked
        required property bool kept
        required property string reserved
        required property bool guestRunner
        required property bool egressOpen
        required property string sessionTitle
        required property string tone
        required property string reason
        required property bool emulated
        required property string chipTone
        required property string chipSymbol
        required property string chipWord
        required property bool canPause
        required property bool canResume
        required property string resumeLabel
        required property string origin
        required property string cpu
        required property string memory
        required property string memoryUsed
        required property string disk
        required property string boot
        required property string since

        objectName: "sandboxRow"
        table: root
        row: row.index

        TableCell {
            column: markColumn

            CheckMark {
                objectName: "mark"
                anchors.verticalCenter: parent.verticalCenter
                checked: row.marked
                label: qsTr("Select %1").arg(row.sandboxId)
                onClicked: root.markToggled(row.sandboxId)
            }
        }
        TableCell {
            column: stateColumn

            StateChip {
                anchors.verticalCenter: parent.verticalCenter
                width: Math.min(implicitWidth, parent.width - Theme.gap12)
                tone: row.chipTone
                symbol: row.chipSymbol
                word: row.chipWord
                stale: root.stale
            }
        }
        TableCell {
            column: nameColumn

            ElidedLabel { // the operator's name, or the id
                width: parent.width - Theme.gap16
                height: parent.height
                text: row.name === "" ? row.sandboxId : row.name
                mono: row.name === ""
                mayElide: row.name !== ""
                font.weight: row.name === "" ? Font.Normal : Font.Medium
                Accessible.ignored: true
            }
        }
        TableCell {
            column: sessionColumn

            TwoLineText {
                anchors.verticalCenter: parent.verticalCenter
                x: keptTag.visible ? keptTag.width + Theme.gap8 : 0
                width: parent.width - x - Theme.gap16 - (tags.width > 0 ? tags.width + Theme.gap8 : 0)
                twoLines: root.twoLines
                title: row.sessionTitle
                caption: row.reason
                visible: !reservedTag.visible
            }
            Tag { // nobody has it yet, but somebody will
                id: reservedTag

                objectName: "reservedTag"
                anchors.verticalCenter: parent.verticalCenter
                x: keptTag.width + Theme.gap8
                width: Math.min(implicitWidth, parent.width - x - Theme.gap16 - (tags.width > 0 ? tags.width + Theme.gap8 : 0))
                text: row.reserved
                ink: Theme.textPrimary
                visible: row.reserved !== "" && row.sessionTitle === ""
            }
            Tag {
                id: keptTag

                objectName: "keptTag"
                anchors.verticalCenter: parent.verticalCenter
                width: Math.min(implicitWidth, parent.width - Theme.gap16 - (tags.width > 0 ? tags.width + Theme.gap4 : 0))
                text: qsTr("kept")
                ink: Theme.textSecondary
                visible: row.kept
            }
            Row { // where there is no room for all, what is to be thought about stays
                id: tags

                readonly property real room: parent.width - (row.egressOpen ? egressTag.width + Theme.gap4 : 0)

                anchors.right: parent.right
                anchors.rightMargin: Theme.gap16
                anchors.verticalCenter: parent.verticalCenter
                spacing: Theme.gap4

                EgressTag {
                    id: egressTag

                    objectName: "egressTag"
                    visible: row.egressOpen
                }
                RunnerTag {
                    objectName: "runnerTag"
                    visible: row.guestRunner
                }
                Tag {
                    text: qsTr("emulated")
                    visible: row.emulated && tags.room - (row.guestRunner ? 90 : 0) > 230
                }
            }
        }
        TextCell {
            objectName: "now"
            column: nowColumn
            text: row.reason
            ink: row.tone === "failed" ? Theme.failed : Theme.textTertiary
        }
        FigureCell {
            column: cpuColumn
            text: row.cpu
        }
        FigureCell {
            column: memoryColumn
            text: root.limitsShown ? row.memory : row.memoryUsed
        }
        FigureCell {
            column: diskColumn
            text: row.disk
        }
        FigureCell {
            objectName: "start"
            column: bootColumn
            text: root.originsShown && row.boot !== "" ? row.origin + " · " + row.boot : row.boot
        }
        FigureCell {
            column: sinceColumn
            text: row.since
        }
        TableCell {
            column: actionColumn

            IconButton { // keys and menu do the same: no stop on the way of Tab
                objectName: "rowMove"
                anchors.verticalCenter: parent.verticalCenter
                implicitWidth: Theme.sized(28)
                implicitHeight: Theme.sized(28)
                focusPolicy: Qt.NoFocus
                visible: row.canPause || row.canResume
                symbol: row.canResume ? "play-fill" : "pause-fill"
                label: row.canResume ? row.resumeLabel : qsTr("Pause %1").arg(row.sandboxId)
                keys: root.registry.find(row.canResume ? "sandbox.resume" : "sandbox.pause").keysText
                onClicked: row.canResume ? root.resumeRequested(row.sandboxId) : root.pauseRequested(row.sandboxId)
            }
        }
    }
}
