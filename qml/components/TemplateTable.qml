// The templates as rows. State, size and how many sandboxes stand on one never drop.
pragma ComponentBehavior: Bound

import QtQuick
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Table {
    id: root

    required property StableList templates
    property bool stale: false
    readonly property real roomForReason: Theme.sized(1260)

    twoLines: root.width < root.roomForReason // what a build is at gets a line of its own

    label: qsTr("Templates")
    model: root.templates
    currentRow: root.templates.currentRow
    sortRole: root.templates.sortRoleName
    sortDescending: root.templates.sortDescending
    pendingText: root.templates.pendingText
    onSelectRequested: row => root.templates.select(row)
    onMoveRequested: rows => root.templates.moveSelection(rows)
    onClearRequested: root.templates.clearSelection()
    onSortRequested: role => root.templates.sortBy(role)
    onPendingRequested: root.templates.showPending()
    onPointerMoved: root.templates.pointerMoved()
    onScrolledDownChanged: root.templates.scrolledDown = root.scrolledDown

    TableColumn {
        id: stateColumn

        title: qsTr("State")
        sortRole: "stateOrder"
        basis: Theme.sized(152)
    }
    TableColumn {
        id: nameColumn

        title: qsTr("Template")
        sortRole: "templateId"
        basis: Theme.sized(112)
        minTableWidth: Theme.sized(940)
    }
    TableColumn {
        id: sizeColumn

        title: qsTr("Sandbox size")
        sortRole: "sizeOrder"
        basis: Theme.sized(216)
        stretch: 1
    }
    TableColumn {
        id: nowColumn

        title: qsTr("Now")
        basis: Theme.sized(160)
        stretch: 3
        minTableWidth: root.roomForReason
    }
    TableColumn {
        id: accelColumn

        title: qsTr("Runs by")
        sortRole: "accel"
        basis: Theme.sized(88)
        minTableWidth: Theme.sized(1030)
    }
    TableColumn {
        id: buildColumn

        title: qsTr("Built in")
        sortRole: "buildTimeValue"
        basis: Theme.sized(88)
        figures: true
        minTableWidth: Theme.sized(830)
    }
    TableColumn {
        id: memoryColumn

        title: qsTr("RAM")
        sortRole: "memoryValue"
        basis: Theme.sized(88)
        figures: true
    }
    TableColumn {
        id: diskColumn

        title: qsTr("Disk")
        sortRole: "diskValue"
        basis: Theme.sized(88)
        figures: true
        minTableWidth: Theme.sized(740)
    }
    TableColumn {
        id: clonesColumn

        title: qsTr("Sandboxes")
        sortRole: "clones"
        basis: Theme.sized(96)
        figures: true
    }
    TableColumn {
        id: snapshotsColumn

        title: qsTr("Snapshots")
        sortRole: "snapshots"
        basis: Theme.sized(96)
        figures: true
        minTableWidth: Theme.sized(1110)
    }
    TableColumn {
        id: warmColumn

        title: qsTr("Warm")
        sortRole: "warm"
        basis: Theme.sized(76)
        figures: true
        minTableWidth: Theme.sized(650)
    }
    TableColumn {
        id: sinceColumn

        title: qsTr("In state")
        sortRole: "sinceAt"
        basis: Theme.sized(96)
        figures: true
        minTableWidth: Theme.sized(1380)
    }

    delegate: TableRow {
        id: row

        required property int index
        required property string templateId
        required property string size
        required property string tone
        required property string symbol
        required property string word
        required property string reason
        required property string accel
        required property string buildTime
        required property string memory
        required property string disk
        required property string clones
        required property string snapshots
        required property string warm
        required property string since

        objectName: "templateRow"
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
            column: nameColumn

            ElidedLabel {
                width: parent.width - Theme.gap16
                height: parent.height
                text: row.templateId
                mono: true
                mayElide: false
                Accessible.ignored: true
            }
        }
        TableCell {
            column: sizeColumn

            TwoLineText {
                anchors.verticalCenter: parent.verticalCenter
                width: parent.width - Theme.gap16
                twoLines: root.twoLines
                title: row.size
                caption: row.reason !== "" || nameColumn.shown ? row.reason : row.templateId
                captionInk: row.tone === "failed" ? Theme.failed : Theme.textTertiary
            }
        }
        TextCell {
            objectName: "now"
            column: nowColumn
            text: row.reason
            ink: row.tone === "failed" ? Theme.failed : Theme.textTertiary
        }
        TextCell {
            column: accelColumn
            text: row.accel
        }
        FigureCell {
            column: buildColumn
            text: row.buildTime
        }
        FigureCell {
            column: memoryColumn
            text: row.memory
        }
        FigureCell {
            column: diskColumn
            text: row.disk
        }
        FigureCell {
            column: clonesColumn
            text: row.clones
        }
        FigureCell {
            column: snapshotsColumn
            text: row.snapshots
        }
        FigureCell {
            column: warmColumn
            text: row.warm
        }
        FigureCell {
            column: sinceColumn
            text: row.since
        }
    }
}
