// Sandboxes that failed or are no more, as rows, newest first. Ended, cause and name never drop.
pragma ComponentBehavior: Bound

import QtQuick
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Table {
    id: root

    required property StableList ended
    property bool stale: false

    label: qsTr("Ended sandboxes")
    model: root.ended
    currentRow: root.ended.currentRow
    sortRole: root.ended.sortRoleName
    sortDescending: root.ended.sortDescending
    pendingText: root.ended.pendingText
    onSelectRequested: row => root.ended.select(row)
    onMoveRequested: rows => root.ended.moveSelection(rows)
    onClearRequested: root.ended.clearSelection()
    onSortRequested: role => root.ended.sortBy(role)
    onPendingRequested: root.ended.showPending()
    onPointerMoved: root.ended.pointerMoved()
    onScrolledDownChanged: root.ended.scrolledDown = root.scrolledDown

    TableColumn {
        id: nameColumn

        title: qsTr("Name")
        sortRole: "sandboxId"
        basis: Theme.sized(124)
    }
    TableColumn {
        id: endedColumn

        title: qsTr("Ended")
        sortRole: "endedAt"
        basis: Theme.sized(108)
    }
    TableColumn {
        id: causeColumn

        title: qsTr("Cause")
        sortRole: "word"
        basis: Theme.sized(172)
    }
    TableColumn {
        id: sessionColumn

        title: qsTr("Session")
        sortRole: "sessionTitle"
        basis: Theme.sized(120)
        stretch: 1
        minTableWidth: Theme.sized(660)
    }
    TableColumn {
        id: ranColumn

        title: qsTr("Ran")
        sortRole: "ranValue"
        basis: Theme.sized(96)
        figures: true
        minTableWidth: Theme.sized(760)
    }
    TableColumn {
        id: cpuColumn

        title: qsTr("CPU time")
        sortRole: "cpuValue"
        basis: Theme.sized(108)
        figures: true
        minTableWidth: Theme.sized(980)
    }
    TableColumn {
        id: peakColumn

        title: qsTr("RAM peak")
        sortRole: "peakValue"
        basis: Theme.sized(104)
        figures: true
        minTableWidth: Theme.sized(940) // titles come first
    }
    TableColumn {
        id: costColumn

        title: qsTr("Local cost")
        sortRole: "costValue"
        basis: Theme.sized(108)
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
        required property string ended
        required property string ran
        required property string cpu
        required property string peak
        required property string cost

        objectName: "endedRow"
        table: root
        row: row.index

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
        TextCell {
            column: endedColumn
            text: row.ended
        }
        TableCell {
            column: causeColumn

            StateChip {
                anchors.verticalCenter: parent.verticalCenter
                width: Math.min(implicitWidth, parent.width - Theme.gap12)
                tone: row.tone
                symbol: row.symbol
                word: row.word
                stale: root.stale
            }
        }
        TableCell {
            column: sessionColumn

            Tag {
                id: keptTag

                anchors.verticalCenter: parent.verticalCenter
                text: qsTr("kept")
                ink: Theme.textSecondary
                visible: row.kept
            }
            TwoLineText {
                objectName: "endedOf"
                anchors.verticalCenter: parent.verticalCenter
                x: keptTag.visible ? keptTag.width + Theme.gap8 : 0
                width: parent.width - x - Theme.gap16
                twoLines: root.twoLines
                title: row.sessionTitle
                caption: qsTr("ran %1").arg(row.ran)
            }
        }
        FigureCell {
            column: ranColumn
            text: row.ran
        }
        FigureCell {
            column: cpuColumn
            text: row.cpu
        }
        FigureCell {
            column: peakColumn
            text: row.peak
        }
        FigureCell {
            column: costColumn
            text: row.cost
        }
    }
}
