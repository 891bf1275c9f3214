// Who did what, newest first. Time, action and object never drop; more is read when somebody comes to the end.
pragma ComponentBehavior: Bound

import QtQuick
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Table {
    id: root

    required property AuditModel audit

    readonly property StableList rows: root.audit.rows

    label: qsTr("Audit trail")
    model: root.rows
    twoLines: root.width < Theme.sized(860)
    currentRow: root.rows.currentRow
    pendingText: root.rows.pendingText
    onSelectRequested: row => root.rows.select(row)
    onMoveRequested: rows => root.rows.moveSelection(rows)
    onClearRequested: root.rows.clearSelection()
    onPendingRequested: root.rows.showPending()
    onPointerMoved: root.rows.pointerMoved()
    onEndReached: root.audit.loadMore()

    TableColumn {
        id: timeColumn

        title: qsTr("Time")
        basis: Theme.sized(136)
    }
    TableColumn {
        id: actorColumn

        title: qsTr("Actor")
        basis: Theme.sized(112)
        minTableWidth: Theme.sized(860)
    }
    TableColumn {
        id: actionColumn

        title: qsTr("Action")
        basis: Theme.sized(172)
    }
    TableColumn {
        id: objectColumn

        title: qsTr("Object")
        basis: Theme.sized(160)
        stretch: 3
    }
    TableColumn {
        id: outcomeColumn

        title: qsTr("Outcome")
        basis: Theme.sized(124)
        minTableWidth: Theme.sized(560)
    }
    TableColumn {
        id: reasonColumn

        title: qsTr("Reason")
        basis: Theme.sized(120)
        stretch: 1
        minTableWidth: Theme.sized(980)
    }
    TableColumn {
        id: sessionColumn

        title: qsTr("Session")
        basis: Theme.sized(150)
        minTableWidth: Theme.sized(1180)
    }

    delegate: TableRow {
        id: row

        required property int index
        required property string time
        required property string actor
        required property string action
        required property string object
        required property string tone
        required property string symbol
        required property string word
        required property string reason
        required property string session

        objectName: "auditRow"
        table: root
        row: row.index

        TextCell {
            column: timeColumn
            text: row.time
        }
        TextCell {
            column: actorColumn
            text: row.actor
        }
        TextCell {
            column: actionColumn
            text: row.action
            ink: Theme.textPrimary
        }
        TableCell {
            column: objectColumn

            TwoLineText {
                anchors.verticalCenter: parent.verticalCenter
                width: parent.width - Theme.gap16
                twoLines: root.twoLines
                title: row.object
                titleElide: Text.ElideMiddle // ids differ at their ends
                caption: row.actor + (row.reason === "" ? "" : " · " + row.reason)
            }
        }
        TableCell {
            column: outcomeColumn

            StateWord {
                anchors.verticalCenter: parent.verticalCenter
                tone: row.tone
                symbol: row.symbol
                word: row.word
            }
        }
        TextCell {
            column: reasonColumn
            text: row.reason
        }
        TableCell {
            column: sessionColumn

            ElidedLabel {
                width: parent.width - Theme.gap16
                height: parent.height
                text: row.session
                mono: true
                color: Theme.textSecondary
                elide: Text.ElideMiddle
                Accessible.ignored: true
            }
        }
    }
}
