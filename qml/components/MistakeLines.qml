// What is wrong with a text, line by line; a click leads to its line.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic as Basic
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

ListView {
    id: root

    required property MistakeList mistakes
    property bool numbered: true // the lines are in view
    readonly property real lineTall: Theme.sized(26)

    signal lineRequested(line: int)

    objectName: "mistakes"
    implicitHeight: Math.min(4, count) * root.lineTall
    model: root.mistakes
    clip: true
    activeFocusOnTab: count > 0
    boundsBehavior: Flickable.StopAtBounds
    Accessible.role: Accessible.List
    Accessible.name: qsTr("Mistakes")
    Basic.ScrollBar.vertical: ThinScrollBar {}
    Keys.onReturnPressed: (root.currentItem as Basic.AbstractButton)?.clicked()

    delegate: Basic.AbstractButton {
        id: mistake

        required property int line
        required property string what

        readonly property string place: mistake.line > 0 && root.numbered ? qsTr("Line %1").arg(mistake.line) : ""

        objectName: "mistake"
        width: ListView.view?.width ?? 0
        height: root.lineTall
        hoverEnabled: true
        focusPolicy: Qt.NoFocus
        onClicked: root.lineRequested(mistake.line)
        Accessible.name: mistake.place + " " + mistake.what

        background: Rectangle {
            radius: Theme.radius
            color: mistake.hovered || (root.activeFocus && mistake.ListView.isCurrentItem) ? Theme.surfaceRaised : "transparent"
        }
        contentItem: Item {
            Icon {
                x: Theme.gap4
                anchors.verticalCenter: parent.verticalCenter
                symbol: "state/octagon-cross"
                size: Theme.sized(12)
                color: Theme.failed
            }
            CaptionLabel {
                x: Theme.gap24
                height: parent.height
                verticalAlignment: Text.AlignVCenter
                text: mistake.place
                font.weight: Font.Medium
                Accessible.ignored: true
            }
            ElidedLabel {
                x: Theme.gap24 + (mistake.place === "" ? 0 : Theme.sized(64))
                width: parent.width - x - Theme.scrollBarWidth
                height: parent.height
                text: mistake.what
                Accessible.ignored: true
            }
        }
    }
}
