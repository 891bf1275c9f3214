// What is in a folder of a sandbox. Letters find a name; Enter opens, Space shows a file beside the table.
pragma ComponentBehavior: Bound

import QtQuick
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Table {
    id: root

    required property FileRows rows

    signal upRequested

    label: qsTr("Files of the sandbox")
    model: root.rows
    twoLines: root.width < Theme.sized(560)
    currentRow: root.rows.currentRow
    sortRole: root.rows.sortRoleName
    sortDescending: root.rows.sortDescending
    typesNames: true
    onNameTyped: text => root.rows.type(text)
    onSelectRequested: row => root.rows.select(row)
    onMoveRequested: rows => root.rows.moveSelection(rows)
    onSortRequested: role => root.rows.sortBy(role)
    Keys.onPressed: event => {
        event.accepted = event.key === Qt.Key_Backspace;
        if (event.accepted)
            root.upRequested();
    }

    TableColumn {
        id: nameColumn

        title: qsTr("Name")
        sortRole: "title"
        basis: Theme.sized(160)
        stretch: 1
    }
    TableColumn {
        id: sizeColumn

        title: qsTr("Size")
        sortRole: "size"
        basis: Theme.sized(96)
        figures: true
    }
    TableColumn {
        id: agoColumn

        title: qsTr("Changed")
        sortRole: "ago"
        basis: Theme.sized(120)
        minTableWidth: Theme.sized(440)
    }
    TableColumn {
        id: kindColumn

        title: qsTr("Kind")
        sortRole: "kind"
        basis: Theme.sized(150)
        minTableWidth: Theme.sized(560)
    }

    delegate: TableRow {
        id: row

        required property int index
        required property string title
        required property string kind
        required property string size
        required property string ago
        required property string symbol
        required property bool isFolder

        objectName: "fileRow"
        table: root
        row: row.index

        TableCell {
            column: nameColumn

            Icon {
                id: kindIcon

                anchors.verticalCenter: parent.verticalCenter
                symbol: row.symbol
                size: Theme.sized(14)
                color: row.isFolder ? Theme.link : Theme.textSecondary
            }
            TwoLineText {
                x: kindIcon.width + Theme.gap8
                anchors.verticalCenter: parent.verticalCenter
                width: parent.width - x - Theme.gap16
                twoLines: root.twoLines
                strong: row.isFolder
                title: row.title
                titleElide: Text.ElideMiddle // names differ at both ends
                caption: row.kind
            }
        }
        FigureCell {
            column: sizeColumn
            text: row.size
        }
        TextCell {
            column: agoColumn
            text: row.ago
        }
        TextCell {
            column: kindColumn
            text: row.kind
        }
    }
}
