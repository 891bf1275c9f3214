// Drawn outside of its parent, with a gap, when the keyboard is there.
import QtQuick
import Glovebox.Theme

Rectangle {
    id: root

    required property bool shown
    property real cornerRadius: Theme.radius

    anchors.fill: parent
    anchors.margins: -(Theme.focusWidth + Theme.gap2)
    color: "transparent"
    border.color: Theme.focusRing
    border.width: Theme.focusWidth
    radius: root.cornerRadius + Theme.focusWidth + Theme.gap2
    visible: root.shown
    Accessible.ignored: true
}
