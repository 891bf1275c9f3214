// A share of a whole as a bar, with its words beside it. Unknown is said, not drawn as zero.
import QtQuick
import Glovebox.Theme

Item {
    id: root

    required property string label
    required property string text
    required property real share
    property color ink: root.share > 0.9 ? Theme.attention : Theme.progress // nearly full stands out

    implicitHeight: Theme.sized(34)
    Accessible.role: Accessible.StaticText
    Accessible.name: root.label + " " + root.text

    CaptionLabel {
        id: name

        text: root.label
        Accessible.ignored: true
    }
    FigureLabel {
        anchors.right: parent.right
        anchors.baseline: name.baseline
        text: root.text
        color: Theme.textPrimary
        Accessible.ignored: true
    }
    Rectangle {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.gap4
        height: 6
        radius: 3
        color: Theme.surfaceRaised
        border.color: Theme.contrast ? Theme.borderControl : "transparent"
        border.width: Theme.contrast ? 1 : 0

        Rectangle {
            width: Math.max(root.share > 0 ? parent.height : 0, parent.width * Math.max(0, root.share))
            height: parent.height
            radius: parent.radius
            color: root.ink
        }
    }
}
