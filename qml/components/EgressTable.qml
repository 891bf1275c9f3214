// What sandboxes tried to reach, refusals first. Host and verdict never drop.
pragma ComponentBehavior: Bound

import QtQuick
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Table {
    id: root

    required property StableList rows
    property bool sandboxes: true // of more than one

    function captionOf(port: string, sandbox: string, why: string): string {
        let text = port;
        for (const each of [sandbox, why])
            text += each === "" ? "" : (text === "" ? "" : " · ") + each;
        return text;
    }

    label: qsTr("Attempts to reach something")
    model: root.rows
    twoLines: root.width < Theme.sized(760)
    currentRow: root.rows.currentRow
    pendingText: root.rows.pendingText
    onSelectRequested: row => root.rows.select(row)
    onMoveRequested: rows => root.rows.moveSelection(rows)
    onClearRequested: root.rows.clearSelection()
    onPendingRequested: root.rows.showPending()
    onPointerMoved: root.rows.pointerMoved()

    TableColumn {
        id: verdictColumn

        title: qsTr("Verdict")
        basis: Theme.sized(104)
    }
    TableColumn {
        id: hostColumn

        title: qsTr("Host")
        basis: Theme.sized(180)
        stretch: 3
    }
    TableColumn {
        id: portColumn

        title: qsTr("Port")
        basis: Theme.sized(64)
        minTableWidth: Theme.sized(760)
    }
    TableColumn {
        id: sandboxColumn

        title: qsTr("Sandbox")
        basis: Theme.sized(112)
        stretch: 1
        minTableWidth: root.sandboxes ? Theme.sized(560) : Infinity
    }
    TableColumn {
        id: attemptsColumn

        title: qsTr("Attempts")
        basis: Theme.sized(116)
        minTableWidth: Theme.sized(640)
    }
    TableColumn {
        id: bytesColumn

        title: qsTr("Through")
        basis: Theme.sized(156)
        minTableWidth: Theme.sized(860)
    }
    TableColumn {
        id: whyColumn

        title: qsTr("Rule or reason")
        basis: Theme.sized(160)
        stretch: 2
        minTableWidth: Theme.sized(1080)
    }
    TableColumn {
        id: agoColumn

        title: qsTr("Newest")
        basis: Theme.sized(92)
    }

    delegate: TableRow {
        id: row

        required property int index
        required property string host
        required property string port
        required property string sandbox
        required property string attempts
        required property string bytes
        required property string ago
        required property string tone
        required property string symbol
        required property string word
        required property string why

        objectName: "egressRow"
        table: root
        row: row.index

        TableCell {
            column: verdictColumn

            StateWord {
                anchors.verticalCenter: parent.verticalCenter
                tone: row.tone
                symbol: row.symbol
                word: row.word
            }
        }
        TableCell {
            column: hostColumn

            TwoLineText {
                anchors.verticalCenter: parent.verticalCenter
                width: parent.width - Theme.gap16
                twoLines: root.twoLines
                title: row.host
                titleElide: Text.ElideMiddle // hosts differ at both ends
                caption: root.captionOf(row.port, sandboxColumn.shown || !root.sandboxes ? "" : row.sandbox, row.why)
            }
        }
        TextCell {
            column: portColumn
            text: row.port
        }
        TextCell {
            column: sandboxColumn
            text: row.sandbox
        }
        TextCell {
            column: attemptsColumn
            text: row.attempts
        }
        TextCell {
            column: bytesColumn
            text: row.bytes
        }
        TextCell {
            column: whyColumn
            text: row.why
        }
        TextCell {
            column: agoColumn
            text: row.ago
        }
    }
}
