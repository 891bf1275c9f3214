// A small modifier after a word: never a new colour.
import QtQuick
import Glovebox.Theme

Rectangle {
    id: root

    required property string text
    property color ink: Theme.textTertiary
    property string hint: ""

    implicitWidth: label.implicitWidth + Theme.gap12
    implicitHeight: Theme.sized(18)
    radius: Theme.radius
    color: "transparent"
    border.color: Theme.borderField
    Accessible.role: Accessible.StaticText
    Accessible.name: root.text
    Accessible.description: root.hint

    HoverHandler {
        id: pointer

        enabled: root.hint !== ""
    }
    Hint {
        text: root.hint
        shown: pointer.hovered
    }
    CaptionLabel {
        id: label

        readonly property bool mayElide: true // somebody else's words may be in it

        anchors.centerIn: parent
        width: Math.min(implicitWidth, root.width - Theme.gap12)
        text: root.text
        color: root.ink
        Accessible.ignored: true
    }
}
