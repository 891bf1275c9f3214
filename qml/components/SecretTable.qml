// The gate's secrets, by name. Name and state never drop.
pragma ComponentBehavior: Bound

import QtQuick
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Table {
    id: root

    required property StableList secrets
    property bool stale: false

    twoLines: true
    label: qsTr("Secrets")
    model: root.secrets
    currentRow: root.secrets.currentRow
    sortRole: root.secrets.sortRoleName
    sortDescending: root.secrets.sortDescending
    pendingText: root.secrets.pendingText
    onSelectRequested: row => root.secrets.select(row)
    onMoveRequested: rows => root.secrets.moveSelection(rows)
    onClearRequested: root.secrets.clearSelection()
    onSortRequested: role => root.secrets.sortBy(role)
    onPendingRequested: root.secrets.showPending()
    onPointerMoved: root.secrets.pointerMoved()
    onScrolledDownChanged: root.secrets.scrolledDown = root.scrolledDown

    TableColumn {
        id: stateColumn

        title: qsTr("State")
        basis: Theme.sized(124)
    }
    TableColumn {
        id: nameColumn

        title: qsTr("Secret")
        sortRole: "name"
        basis: Theme.sized(190)
        stretch: 2
    }
    TableColumn {
        id: variableColumn

        title: qsTr("Variable")
        basis: Theme.sized(176)
        stretch: 1
        minTableWidth: Theme.sized(880)
    }
    TableColumn {
        id: hostsColumn

        title: qsTr("Sent to")
        basis: Theme.sized(190)
        stretch: 3
        minTableWidth: Theme.sized(560)
    }
    TableColumn {
        id: usersColumn

        title: qsTr("Used by")
        sortRole: "usersValue"
        basis: Theme.sized(116)
        minTableWidth: Theme.sized(720)
    }
    TableColumn {
        id: usedColumn

        title: qsTr("Last used")
        sortRole: "usedAt"
        basis: Theme.sized(200)
        stretch: 2
        minTableWidth: Theme.sized(1080)
    }

    delegate: TableRow {
        id: row

        required property int index
        required property string name
        required property string description
        required property string variable
        required property string sentAs
        required property string hosts
        required property string usedBy
        required property string used
        required property string tone
        required property string symbol
        required property string word
        required property string problem

        objectName: "secretRow"
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

            TwoLineText {
                anchors.verticalCenter: parent.verticalCenter
                width: parent.width - Theme.gap16
                twoLines: true
                strong: true
                title: row.name
                titleElide: Text.ElideMiddle
                caption: row.problem !== "" ? row.problem : row.description
                captionInk: row.problem !== "" ? Theme.failed : Theme.textTertiary
            }
        }
        TableCell {
            column: variableColumn

            ElidedLabel {
                width: parent.width - Theme.gap16
                height: parent.height
                text: row.variable
                mono: true
                color: Theme.textSecondary
                elide: Text.ElideMiddle
                Accessible.ignored: true
            }
        }
        TableCell {
            column: hostsColumn

            TwoLineText {
                anchors.verticalCenter: parent.verticalCenter
                width: parent.width - Theme.gap16
                twoLines: true
                title: row.hosts
                titleElide: Text.ElideRight
                caption: row.sentAs
            }
        }
        TextCell {
            column: usersColumn
            text: row.usedBy
        }
        TextCell {
            column: usedColumn
            text: row.used
        }
    }
}
