import QtQuick
import Glovebox.Controls
import Glovebox.Theme

Row {
    id: root

    required property string label
    required property string value

    spacing: Theme.gap4 + 2
    Accessible.role: Accessible.StaticText
    Accessible.name: root.label + " " + root.value

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
