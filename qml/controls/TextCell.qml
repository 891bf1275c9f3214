import QtQuick
import Glovebox.Theme

TableCell {
    id: root

    property string text: ""
    property color ink: Theme.textSecondary
    readonly property alias truncated: label.truncated

    PlainLabel {
        id: label

        width: parent.width - Theme.gap16
        height: parent.height
        text: root.text
        color: root.ink
        Accessible.ignored: true
    }
    HoverHandler {
        id: hover

        enabled: label.truncated
    }
    Hint {
        text: root.text
        shown: hover.hovered && label.truncated
    }
}
