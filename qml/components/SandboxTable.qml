// The microVMs as rows. State, name and session never drop.
pragma ComponentBehavior: Bound

import QtQuick
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Table {
    id: root

    required property StableList sandboxes
    property bool stale: false
    readonly property bool limitsShown: root.width >= 1000 // beside what is used

    signal destroyRequested

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
    Keys.onDeletePressed: if (root.currentRow >= 0)
        root.destroyRequested()

    TableColumn {
        id: stateColumn

        title: qsTr("State")
        sortRole: "stateOrder"
        basis: 146
    }
    TableColumn {
        id: nameColumn

        title: qsTr("Name")
        sortRole: "sandboxId"
        basis: 124
    }
    TableColumn {
        id: sessionColumn

        title: qsTr("Session")
        sortRole: "sessionTitle"
        basis: 160
        stretch: 1
    }
    TableColumn {
        id: nowColumn

        title: qsTr("Now")
        basis: root.width >= 1160 ? 200 : 130
        minTableWidth: 860
    }
    TableColumn {
        id: cpuColumn

        title: qsTr("CPU")
        sortRole: "cpuValue"
        basis: 70
        minTableWidth: 560
        figures: true
    }
    TableColumn {
        id: memoryColumn

        title: qsTr("RAM")
        sortRole: "memoryValue"
        basis: root.limitsShown ? 120 : 84
        minTableWidth: 620
        figures: true
    }
    TableColumn {
        id: diskColumn

        title: qsTr("Disk")
        sortRole: "diskValue"
        basis: 88
        minTableWidth: 1120
        figures: true
    }
    TableColumn {
        id: bootColumn

        title: qsTr("Boot")
        sortRole: "bootValue"
        basis: 80
        minTableWidth: 1000
        figures: true
    }
    TableColumn {
        id: sinceColumn

        title: qsTr("In state")
        sortRole: "sinceAt"
        basis: 96
        minTableWidth: 720
        figures: true
    }

    delegate: TableRow {
        id: row

        required property int index
        required property string sandboxId
        required property string name
        required property bool kept
        required property string sessionTitle
        required property string tone
        required property string symbol
        required property string word
        required property string reason
        required property bool emulated
        required property bool requested
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
            column: stateColumn

            StateChip {
                anchors.verticalCenter: parent.verticalCenter
                width: Math.min(implicitWidth, parent.width - Theme.gap12)
                tone: row.requested ? "progress" : row.tone
                symbol: row.requested ? "arc" : row.symbol
                word: row.requested ? qsTr("Destroying…") : row.word
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
                width: parent.width - x - Theme.gap16 - (emulatedTag.visible ? emulatedTag.width + Theme.gap8 : 0)
                twoLines: root.twoLines
                title: row.sessionTitle
                caption: row.reason
            }
            Tag {
                id: keptTag

                objectName: "keptTag"
                anchors.verticalCenter: parent.verticalCenter
                text: qsTr("kept")
                ink: Theme.textSecondary
                visible: row.kept
            }
            Tag {
                id: emulatedTag

                anchors.right: parent.right
                anchors.rightMargin: Theme.gap16
                anchors.verticalCenter: parent.verticalCenter
                text: qsTr("emulated")
                visible: row.emulated && parent.width > 230
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
            column: bootColumn
            text: row.boot
        }
        FigureCell {
            column: sinceColumn
            text: row.since
        }
    }
}
