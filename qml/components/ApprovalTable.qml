// Calls that wait for somebody, the oldest first.
pragma ComponentBehavior: Bound

import QtQuick
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Table {
    id: root

    required property StableList approvals
    property bool stale: false

    label: qsTr("Waiting calls")
    model: root.approvals
    currentRow: root.approvals.currentRow
    sortRole: root.approvals.sortRoleName
    sortDescending: root.approvals.sortDescending
    pendingText: root.approvals.pendingText
    twoLines: true
    onSelectRequested: row => root.approvals.select(row)
    onMoveRequested: rows => root.approvals.moveSelection(rows)
    onClearRequested: root.approvals.clearSelection()
    onSortRequested: role => root.approvals.sortBy(role)
    onPendingRequested: root.approvals.showPending()
    onPointerMoved: root.approvals.pointerMoved()
    onScrolledDownChanged: root.approvals.scrolledDown = root.scrolledDown

    TableColumn {
        id: callColumn

        title: qsTr("Call")
        sortRole: "tool"
        basis: 150
        stretch: 1
    }
    TableColumn {
        id: stateColumn

        title: qsTr("State")
        sortRole: "word"
        basis: 152
        minTableWidth: 420
    }
    TableColumn {
        id: waitedColumn

        title: qsTr("Waits")
        sortRole: "requestedAt"
        basis: 84
        figures: true
    }

    delegate: TableRow {
        id: row

        required property int index
        required property string tool
        required property string summary
        required property string sessionTitle
        required property string asker
        required property string waited
        required property string tone
        required property string symbol
        required property string word
        required property bool dimmed

        objectName: "approvalRow"
        table: root
        row: row.index

        TableCell {
            column: callColumn

            Item {
                anchors.verticalCenter: parent.verticalCenter
                width: parent.width - Theme.gap16
                height: 36

                MonoLabel {
                    id: toolName

                    height: 18
                    text: row.tool
                    font.weight: Font.DemiBold
                    Accessible.ignored: true
                }
                MonoLabel {
                    x: toolName.width + Theme.gap8
                    width: parent.width - x
                    height: 18
                    text: row.summary
                    color: Theme.textSecondary
                    elide: Text.ElideRight
                    Accessible.ignored: true
                }
                CaptionLabel {
                    y: 19
                    width: parent.width
                    height: 17
                    text: row.sessionTitle + (row.asker === "" ? "" : " · " + row.asker)
                    Accessible.ignored: true
                }
            }
        }
        TableCell {
            column: stateColumn

            StateChip {
                anchors.verticalCenter: parent.verticalCenter
                width: Math.min(implicitWidth, parent.width - Theme.gap16)
                tone: row.tone
                symbol: row.symbol
                word: row.word
                stale: root.stale
            }
        }
        FigureCell {
            column: waitedColumn
            text: row.waited
        }
    }
}
