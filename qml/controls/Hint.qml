import QtQuick
import QtQuick.Controls.Basic as Basic
import Glovebox.Theme

Basic.ToolTip {
    id: root

    property bool shown: false

    visible: root.shown && root.text !== ""
    delay: 600 // long enough not to follow a passing pointer
    padding: Theme.gap8
    font.family: Theme.family
    font.pixelSize: Theme.captionSize

    contentItem: PlainLabel {
        text: root.text
        font: root.font
        wrapMode: Text.Wrap
        elide: Text.ElideNone
    }
    background: Rectangle {
        color: Theme.surfaceRaised
        border.color: Theme.borderControl
        radius: Theme.radius
    }
}
