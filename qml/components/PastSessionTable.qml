// Sessions that were served here, as the ledger remembers them, newest first. More is read when somebody comes to the end.
pragma ComponentBehavior: Bound

import QtQuick
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Table {
    id: root

    required property PastSessions past

    readonly property StableList rows: root.past.rows

    label: qsTr("Past sessions")
    model: root.rows
    currentRow: root.rows.currentRow
    pendingText: root.rows.pendingText
    onSelectRequested: row => root.rows.select(row)
    onMoveRequested: rows => root.rows.moveSelection(rows)
    onClearRequested: root.rows.clearSelection()
    onPendingRequested: root.rows.showPending()
    onPointerMoved: root.rows.pointerMoved()
    onEndReached: root.past.loadMore()

    TableColumn {
        id: titleColumn

        title: qsTr("Session")
        basis: Theme.sized(160)
        stretch: 2
    }
    TableColumn {
        id: agentColumn

        title: qsTr("Agent")
        basis: Theme.sized(120)
        stretch: 1
        minTableWidth: Theme.sized(900)
    }
    TableColumn {
        id: environmentColumn

        title: qsTr("Environment")
        basis: Theme.sized(150)
        minTableWidth: Theme.sized(1080)
    }
    TableColumn {
        id: seenColumn

        title: qsTr("Last seen")
        basis: Theme.sized(108)
        figures: true
    }
    TableColumn {
        id: callsColumn

        title: qsTr("Calls")
        basis: Theme.sized(88)
        figures: true
        minTableWidth: Theme.sized(560)
    }
    TableColumn {
        id: localColumn

        title: qsTr("Local cost")
        basis: Theme.sized(128)
        figures: true
        minTableWidth: Theme.sized(640)
    }
    TableColumn {
        id: listColumn

        title: qsTr("List cost")
        basis: Theme.sized(124)
        figures: true
    }

    delegate: TableRow {
        id: row

        required property int index
        required property string key
        required property string title
        required property string agent
        required property string environment
        required property string seen
        required property string calls
        required property string local
        required property string list

        objectName: "pastRow"
        table: root
        row: row.index

        TableCell {
            column: titleColumn

            TwoLineText {
                anchors.verticalCenter: parent.verticalCenter
                width: parent.width - Theme.gap16
                twoLines: root.twoLines
                title: row.title
                caption: row.agent
            }
        }
        TableCell {
            column: agentColumn

            ElidedLabel {
                width: parent.width - Theme.gap16
                height: parent.height
                text: row.agent
                color: Theme.textSecondary
                Accessible.ignored: true
            }
        }
        TableCell {
            column: environmentColumn

            ElidedLabel {
                width: parent.width - Theme.gap16
                height: parent.height
                text: row.environment
                color: Theme.textSecondary
                Accessible.ignored: true
            }
        }
        FigureCell {
            column: seenColumn
            text: row.seen
        }
        FigureCell {
            column: callsColumn
            text: row.calls
        }
        FigureCell {
            column: localColumn
            text: row.local
        }
        FigureCell {
            column: listColumn
            text: row.list
        }
    }
}
