// Images as rows of two lines: what it is called and where it came from, or how far its import is. State, name and size
// never drop.
pragma ComponentBehavior: Bound

import QtQuick
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Table {
    id: root

    required property StableList images
    property bool stale: false

    twoLines: true
    label: qsTr("Images")
    model: root.images
    currentRow: root.images.currentRow
    sortRole: root.images.sortRoleName
    sortDescending: root.images.sortDescending
    pendingText: root.images.pendingText
    onSelectRequested: row => root.images.select(row)
    onMoveRequested: rows => root.images.moveSelection(rows)
    onClearRequested: root.images.clearSelection()
    onSortRequested: role => root.images.sortBy(role)
    onPendingRequested: root.images.showPending()
    onPointerMoved: root.images.pointerMoved()
    onScrolledDownChanged: root.images.scrolledDown = root.scrolledDown

    TableColumn {
        id: stateColumn

        title: qsTr("State")
        sortRole: "stateOrder"
        basis: Theme.sized(152)
    }
    TableColumn {
        id: nameColumn

        title: qsTr("Image")
        sortRole: "title"
        basis: Theme.sized(200)
        stretch: 3
    }
    TableColumn {
        id: originColumn

        title: qsTr("From")
        sortRole: "origin"
        basis: Theme.sized(104)
        minTableWidth: Theme.sized(1000)
    }
    TableColumn {
        id: packedColumn

        title: qsTr("On disk")
        sortRole: "packedValue"
        basis: Theme.sized(96)
        figures: true
    }
    TableColumn {
        id: contentColumn

        title: qsTr("Content")
        sortRole: "contentValue"
        basis: Theme.sized(96)
        figures: true
        minTableWidth: Theme.sized(800)
    }
    TableColumn {
        id: createdColumn

        title: qsTr("Created")
        sortRole: "createdAt"
        basis: Theme.sized(104)
        figures: true
        minTableWidth: Theme.sized(900)
    }
    TableColumn {
        id: usedColumn

        title: qsTr("Used by")
        sortRole: "usersValue"
        basis: Theme.sized(190)
        stretch: 1
        minTableWidth: Theme.sized(760) // names come first
    }

    delegate: TableRow {
        id: row

        required property int index
        required property string imageId
        required property string title
        required property string more
        required property string caption
        required property string origin
        required property string tone
        required property string symbol
        required property string word
        required property real progress
        required property string packed
        required property string content
        required property string created
        required property string usedBy
        required property bool isDefault

        objectName: "imageRow"
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
                objectName: "importProgress"
                y: parent.height - height - Theme.gap4
                width: parent.width - Theme.gap24
                height: Theme.gap4
                visible: row.progress >= 0
                value: row.progress
            }
        }
        TableCell {
            column: nameColumn

            ElidedLabel {
                id: name

                y: 7
                width: Math.min(implicitWidth, parent.width - Theme.gap16 - (tags.width > 0 ? tags.width + Theme.gap8 : 0))
                height: Theme.sized(18)
                text: row.title
                font.weight: Font.Medium
                elide: Text.ElideMiddle // both ends tell
                Accessible.ignored: true
            }
            Row {
                id: tags

                x: name.width + Theme.gap8
                y: 7
                height: Theme.sized(18)
                spacing: Theme.gap4

                CaptionLabel {
                    height: Theme.sized(18)
                    verticalAlignment: Text.AlignVCenter
                    text: row.more
                    visible: row.more !== ""
                }
                Tag {
                    anchors.verticalCenter: parent.verticalCenter
                    text: qsTr("default")
                    ink: Theme.textSecondary
                    visible: row.isDefault
                }
            }
            ElidedLabel {
                objectName: "imageCaption"
                y: Theme.sized(25)
                width: parent.width - Theme.gap16
                height: Theme.sized(17)
                text: row.caption
                color: row.tone === "failed" ? Theme.failed : Theme.textTertiary
                font.pixelSize: Theme.captionSize
                Accessible.ignored: true
            }
        }
        TextCell {
            column: originColumn
            text: row.origin
        }
        FigureCell {
            column: packedColumn
            text: row.packed
        }
        FigureCell {
            column: contentColumn
            text: row.content
        }
        FigureCell {
            column: createdColumn
            text: row.created
        }
        TableCell {
            column: usedColumn

            ElidedLabel {
                width: parent.width - Theme.gap16
                height: parent.height
                text: row.usedBy
                color: Theme.textSecondary
                Accessible.ignored: true
            }
        }
    }
}
