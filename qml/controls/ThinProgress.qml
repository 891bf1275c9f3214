// How far a counted piece of work is.
import QtQuick
import Glovebox.Theme

Rectangle {
    id: root

    required property real value // 0 to 1

    implicitHeight: 6
    radius: 3
    color: Theme.surfaceWindow
    border.color: Theme.borderControl
    border.width: Theme.contrast ? 1 : 0
    Accessible.role: Accessible.ProgressBar
    Accessible.name: qsTr("Progress")

    Rectangle {
        width: Math.max(parent.height, parent.width * root.value)
        height: parent.height
        radius: parent.radius
        color: Theme.progress
    }
}
