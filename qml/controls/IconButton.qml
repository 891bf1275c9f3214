// Only for dense places. Always has a name, which is also its hint.
import QtQuick
import QtQuick.Controls.Basic as Basic
import Glovebox.Theme

Basic.AbstractButton {
    id: root

    required property string symbol
    required property string label
    property string keys: ""
    property color ink: Theme.textSecondary

    implicitWidth: Theme.controlHeight
    implicitHeight: Theme.controlHeight
    focusPolicy: Qt.StrongFocus
    hoverEnabled: true
    Accessible.role: Accessible.Button
    Accessible.name: root.label

    contentItem: Item {
        Icon {
            anchors.centerIn: parent
            symbol: root.symbol
            color: root.enabled ? root.ink : Theme.textTertiary
            opacity: root.enabled ? 1 : 0.6
        }
    }
    background: Rectangle {
        radius: Theme.radius
        color: root.checked || root.down || root.hovered ? Theme.surfaceRaised : "transparent"

        FocusRing {
            shown: root.visualFocus
        }
    }

    Hint {
        text: root.keys === "" ? root.label : root.label + "   " + root.keys
        shown: root.hovered || root.visualFocus
    }
}
