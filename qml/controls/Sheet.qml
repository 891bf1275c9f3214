// A pane beside its list when there is room, or over it when there is not: from the right, or from below.
import QtQuick
import Glovebox.Theme

FocusScope {
    id: root

    property bool overlay: false
    property bool below: false
    readonly property bool floats: true // lies over its page on purpose
    default property alias content: body.data

    signal closeRequested

    Keys.onEscapePressed: root.closeRequested()

    MouseArea { // over the list: a click beside the sheet closes it, and nothing below gets it
        x: -root.x
        y: -root.y
        width: root.below ? root.width : root.x
        height: root.below ? root.y : root.height
        enabled: root.overlay && root.visible
        visible: root.overlay
        onClicked: root.closeRequested()

        Rectangle {
            anchors.fill: parent
            color: Theme.shade
            opacity: 0.5
        }
    }
    Rectangle {
        id: body

        anchors.fill: parent
        color: Theme.surfacePanel
        radius: root.overlay ? 0 : Theme.radiusCard
    }
    Rectangle { // its edge; the window ends on the other sides
        width: root.below ? parent.width : 1
        height: root.below ? 1 : parent.height
        color: Theme.borderControl
        visible: root.overlay
    }
}
