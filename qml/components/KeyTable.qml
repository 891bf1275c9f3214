// Keys of the local API. Name, state and what can be done never drop.
pragma ComponentBehavior: Bound

import QtQuick
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Table {
    id: root

    required property StableList keys
    required property ActionRegistry registry
    property bool stale: false

    signal rotateRequested(id: string)
    signal revokeRequested(id: string)

    twoLines: true
    label: qsTr("Keys")
    model: root.keys
    currentRow: root.keys.currentRow
    sortRole: root.keys.sortRoleName
    sortDescending: root.keys.sortDescending
    pendingText: root.keys.pendingText
    onSelectRequested: row => root.keys.select(row)
    onMoveRequested: rows => root.keys.moveSelection(rows)
    onClearRequested: root.keys.clearSelection()
    onSortRequested: role => root.keys.sortBy(role)
    onPendingRequested: root.keys.showPending()
    onPointerMoved: root.keys.pointerMoved()
    onScrolledDownChanged: root.keys.scrolledDown = root.scrolledDown

    TableColumn {
        id: stateColumn

        title: qsTr("State")
        basis: Theme.sized(150)
    }
    TableColumn {
        id: nameColumn

        title: qsTr("Key")
        sortRole: "name"
        basis: Theme.sized(200)
        stretch: 3
    }
    TableColumn {
        id: scopeColumn

        title: qsTr("May")
        sortRole: "scopeValue"
        basis: Theme.sized(96)
    }
    TableColumn {
        id: createdColumn

        title: qsTr("Secret since")
        sortRole: "createdAt"
        basis: Theme.sized(130)
        stretch: 1
        minTableWidth: Theme.sized(940)
    }
    TableColumn {
        id: usedColumn

        title: qsTr("Last used")
        sortRole: "usedAt"
        basis: Theme.sized(150)
        stretch: 1
        minTableWidth: Theme.sized(810)
    }
    TableColumn {
        id: expiresColumn

        title: qsTr("Runs out")
        sortRole: "expiresAt"
        basis: Theme.sized(104)
        stretch: 1
    }
    TableColumn {
        id: actionColumn

        title: ""
        spoken: qsTr("What can be done")
        basis: Theme.sized(72)
    }

    delegate: TableRow {
        id: row

        required property int index
        required property string key
        required property string name
        required property string hint
        required property string scope
        required property string created
        required property string used
        required property string expires
        required property string tone
        required property string symbol
        required property string word
        required property bool expired
        required property string note

        objectName: "keyRow" + row.index
        table: root
        row: row.index
        dimmed: row.expired

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
                titleElide: Text.ElideRight
                caption: row.note !== "" ? row.note : row.hint
                captionInk: row.note !== "" ? Theme.attention : Theme.textTertiary
            }
        }
        TextCell {
            column: scopeColumn
            text: row.scope
            ink: Theme.textPrimary
        }
        TextCell {
            column: createdColumn
            text: row.created
        }
        TextCell {
            column: usedColumn
            text: row.used
        }
        TextCell {
            column: expiresColumn
            text: row.expires
        }
        TableCell {
            column: actionColumn

            Row {
                anchors.right: parent.right
                anchors.verticalCenter: parent.verticalCenter

                IconButton {
                    objectName: "rotateKey" + row.index
                    focusPolicy: Qt.NoFocus // R on the row
                    symbol: "arrow-clockwise"
                    label: qsTr("Give %1 a new secret").arg(row.name)
                    keys: root.registry.find("key.rotate").keysText
                    onClicked: root.rotateRequested(row.key)
                }
                IconButton {
                    objectName: "revokeKey" + row.index
                    focusPolicy: Qt.NoFocus // Delete on the row
                    symbol: "trash3"
                    label: qsTr("Revoke %1").arg(row.name)
                    keys: root.registry.find("key.revoke").keysText
                    onClicked: root.revokeRequested(row.key)
                }
            }
        }
    }
}
