// Templates that somebody defined, as rows of two lines. State, name and version never drop.
pragma ComponentBehavior: Bound

import QtQuick
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Table {
    id: root

    required property StableList templates
    property bool stale: false

    twoLines: true
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
        sortRole: "name"
        basis: Theme.sized(200)
        stretch: 3
    }
    TableColumn {
        id: versionColumn

        title: qsTr("Version")
        sortRole: "versionValue"
        basis: Theme.sized(80)
        figures: true
    }
    TableColumn {
        id: fromColumn

        title: qsTr("From")
        sortRole: "from"
        basis: Theme.sized(180)
        stretch: 1
        minTableWidth: Theme.sized(900)
    }
    TableColumn {
        id: stepsColumn

        title: qsTr("Steps")
        sortRole: "stepsValue"
        basis: Theme.sized(72)
        figures: true
        minTableWidth: Theme.sized(1000)
    }
    TableColumn {
        id: builtColumn

        title: qsTr("Built")
        sortRole: "builtAt"
        basis: Theme.sized(104)
        figures: true
        minTableWidth: Theme.sized(700)
    }
    TableColumn {
        id: sizeColumn

        title: qsTr("On disk")
        sortRole: "sizeValue"
        basis: Theme.sized(92)
        figures: true
        minTableWidth: Theme.sized(640)
    }
    TableColumn {
        id: sandboxesColumn

        title: qsTr("Sandboxes")
        sortRole: "sandboxesValue"
        basis: Theme.sized(96)
        figures: true
        minTableWidth: Theme.sized(820)
    }
    TableColumn {
        id: warmColumn

        title: qsTr("Warm")
        sortRole: "warm"
        basis: Theme.sized(76)
        figures: true
        minTableWidth: Theme.sized(1100)
    }

    delegate: TableRow {
        id: row

        required property int index
        required property string name
        required property string caption
        required property string tone
        required property string symbol
        required property string word
        required property real progress
        required property string version
        required property string from
        required property string steps
        required property string built
        required property string size
        required property string sandboxes
        required property string warm

        objectName: "definedRow"
        table: root
        row: row.index

        TableCell {
            column: stateColumn

            StateChip {
                anchors.verticalCenter: parent.verticalCenter
                anchors.verticalCenterOffset: row.progress >= 0 ? -Theme.gap4 : 0
                width: Math.min(implicitWidth, parent.width - Theme.gap12)
                tone: row.tone
                symbol: row.symbol
                word: row.word
                stale: root.stale
            }
            ThinProgress {
                y: parent.height - height - Theme.gap4
                width: parent.width - Theme.gap24
                height: Theme.gap4
                visible: row.progress >= 0
                value: row.progress
            }
        }
        TableCell {
            column: nameColumn

            TwoLineText {
                anchors.verticalCenter: parent.verticalCenter
                width: parent.width - Theme.gap16
                twoLines: true
                strong: true
                title: row.name
                caption: row.caption
                captionInk: row.tone === "failed" ? Theme.failed : Theme.textTertiary
            }
        }
        FigureCell {
            column: versionColumn
            text: row.version
        }
        TableCell {
            column: fromColumn

            ElidedLabel {
                width: parent.width - Theme.gap16
                height: parent.height
                text: row.from
                color: Theme.textSecondary
                elide: Text.ElideMiddle
                Accessible.ignored: true
            }
        }
        FigureCell {
            column: stepsColumn
            text: row.steps
        }
        FigureCell {
            column: builtColumn
            text: row.built
        }
        FigureCell {
            column: sizeColumn
            text: row.size
        }
        FigureCell {
            column: sandboxesColumn
            text: row.sandboxes
        }
        FigureCell {
            column: warmColumn
            text: row.warm
        }
    }
}
