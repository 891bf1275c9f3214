// A key's name, as on its cap.
import QtQuick
import Glovebox.Theme

Rectangle {
    id: root

    required property string text

    implicitWidth: Math.max(implicitHeight, label.implicitWidth + Theme.gap8)
    implicitHeight: Theme.sized(18)
    radius: Theme.radius
    color: "transparent"
    border.color: Theme.borderField
    Accessible.ignored: true

    CaptionLabel {
        id: label

        anchors.centerIn: parent
        text: root.text
    }
}
