// A column's title with the arrow that says how it is sorted.
import QtQuick
import Glovebox.Theme

Item {
    id: root

    required property string text
    required property bool figures
    required property bool strong
    required property string arrow

    ElidedLabel {
        id: title

        mayElide: false
        font.pixelSize: Theme.captionSize
        anchors.verticalCenter: parent.verticalCenter
        x: root.figures ? parent.width - width - Theme.gap16 : 0
        width: Math.min(implicitWidth, parent.width - Theme.gap16)
        text: root.text
        font.weight: Font.Medium
        color: root.strong ? Theme.textPrimary : Theme.textTertiary
        Accessible.ignored: true
    }
    Icon {
        anchors.verticalCenter: parent.verticalCenter
        x: root.figures ? title.x - width - Theme.gap4 : title.width + Theme.gap4
        symbol: root.arrow
        size: Theme.sized(10)
        color: Theme.textPrimary
    }
}
