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
    property bool marking: false // some of them can be answered from here

    signal markToggled(call: string)

    label: qsTr("Waiting calls")
    model: root.approvals
    currentRow: root.approvals.currentRow
    sortRole: root.approvals.sortRoleName
    sortDescending: root.approvals.sortDescending
    pendingText: root.approvals.pendingText
    rowHeight: Theme.rowHeightThreeLines
    onSelectRequested: row => root.approvals.select(row)
    onMoveRequested: rows => root.approvals.moveSelection(rows)
    onClearRequested: root.approvals.clearSelection()
    onSortRequested: role => root.approvals.sortBy(role)
    onPendingRequested: root.approvals.showPending()
    onPointerMoved: root.approvals.pointerMoved()
    onMarkRequested: root.markToggled(root.approvals.currentKey)
    onScrolledDownChanged: root.approvals.scrolledDown = root.scrolledDown

    TableColumn {
        id: markColumn

        title: ""
        spoken: qsTr("Selected")
        basis: root.marking ? Theme.sized(32) : 0
    }
    TableColumn {
        id: callColumn

        title: qsTr("Call")
        sortRole: "tool"
        basis: Theme.sized(150)
        stretch: 1
    }
    TableColumn {
        id: stateColumn

        title: qsTr("State")
        sortRole: "requestedAt"
        basis: Theme.sized(156)
    }

    delegate: TableRow {
        id: row

        required property int index
        required property string key
        required property string tool
        required property string summary
        required property string sessionTitle
        required property string asker
        required property string waited
        required property bool waiting
        required property string tone
        required property string symbol
        required property string word
        required property bool marked
        required property bool markable

        objectName: "approvalRow"
        table: root
        row: row.index

        TableCell {
            column: markColumn

            CheckMark {
                objectName: "mark"
                anchors.verticalCenter: parent.verticalCenter
                x: -Theme.gap4
                visible: root.marking
                enabled: row.markable
                checked: row.marked
                label: qsTr("Select %1 to deny several at once").arg(row.tool)
                onClicked: root.markToggled(row.key)
            }
        }
        TableCell {
            column: callColumn

            Item {
                anchors.verticalCenter: parent.verticalCenter
                width: parent.width - Theme.gap16
                height: Theme.sized(54)

                MonoLabel {
                    id: toolName

                    height: Theme.sized(18)
                    text: row.tool
                    font.weight: Font.DemiBold
                    Accessible.ignored: true
                }
                ElidedLabel {
                    x: toolName.width + Theme.gap8
                    width: parent.width - x
                    height: Theme.sized(18)
                    text: row.summary
                    mono: true
                    color: Theme.textSecondary
                    Accessible.ignored: true
                }
                ElidedLabel {
                    y: Theme.sized(18)
                    width: parent.width
                    height: Theme.sized(18)
                    text: row.sessionTitle
                    Accessible.ignored: true
                }
                ElidedLabel {
                    y: Theme.sized(36)
                    width: parent.width
                    height: Theme.sized(17)
                    text: row.asker
                    font.pixelSize: Theme.captionSize
                    color: Theme.textTertiary
                    Accessible.ignored: true
                }
            }
        }
        TableCell {
            column: stateColumn

            StateChip {
                y: (parent.height - height - Theme.sized(18)) / 2
                tone: row.tone
                symbol: row.symbol
                word: row.word
                stale: root.stale
            }
            CaptionLabel {
                x: Theme.gap8
                y: (parent.height + Theme.chipHeight - Theme.sized(18)) / 2 + Theme.gap2
                height: Theme.sized(18)
                text: row.waiting ? qsTr("waits %1").arg(row.waited) : qsTr("waited %1").arg(row.waited)
                Accessible.ignored: true
            }
        }
    }
}
