// A setting: what it is and what it does on the left, its control on the right; below it where there is no room. Placed by
// hand: layouts of Qt 6.4 miss what changes when the text size does.
import QtQuick
import Glovebox.Controls
import Glovebox.Theme

Item {
    id: root

    required property string label
    property string help: ""
    default property alias control: place.data

    readonly property bool narrow: root.width < Theme.sized(620)

    implicitHeight: root.narrow ? words.height + Theme.gap8 + place.height : Math.max(words.height, place.height)

    Column {
        id: words

        y: root.narrow ? 0 : (root.height - height) / 2
        width: root.narrow ? root.width : root.width - place.width - Theme.gap24
        spacing: Theme.gap2

        PlainLabel {
            width: parent.width
            text: root.label
            font.weight: Font.Medium
        }
        CaptionLabel {
            width: parent.width
            visible: root.help !== ""
            text: root.help
            color: Theme.textSecondary
            wrapMode: Text.Wrap
            elide: Text.ElideNone
        }
    }
    Item {
        id: place

        x: root.narrow ? 0 : root.width - width
        y: root.narrow ? words.height + Theme.gap8 : (root.height - height) / 2
        width: childrenRect.width
        height: childrenRect.height
    }
}
