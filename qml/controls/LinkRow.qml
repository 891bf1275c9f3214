// Leads to another object: its symbol, its name, and an arrow, as wide as its pane.
import QtQuick
import QtQuick.Controls.Basic as Basic
import Glovebox.Theme

Basic.AbstractButton {
    id: root

    required property string symbol
    property string hint: ""

    implicitHeight: Theme.controlHeight
    focusPolicy: Qt.StrongFocus
    hoverEnabled: true
    Accessible.role: Accessible.Link
    Accessible.name: root.text
    Accessible.description: root.hint

    contentItem: Item {
        Icon {
            x: Theme.gap8
            anchors.verticalCenter: parent.verticalCenter
            symbol: root.symbol
            color: root.hovered ? Theme.link : Theme.textSecondary
        }
        ElidedLabel {
            x: 2 * Theme.gap8 + Theme.iconSize
            width: Math.max(0, parent.width - 2 * x)
            height: parent.height
            text: root.text
            color: Theme.link
            font.weight: Font.Medium
            font.underline: root.hovered
            Accessible.ignored: true
        }
        Icon {
            x: parent.width - width - Theme.gap8
            anchors.verticalCenter: parent.verticalCenter
            symbol: "chevron-right"
            size: Theme.sized(12)
            color: root.hovered ? Theme.link : Theme.textTertiary
        }
    }
    background: Rectangle {
        radius: Theme.radius
        color: root.down || root.hovered ? Theme.surfaceSelected : Theme.surfaceRaised
        border.color: Theme.contrast ? Theme.borderControl : "transparent"

        FocusRing {
            shown: root.visualFocus
        }
    }

    Hint {
        text: root.hint
        shown: root.hint !== "" && (root.hovered || root.visualFocus)
    }
}
