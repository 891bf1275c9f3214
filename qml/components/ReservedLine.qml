// Whom a sandbox is kept for and until when, all of it; leads to changing that.
import QtQuick
import QtQuick.Controls.Basic as Basic
import Glovebox.Controls
import Glovebox.Theme

Basic.AbstractButton {
    id: root

    objectName: "reservedLine"
    implicitHeight: implicitContentHeight
    focusPolicy: Qt.StrongFocus
    hoverEnabled: true
    Accessible.role: Accessible.Link
    Accessible.name: root.text
    Accessible.description: hint.text

    contentItem: PlainLabel {
        leftPadding: Theme.gap32
        rightPadding: Theme.gap32
        topPadding: Theme.gap8
        bottomPadding: Theme.gap8
        text: root.text
        color: Theme.link
        font.weight: Font.Medium
        font.underline: root.hovered
        wrapMode: Text.WrapAtWordBoundaryOrAnywhere
        elide: Text.ElideNone
        Accessible.ignored: true

        Icon { // beside the first line
            x: Theme.gap8
            y: Theme.gap8
            symbol: "person"
            color: root.hovered ? Theme.link : Theme.textSecondary
        }
        Icon {
            x: parent.width - width - Theme.gap8
            y: Theme.gap8 + 2
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
        id: hint

        text: qsTr("Change or cancel the reservation")
        shown: root.hovered || root.visualFocus
    }
}
