// The work items that are not stopped: what waits stands first. State and session never drop.
pragma ComponentBehavior: Bound

import QtQuick
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Table {
    id: root

    required property StableList work
    property bool stale: false
    property bool several: false // environments
    readonly property real roomForReason: root.several ? Theme.sized(1260) : Theme.sized(1000)

    twoLines: root.width < root.roomForReason // why it waits is a sentence: it gets a line of its own

    label: qsTr("Work items")
    model: root.work
    currentRow: root.work.currentRow
    sortRole: root.work.sortRoleName
    sortDescending: root.work.sortDescending
    pendingText: root.work.pendingText
    onSelectRequested: row => root.work.select(row)
    onMoveRequested: rows => root.work.moveSelection(rows)
    onClearRequested: root.work.clearSelection()
    onSortRequested: role => root.work.sortBy(role)
    onPendingRequested: root.work.showPending()
    onPointerMoved: root.work.pointerMoved()
    onScrolledDownChanged: root.work.scrolledDown = root.scrolledDown

    TableColumn {
        id: stateColumn

        title: qsTr("State")
        sortRole: "stateOrder"
        basis: Theme.sized(144)
    }
    TableColumn {
        id: sessionColumn

        title: qsTr("Session")
        sortRole: "sessionTitle"
        basis: Theme.sized(160)
        stretch: 1
    }
    TableColumn {
        id: reasonColumn

        title: qsTr("Why it waits")
        basis: Theme.sized(160)
        stretch: 4
        minTableWidth: root.roomForReason
    }
    TableColumn {
        id: holderColumn

        title: qsTr("Held by")
        sortRole: "holder"
        basis: Theme.sized(118)
        minTableWidth: Theme.sized(640)
    }
    TableColumn {
        id: environmentColumn

        title: qsTr("Environment")
        sortRole: "environment"
        basis: Theme.sized(128)
        minTableWidth: root.several ? Theme.sized(1160) : 100000
    }
    TableColumn {
        id: heartbeatColumn

        title: qsTr("Heartbeat")
        sortRole: "heartbeatAt"
        basis: Theme.sized(104)
        minTableWidth: Theme.sized(860)
        figures: true
    }
    TableColumn {
        id: ageColumn

        title: qsTr("Age")
        sortRole: "ageAt"
        basis: Theme.sized(80)
        minTableWidth: Theme.sized(480)
        figures: true
    }

    delegate: TableRow {
        id: row

        required property int index
        required property string sessionTitle
        required property string tone
        required property string symbol
        required property string word
        required property string reason
        required property bool stuck
        required property string holder
        required property string environment
        required property string heartbeat
        required property string age

        objectName: "workRow"
        table: root
        row: row.index

        TableCell {
            column: stateColumn

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

            TwoLineText {
                anchors.verticalCenter: parent.verticalCenter
                width: parent.width - Theme.gap16
                twoLines: root.twoLines
                title: row.sessionTitle
                caption: row.reason !== "" || holderColumn.shown ? row.reason : row.holder
                captionInk: row.stuck ? Theme.attention : Theme.textTertiary
            }
        }
        TextCell {
            column: reasonColumn
            text: row.reason
            ink: row.stuck ? Theme.attention : Theme.textTertiary
        }
        TextCell {
            column: holderColumn
            text: row.holder
        }
        TextCell {
            column: environmentColumn
            text: row.environment
        }
        FigureCell {
            column: heartbeatColumn
            text: row.heartbeat
        }
        FigureCell {
            column: ageColumn
            text: row.age
        }
    }
}
