import QtQuick
import Glovebox.Theme

TableCell {
    id: root

    property string text: ""
    property color ink: Theme.textSecondary

    readonly property bool truncated: figure.truncated

    FigureLabel {
        id: figure

        width: parent.width - Theme.gap16
        height: parent.height
        text: root.text
        color: root.ink
        Accessible.ignored: true
    }
}
