// The terminals of a sandbox, side by side: which one is in front, which have news, which have ended.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic as Basic
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

FocusScope {
    id: root

    required property TerminalsPanel terminals

    signal closeRequested(row: int)
    signal newRequested

    implicitHeight: Theme.sized(38)
    Accessible.role: Accessible.PageTabList
    Accessible.name: qsTr("Terminals")

    ListView {
        id: list

        objectName: "terminalTabs"
        x: Theme.gap4
        // Whole tabs alone, which grow narrower as there are more of them.
        readonly property real room: root.width - plus.width - Theme.gap12
        readonly property real tabWidth: Math.max(Theme.sized(140), Math.min(Theme.sized(280), Math.floor(list.room / Math.max(1, list.count))))

        width: Math.max(1, Math.min(list.count, Math.floor(list.room / list.tabWidth))) * list.tabWidth
        snapMode: ListView.SnapToItem
        height: root.height
        orientation: ListView.Horizontal
        model: root.terminals
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        currentIndex: root.terminals.current
        highlightMoveDuration: 0
        onCurrentIndexChanged: if (currentIndex >= 0)
            positionViewAtIndex(currentIndex, ListView.Contain)

        delegate: Basic.AbstractButton {
            id: tab

            required property int index
            required property string title
            required property bool unseen
            required property bool ended
            required property string spoken

            readonly property bool isCurrent: root.terminals.current === tab.index

            objectName: "terminalTab" + tab.index
            width: list.tabWidth
            height: root.height
            focusPolicy: Qt.StrongFocus
            hoverEnabled: true
            onClicked: root.terminals.current = tab.index
            Keys.onRightPressed: root.terminals.current = Math.min(root.terminals.count - 1, tab.index + 1)
            Keys.onLeftPressed: root.terminals.current = Math.max(0, tab.index - 1)
            Keys.onDeletePressed: root.closeRequested(tab.index)
            Accessible.role: Accessible.PageTab
            Accessible.name: tab.unseen ? qsTr("%1, has printed something").arg(tab.spoken) : tab.spoken
            Accessible.selected: tab.isCurrent

            contentItem: Item {
                Icon { // shape says it, not colour alone
                    x: Theme.gap8
                    anchors.verticalCenter: parent.verticalCenter
                    size: Theme.sized(12)
                    symbol: tab.ended ? "state/square" : tab.unseen ? "state/disc" : "terminal"
                    color: tab.unseen && !tab.ended ? Theme.progress : Theme.textTertiary
                }
                ElidedLabel {
                    x: Theme.gap8 + Theme.sized(12) + Theme.gap4 + Theme.gap2
                    width: Math.max(0, tab.width - x - close.width - Theme.gap4)
                    height: parent.height
                    text: tab.title
                    color: tab.isCurrent || tab.hovered ? Theme.textPrimary : Theme.textSecondary
                    font.weight: tab.isCurrent ? Font.DemiBold : Font.Normal
                    Accessible.ignored: true
                }
            }
            background: Item {
                Rectangle {
                    anchors.fill: parent
                    color: tab.hovered && !tab.isCurrent ? Theme.surfaceRaised : "transparent"
                }
                Rectangle {
                    anchors.bottom: parent.bottom
                    width: parent.width
                    height: 2
                    color: Theme.link
                    visible: tab.isCurrent
                }
                FocusRing {
                    shown: tab.visualFocus
                    anchors.margins: Theme.gap2
                }
            }

            IconButton {
                id: close

                objectName: "closeTerminal" + tab.index
                anchors.right: parent.right
                anchors.verticalCenter: parent.verticalCenter
                implicitWidth: Theme.sized(24)
                implicitHeight: Theme.sized(24)
                focusPolicy: Qt.NoFocus // Delete on the tab
                symbol: "x-lg"
                label: qsTr("Close %1").arg(tab.title)
                ink: Theme.textTertiary
                onClicked: root.closeRequested(tab.index)
            }
        }
    }
    IconButton {
        id: plus

        objectName: "newTerminal"
        x: list.x + list.width + Theme.gap4
        anchors.verticalCenter: parent.verticalCenter
        implicitWidth: Theme.sized(28)
        implicitHeight: Theme.sized(28)
        symbol: "plus-lg"
        label: root.terminals.canOpen ? qsTr("One more terminal") : qsTr("No more terminals fit into one sandbox")
        enabled: root.terminals.canOpen
        onClicked: root.newRequested()
    }
    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: 1
        color: Theme.borderSubtle
        z: -1
    }
}
