// Budgets of this host's compute: how many are set, and those that are nearly or wholly used up with what was done.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic as Basic
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Card {
    id: root

    required property BudgetsModel budgets

    property int linesShown: 2
    readonly property real headHeight: Theme.sized(48)
    readonly property real lineHeight: Theme.sized(48)
    readonly property string all: Array.from(root.budgets.sentences).join(" · ")

    signal editRequested

    implicitHeight: root.headHeight + Math.min(root.budgets.crossed.count, root.linesShown) * root.lineHeight

    SectionLabel {
        id: heading

        x: Theme.gap16
        height: Theme.sized(48)
        verticalAlignment: Text.AlignVCenter
        text: qsTr("Budgets")
    }
    ElidedLabel {
        objectName: "budgetsSet"
        x: heading.x + heading.width + Theme.gap16
        width: edit.x - x - Theme.gap12
        height: Theme.sized(48)
        text: root.budgets.set === 0 ? qsTr("No budget of local compute is set.")
              : root.budgets.crossed.count === 0 ? qsTr("All within: %1").arg(root.all)
              : root.linesShown === 0 ? qsTr("%1 nearly or wholly used up: %2").arg(root.budgets.crossed.count).arg(root.all)
              : root.all
        color: Theme.textSecondary
    }
    PushButton {
        id: edit

        objectName: "editBudgets"
        anchors.right: parent.right
        anchors.rightMargin: Theme.gap16 // where the lines below it end
        y: Theme.gap8
        text: qsTr("Budgets…")
        symbol: "pencil-square"
        hint: qsTr("Say what sessions, environments or this host may cost")
        onClicked: root.editRequested()
    }
    ListView {
        id: lines

        readonly property real edge: interactive ? Theme.scrollBarWidth + Theme.gap4 : 0

        objectName: "budgetLines"
        y: Theme.sized(46)
        x: Theme.gap16
        width: parent.width - 2 * x
        height: Math.min(count, root.linesShown) * root.lineHeight
        visible: height > 0
        clip: true
        interactive: count > root.linesShown
        boundsBehavior: Flickable.StopAtBounds
        model: root.budgets.crossed
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Budgets that are nearly or wholly used up")
        Basic.ScrollBar.vertical: ThinScrollBar {}

        delegate: Item {
            id: line

            required property string label
            required property string what
            required property string spent
            required property real share
            required property string tone
            required property string symbol
            required property string word
            required property string did
            required property string spoken

            width: ListView.view?.width ?? 0
            height: root.lineHeight
            Accessible.role: Accessible.ListItem
            Accessible.name: line.spoken + ". " + line.did

            StateWord {
                id: word

                anchors.verticalCenter: figure.verticalCenter
                tone: line.tone
                symbol: line.symbol
                word: line.word
                strong: true
            }
            ElidedLabel {
                x: Math.max(Theme.sized(144), word.width + Theme.gap12)
                y: 4
                width: figure.x - x - Theme.gap12
                height: Theme.sized(18)
                text: line.label + (line.did === "" ? "" : " · " + line.did)
                Accessible.ignored: true
            }
            FigureLabel {
                id: figure

                x: parent.width - width - lines.edge
                y: 4
                height: Theme.sized(18)
                text: qsTr("%1 local").arg(line.spent)
                color: Theme.textPrimary
                Accessible.ignored: true
            }
            Rectangle {
                y: Theme.sized(30)
                width: parent.width - lines.edge
                height: 6
                radius: 3
                color: Theme.surfaceRaised
                border.color: Theme.contrast ? Theme.borderControl : "transparent"

                Rectangle {
                    width: parent.width * line.share
                    height: parent.height
                    radius: 3
                    color: Theme.tone(line.tone)
                }
            }
        }
    }
}
