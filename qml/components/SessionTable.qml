// The sessions as rows. Narrow windows do without the figures, the agent and the sandbox; state, title and what goes on never drop.
pragma ComponentBehavior: Bound

import QtQuick
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Table {
    id: root

    required property StableList sessions
    property bool stale: false

    signal sandboxRequested(id: string)

    label: qsTr("Sessions")
    model: root.sessions
    currentRow: root.sessions.currentRow
    sortRole: root.sessions.sortRoleName
    sortDescending: root.sessions.sortDescending
    pendingText: root.sessions.pendingText
    onSelectRequested: row => root.sessions.select(row)
    onMoveRequested: rows => root.sessions.moveSelection(rows)
    onPreviewRequested: row => root.openRequested(row)
    onClearRequested: root.sessions.clearSelection()
    onSortRequested: role => root.sessions.sortBy(role)
    onPendingRequested: root.sessions.showPending()
    onPointerMoved: root.sessions.pointerMoved()
    onScrolledDownChanged: root.sessions.scrolledDown = root.scrolledDown

    TableColumn {
        id: stateColumn

        title: qsTr("State")
        sortRole: "stateOrder"
        basis: root.compact ? Theme.sized(190) : Theme.sized(236)
    }
    TableColumn {
        id: titleColumn

        title: qsTr("Session")
        sortRole: "title"
        basis: Theme.sized(200)
        stretch: 3
    }
    TableColumn {
        id: nowColumn

        title: qsTr("Now")
        basis: Theme.sized(188)
        minTableWidth: Theme.sized(860)
    }
    TableColumn {
        id: agentColumn

        title: qsTr("Agent")
        sortRole: "agent"
        basis: Theme.sized(116)
        minTableWidth: Theme.sized(1300)
    }
    TableColumn {
        id: sandboxColumn

        title: qsTr("Sandbox")
        sortRole: "sandbox"
        basis: Theme.sized(104)
        minTableWidth: Theme.sized(1000)
    }
    TableColumn {
        id: turnsColumn

        title: qsTr("Turns")
        sortRole: "turns"
        basis: Theme.sized(58)
        minTableWidth: Theme.sized(1300)
        figures: true
    }
    TableColumn {
        id: toolsColumn

        title: qsTr("Tool calls")
        sortRole: "tools"
        basis: Theme.sized(78)
        minTableWidth: Theme.sized(1040)
        figures: true
    }
    TableColumn {
        id: costColumn

        title: qsTr("List cost")
        sortRole: "costValue"
        basis: Theme.sized(118)
        minTableWidth: Theme.sized(1040)
        figures: true
    }
    TableColumn {
        id: activityColumn

        title: qsTr("Last activity")
        sortRole: "activityAt"
        basis: Theme.sized(100)
        minTableWidth: Theme.sized(720)
        figures: true
    }
    TableColumn {
        id: startedColumn

        title: qsTr("Started")
        sortRole: "startedAt"
        basis: Theme.sized(76)
        minTableWidth: Theme.sized(1400)
        figures: true
    }

    delegate: TableRow {
        id: row

        required property int index
        required property string title
        required property string agent
        required property string shortId
        required property string tone
        required property string symbol
        required property string word
        required property string reason
        required property string sandbox
        required property string sandboxTone
        required property string sandboxSymbol
        required property int turns
        required property int tools
        required property int toolErrors
        required property string cost
        required property string waiting
        required property string activity
        required property string started

        objectName: "sessionRow"
        table: root
        row: row.index

        TableCell {
            column: stateColumn

            StateChip {
                anchors.verticalCenter: parent.verticalCenter
                width: Math.min(implicitWidth, parent.width - Theme.gap16)
                tone: row.tone
                symbol: row.symbol
                word: row.word
                stale: root.stale
            }
        }
        TableCell {
            column: titleColumn

            TwoLineText {
                anchors.verticalCenter: parent.verticalCenter
                width: parent.width - Theme.gap16 - (waitingTag.visible ? waitingTag.width + Theme.gap8 : 0)
                twoLines: root.twoLines
                title: row.title
                caption: row.reason !== "" ? row.reason : row.agent + " · " + row.activity
                strong: true
            }
            Rectangle { // a thread waits while the session goes on
                id: waitingTag

                objectName: "waitingBadge"
                anchors.right: parent.right
                anchors.rightMargin: Theme.gap16
                anchors.verticalCenter: parent.verticalCenter
                width: nowColumn.shown ? Theme.sized(26) : waitingWord.width + Theme.gap12
                height: Theme.sized(18)
                radius: Theme.radius
                color: Theme.attentionFill
                border.color: Theme.attentionBorder
                visible: row.waiting !== ""

                Icon {
                    anchors.centerIn: parent
                    symbol: "state/triangle-bang"
                    size: Theme.sized(12)
                    color: Theme.attentionText
                    visible: nowColumn.shown
                }
                CaptionLabel {
                    id: waitingWord

                    anchors.centerIn: parent
                    text: qsTr("approval waits")
                    visible: !nowColumn.shown // there it stands in words
                    color: Theme.attentionText
                    font.weight: Font.DemiBold
                    elide: Text.ElideNone
                    Accessible.ignored: true
                }
            }
        }
        TextCell {
            column: nowColumn
            text: row.reason
            ink: row.tone === "failed" ? Theme.failed : row.waiting !== "" ? Theme.attention : Theme.textTertiary
        }
        TextCell {
            column: agentColumn
            text: row.agent
        }
        TableCell {
            column: sandboxColumn

            SandboxLink {
                anchors.verticalCenter: parent.verticalCenter
                sandbox: row.sandbox
                tone: row.sandboxTone
                symbol: row.sandboxSymbol
                onOpenRequested: root.sandboxRequested(row.sandbox)
            }
        }
        FigureCell {
            column: turnsColumn
            text: row.turns
        }
        TableCell {
            column: toolsColumn

            ErrorCount {
                anchors.verticalCenter: parent.verticalCenter
                width: parent.width - Theme.gap16
                count: row.tools
                errors: row.toolErrors
            }
        }
        FigureCell {
            column: costColumn
            text: row.cost
        }
        FigureCell {
            column: activityColumn
            text: row.activity
        }
        FigureCell {
            column: startedColumn
            text: row.started
        }
    }
}
