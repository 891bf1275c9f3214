// What was used and what it cost, a row for each day, session or whatever it is grouped by, and below them the row that
// they add up to. What this host's compute costs and the list cost have a column each.
pragma ComponentBehavior: Bound

import QtQuick
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

FocusScope {
    id: root

    required property CostsModel costs
    required property string grouping // "Session"

    readonly property StableList rows: root.costs.rows

    signal openRequested(key: string)

    Table {
        id: grid

        objectName: "costTable"
        width: parent.width
        height: parent.height - total.height
        focus: true
        label: qsTr("Costs")
        model: root.rows
        currentRow: root.rows.currentRow
        sortRole: root.rows.sortRoleName
        sortDescending: root.rows.sortDescending
        pendingText: root.rows.pendingText
        onSelectRequested: row => root.rows.select(row)
        onMoveRequested: rows => root.rows.moveSelection(rows)
        onClearRequested: root.rows.clearSelection()
        onSortRequested: role => root.rows.sortBy(role)
        onPendingRequested: root.rows.showPending()
        onPointerMoved: root.rows.pointerMoved()
        onScrolledDownChanged: root.rows.scrolledDown = grid.scrolledDown
        onOpenRequested: row => {
            root.rows.select(row);
            root.openRequested(root.rows.currentKey);
        }

        TableColumn {
            id: labelColumn

            title: root.grouping
            sortRole: "label"
            basis: Theme.sized(140)
            stretch: 1
        }
        TableColumn {
            id: sandboxesColumn

            title: qsTr("Sandboxes")
            sortRole: "sandboxesValue"
            basis: Theme.sized(104)
            figures: true
            minTableWidth: Theme.sized(900)
        }
        TableColumn {
            id: ranColumn

            title: qsTr("Ran")
            sortRole: "ranValue"
            basis: Theme.sized(104)
            figures: true
            minTableWidth: Theme.sized(560)
        }
        TableColumn {
            id: cpuColumn

            title: qsTr("CPU time")
            sortRole: "cpuValue"
            basis: Theme.sized(116)
            figures: true
            minTableWidth: Theme.sized(780)
        }
        TableColumn {
            id: peakColumn

            title: qsTr("RAM peak")
            sortRole: "peakValue"
            basis: Theme.sized(104)
            figures: true
            minTableWidth: Theme.sized(1000)
        }
        TableColumn {
            id: localColumn

            title: qsTr("Local cost")
            sortRole: "localValue"
            basis: Theme.sized(128)
            figures: true
        }
        TableColumn {
            id: listColumn

            title: qsTr("List cost")
            sortRole: "listValue"
            basis: Theme.sized(124)
            figures: true
        }
        TableColumn {
            id: tokensColumn

            title: qsTr("Tokens")
            sortRole: "tokensValue"
            basis: Theme.sized(96)
            figures: true
            minTableWidth: Theme.sized(680)
        }

        delegate: TableRow {
            id: row

            required property int index
            required property string label
            required property string caption
            required property string sandboxes
            required property string ran
            required property string cpu
            required property string peak
            required property string local
            required property string list
            required property string tokens
            required property real listValue // below 0: nothing was reported

            objectName: "costRow"
            table: grid
            row: row.index

            TableCell {
                column: labelColumn

                TwoLineText {
                    anchors.verticalCenter: parent.verticalCenter
                    width: parent.width - Theme.gap16
                    twoLines: grid.twoLines
                    title: row.label
                    caption: row.caption
                }
            }
            FigureCell {
                column: sandboxesColumn
                text: row.sandboxes
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
                column: localColumn
                text: row.local
                ink: Theme.textPrimary
            }
            FigureCell {
                column: listColumn
                text: row.list
                ink: row.listValue < 0 ? Theme.textTertiary : Theme.textPrimary
            }
            FigureCell {
                column: tokensColumn
                text: row.tokens
            }
        }
    }
    Item {
        id: total

        objectName: "costTotal"
        y: grid.height
        width: parent.width
        height: Theme.rowHeight
        Accessible.role: Accessible.Row
        Accessible.name: qsTr("Total, local cost %1, list cost %2").arg(root.costs.localTotal).arg(root.costs.listTotal)

        Rectangle {
            width: parent.width
            height: 1
            color: Theme.borderControl
        }
        Row {
            x: Theme.gap16
            height: parent.height

            TableCell {
                column: labelColumn

                PlainLabel {
                    height: parent.height
                    width: parent.width
                    text: qsTr("Total")
                    font.weight: Font.DemiBold
                    Accessible.ignored: true
                }
            }
            FigureCell {
                column: sandboxesColumn
                text: root.costs.sandboxesTotal
                ink: Theme.textPrimary
            }
            FigureCell {
                column: ranColumn
                text: root.costs.ranTotal
                ink: Theme.textPrimary
            }
            FigureCell {
                column: cpuColumn
                text: root.costs.cpuTotal
                ink: Theme.textPrimary
            }
            FigureCell {
                column: peakColumn
                text: root.costs.peakTotal
                ink: Theme.textPrimary
            }
            FigureCell {
                objectName: "totalLocal"
                column: localColumn
                text: root.costs.localTotal
                ink: Theme.textPrimary
            }
            FigureCell {
                objectName: "totalList"
                column: listColumn
                text: root.costs.listTotal
                ink: Theme.textPrimary
            }
            FigureCell {
                column: tokensColumn
                text: root.costs.tokensTotal
                ink: Theme.textPrimary
            }
        }
    }
}
