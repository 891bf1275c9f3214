// A title with a quieter remark: beside it in a row of one line, below it in a row of two.
import QtQuick
import Glovebox.Controls
import Glovebox.Theme

Item {
    id: root

    required property string title
    required property string caption
    property bool twoLines: false
    property bool strong: false

    readonly property bool beside: !root.twoLines && root.caption !== ""

    implicitHeight: root.twoLines ? 36 : 18

    PlainLabel {
        id: title

        width: root.beside ? Math.min(implicitWidth, root.width * 0.72) : root.width
        height: 18
        text: root.title
        font.weight: root.strong ? Font.Medium : Font.Normal
        Accessible.ignored: true
    }
    CaptionLabel {
        x: root.beside ? title.width + Theme.gap12 : 0
        y: root.beside ? 1 : 18
        width: root.width - x
        height: 17
        text: root.caption
        visible: root.beside || root.twoLines
        Accessible.ignored: true
    }
}
