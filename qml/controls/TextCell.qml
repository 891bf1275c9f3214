import QtQuick
import Glovebox.Theme

TableCell {
    id: root

    property string text: ""
    property color ink: Theme.textSecondary
    // A sentence may be cut short and read in its hint; a word or two are what the column is for.
    readonly property int alwaysWhole: 28
    readonly property alias truncated: label.truncated

    ElidedLabel {
        id: label

        width: parent.width - Theme.gap16
        height: parent.height
        text: root.text
        color: root.ink
        mayElide: root.text.length > root.alwaysWhole
        Accessible.ignored: true
    }
}
