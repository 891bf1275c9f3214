// On or off, as confirmed: it asks for the other state and moves when that is true.
import QtQuick
import QtQuick.Controls.Basic as Basic
import Glovebox.Theme

Basic.AbstractButton {
    id: root

    required property string label
    required property bool on
    property string hint: ""

    implicitWidth: Theme.sized(40)
    implicitHeight: Theme.sized(24)
    focusPolicy: Qt.StrongFocus
    hoverEnabled: true
    Accessible.role: Accessible.CheckBox
    Accessible.name: root.label
    Accessible.description: root.hint
    Accessible.checked: root.on

    background: Rectangle {
        radius: height / 2
        color: root.on && root.enabled ? Theme.primaryFill : root.hovered && root.enabled ? Theme.surfaceRaised : Theme.surfacePanel
        border.color: root.on && root.enabled ? Theme.primaryFill : root.enabled ? Theme.borderControl : Theme.borderField

        FocusRing {
            shown: root.visualFocus
            cornerRadius: root.height / 2
        }
    }
    contentItem: Item {
        Rectangle {
            x: root.on ? parent.width - width - Theme.gap4 : Theme.gap4
            anchors.verticalCenter: parent.verticalCenter
            width: Theme.sized(16)
            height: Theme.sized(16)
            radius: 8
            color: root.on && root.enabled ? Theme.primaryText : root.enabled ? Theme.textSecondary : Theme.borderField
        }
    }
    padding: 0

    Hint {
        text: root.hint
        shown: root.hint !== "" && (root.hovered || root.visualFocus)
    }
}
