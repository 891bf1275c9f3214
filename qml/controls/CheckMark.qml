// One of several that something is done to: a box that can be ticked.
import QtQuick
import QtQuick.Controls.Basic as Basic
import Glovebox.Theme

Basic.AbstractButton {
    id: root

    required property string label

    implicitWidth: Theme.sized(24)
    implicitHeight: Theme.sized(24)
    focusPolicy: Qt.NoFocus // the row has the keyboard: X
    hoverEnabled: true
    Accessible.role: Accessible.CheckBox
    Accessible.name: root.label
    Accessible.checked: root.checked

    contentItem: Item {
        Rectangle {
            anchors.centerIn: parent
            width: Theme.sized(16)
            height: Theme.sized(16)
            radius: 3
            color: root.checked ? Theme.primaryFill : Theme.surfacePanel
            border.color: root.checked ? Theme.primaryFill : root.enabled ? Theme.borderControl : Theme.borderField
            opacity: root.enabled ? 1 : 0.5

            Icon {
                anchors.centerIn: parent
                symbol: root.checked ? "check-lg" : ""
                size: Theme.sized(10)
                color: Theme.primaryText
            }
        }
    }
    background: Rectangle {
        radius: Theme.radius
        color: root.hovered ? Theme.surfaceRaised : "transparent"

        FocusRing {
            anchors.margins: -Theme.focusWidth // one stands close to the next
            shown: root.visualFocus
        }
    }

    Hint {
        text: root.enabled ? root.focusPolicy === Qt.NoFocus ? root.label + "   X" : root.label : qsTr("It cannot be answered from here")
        shown: root.hovered
    }
}
