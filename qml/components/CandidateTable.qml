// Sandboxes that a secret could be given to: how they are, what they are used for, and what speaks against it.
pragma ComponentBehavior: Bound

import QtQuick
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Table {
    id: root

    required property SecretCandidates candidates

    label: qsTr("Sandboxes that could use it")
    model: root.candidates
    twoLines: true
    currentRow: root.candidates.currentRow
    onSelectRequested: row => root.candidates.select(row)
    onMoveRequested: rows => root.candidates.moveSelection(rows)

    TableColumn {
        id: stateColumn

        title: qsTr("State")
        basis: Theme.sized(132)
    }
    TableColumn {
        id: sandboxColumn

        title: qsTr("Sandbox")
        basis: Theme.sized(180)
        stretch: 1
    }
    TableColumn {
        id: noteColumn

        title: ""
        spoken: qsTr("What speaks against it")
        basis: Theme.sized(176)
        minTableWidth: Theme.sized(560)
    }

    delegate: TableRow {
        id: row

        required property int index
        required property string title
        required property string use
        required property string tone
        required property string symbol
        required property string word
        required property string note

        objectName: "candidateRow"
        table: root
        row: row.index

        TableCell {
            column: stateColumn

            StateWord {
                anchors.verticalCenter: parent.verticalCenter
                tone: row.tone
                symbol: row.symbol
                word: row.word
            }
        }
        TableCell {
            column: sandboxColumn

            TwoLineText {
                objectName: "candidateName"
                anchors.verticalCenter: parent.verticalCenter
                width: parent.width - Theme.gap16
                twoLines: true
                title: row.title
                titleElide: Text.ElideMiddle // their ids stand at the end
                caption: row.use
            }
        }
        TextCell {
            column: noteColumn
            text: row.note
        }
    }
}
