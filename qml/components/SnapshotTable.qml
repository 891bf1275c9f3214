// The snapshots as rows: a flat list, or a tree with the templates above them and the sandboxes that live on them. What
// it is called, its state and its size never drop.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic as Basic
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Table {
    id: root

    required property StableList rows
    required property bool tree
    property bool marks: true // several can be chosen
    property bool stale: false
    readonly property int indent: Theme.sized(20)

    signal foldRequested(id: string, folded: bool)
    signal markToggled(id: string)

    twoLines: root.width < Theme.sized(860) // age and sandbox get a line of their own
    label: root.tree ? qsTr("Lineage") : qsTr("Snapshots")
    model: root.rows
    currentRow: root.rows.currentRow
    sortRole: root.tree ? "" : root.rows.sortRoleName
    sortDescending: root.rows.sortDescending
    pendingText: root.rows.pendingText
    onSelectRequested: row => root.rows.select(row)
    onMoveRequested: rows => root.rows.moveSelection(rows)
    onClearRequested: root.rows.clearSelection()
    onSortRequested: role => root.rows.sortBy(role)
    onPendingRequested: root.rows.showPending()
    onPointerMoved: root.rows.pointerMoved()
    onScrolledDownChanged: root.rows.scrolledDown = root.scrolledDown
    onMarkRequested: root.markToggled(root.rows.currentKey)
    Keys.onLeftPressed: if (root.currentRow >= 0)
        root.foldRequested(root.rows.currentKey, true)
    Keys.onRightPressed: if (root.currentRow >= 0)
        root.foldRequested(root.rows.currentKey, false)

    TableColumn {
        id: markColumn

        title: ""
        spoken: qsTr("Selected")
        basis: Theme.sized(32)
        minTableWidth: root.marks ? 0 : Infinity
    }
    TableColumn {
        id: nameColumn

        title: root.tree ? qsTr("Lineage") : qsTr("Snapshot")
        sortRole: root.tree ? "" : "title"
        basis: Theme.sized(200)
        stretch: 3
    }
    TableColumn {
        id: stateColumn

        title: qsTr("State")
        sortRole: root.tree ? "" : "stateOrder"
        basis: Theme.sized(154)
    }
    TableColumn {
        id: sandboxColumn

        title: qsTr("Of")
        sortRole: root.tree ? "" : "sandbox"
        basis: Theme.sized(124)
        stretch: 1
        minTableWidth: Theme.sized(860)
    }
    TableColumn {
        id: sizeColumn

        title: qsTr("Own")
        sortRole: root.tree ? "" : "sizeValue"
        basis: Theme.sized(88)
        figures: true
    }
    TableColumn {
        id: sharedColumn

        title: qsTr("Shared")
        basis: Theme.sized(88)
        figures: true
        minTableWidth: Theme.sized(960)
    }
    TableColumn {
        id: stoppedColumn

        title: qsTr("Stood still")
        sortRole: root.tree ? "" : "stoppedValue"
        basis: Theme.sized(104)
        figures: true
        minTableWidth: Theme.sized(1080)
    }
    TableColumn {
        id: ageColumn

        title: qsTr("Age")
        sortRole: root.tree ? "" : "ageValue"
        basis: Theme.sized(100)
        figures: true
        minTableWidth: Theme.sized(860)
    }
    TableColumn {
        id: liveColumn

        title: qsTr("Live")
        sortRole: root.tree ? "" : "liveValue"
        basis: Theme.sized(64)
        figures: true
    }

    delegate: TableRow {
        id: row

        required property int index
        required property string objectId
        required property string kind
        required property int depth
        required property bool foldable
        required property bool folded
        required property bool marked
        required property bool pinned
        required property string title
        required property string caption
        required property string reason
        required property string tone
        required property string symbol
        required property string word
        required property string sandbox
        required property string size
        required property string shared
        required property string stopped
        required property string age
        required property string live

        readonly property bool isSnapshot: row.kind === "snapshot"

        objectName: "snapshotRow"
        table: root
        row: row.index

        TableCell {
            column: markColumn

            CheckMark {
                objectName: "mark"
                anchors.verticalCenter: parent.verticalCenter
                visible: row.isSnapshot
                checked: row.marked
                label: qsTr("Select %1").arg(row.title)
                onClicked: root.markToggled(row.objectId)
            }
        }
        TableCell {
            column: nameColumn

            Basic.AbstractButton { // keys do the same: no stop on the way of Tab
                id: fold

                objectName: "fold"
                x: row.depth * root.indent
                width: Theme.sized(20)
                height: parent.height
                focusPolicy: Qt.NoFocus
                visible: root.tree && row.foldable
                onClicked: root.foldRequested(row.objectId, !row.folded)
                Accessible.name: row.folded ? qsTr("Unfold %1").arg(row.title) : qsTr("Fold %1").arg(row.title)
                contentItem: Item {
                    Icon {
                        anchors.centerIn: parent
                        symbol: row.folded ? "chevron-right" : "chevron-down"
                        size: Theme.sized(10)
                        color: Theme.textTertiary
                    }
                }
            }
            Icon {
                id: kindIcon

                x: root.tree ? row.depth * root.indent + Theme.sized(22) : 0
                anchors.verticalCenter: parent.verticalCenter
                symbol: row.isSnapshot ? (row.pinned ? "state/diamond-pin" : "state/diamond") : row.kind
                size: row.isSnapshot ? Theme.sized(12) : Theme.sized(14)
                color: Theme.textSecondary
            }
            TwoLineText {
                x: kindIcon.x + Theme.sized(22)
                anchors.verticalCenter: parent.verticalCenter
                width: parent.width - x - Theme.gap16
                twoLines: root.twoLines
                strong: row.kind === "template"
                title: row.title
                caption: row.caption
                captionInk: row.tone === "failed" ? Theme.failed : Theme.textTertiary
            }
        }
        TableCell {
            column: stateColumn

            StateChip {
                anchors.verticalCenter: parent.verticalCenter
                width: Math.min(implicitWidth, parent.width - Theme.gap12)
                visible: row.word !== ""
                tone: row.tone
                symbol: row.symbol
                word: row.word
                stale: root.stale
            }
        }
        TextCell {
            column: sandboxColumn
            text: row.isSnapshot && row.reason !== "" ? row.reason : row.sandbox
            ink: row.isSnapshot && row.reason !== "" && row.tone === "failed" ? Theme.failed : Theme.textSecondary
        }
        FigureCell {
            column: sizeColumn
            text: row.size
        }
        FigureCell {
            column: sharedColumn
            text: row.shared
        }
        FigureCell {
            column: stoppedColumn
            text: row.stopped
        }
        FigureCell {
            column: ageColumn
            text: row.age
        }
        FigureCell {
            column: liveColumn
            text: row.live
        }
    }
}
