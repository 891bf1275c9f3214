import QtQuick
import Glovebox.Controls
import Glovebox.Theme

Row {
    id: root

    required property string label
    required property string value
    property string hint: ""

    spacing: Theme.gap4 + 2
    Accessible.role: Accessible.StaticText
    Accessible.name: root.label + " " + root.value
    Accessible.description: root.hint

    HoverHandler {
        id: hover
    }
    Hint {
        width: Math.min(implicitWidth, Theme.sized(360))
        text: root.hint
        shown: hover.hovered
    }

    CaptionLabel {
        anchors.verticalCenter: parent.verticalCenter
        text: root.label
        Accessible.ignored: true
    }
    MonoLabel {
        anchors.verticalCenter: parent.verticalCenter
        text: root.value
        color: Theme.textSecondary
        elide: Text.ElideNone
        Accessible.ignored: true
    }
}
