// A title, and in rows of two lines a quieter remark below it.
import QtQuick
import Glovebox.Controls
import Glovebox.Theme

Item {
    id: root

    required property string title
    required property string caption
    property bool twoLines: false
    property bool strong: false
    property int titleElide: Text.ElideRight
    property color captionInk: Theme.textTertiary

    implicitHeight: root.twoLines ? Theme.sized(36) : Theme.sized(18)

    ElidedLabel {
        y: root.twoLines && root.caption === "" ? 9 : 0 // alone in the middle
        width: root.width
        height: Theme.sized(18)
        text: root.title
        elide: root.titleElide
        font.weight: root.strong ? Font.Medium : Font.Normal
        Accessible.ignored: true
    }
    ElidedLabel {
        objectName: "rowCaption"
        y: root.title === "" ? 9 : Theme.sized(18)
        width: root.width
        height: Theme.sized(17)
        text: root.caption
        color: root.captionInk
        font.pixelSize: Theme.captionSize
        visible: root.twoLines
        Accessible.ignored: true
    }
}
