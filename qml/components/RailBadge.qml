// How many things on a page need somebody.
import QtQuick
import Glovebox.Controls
import Glovebox.Theme

Rectangle {
    id: root

    required property int count
    required property string tone

    readonly property bool asks: root.tone === "attention"
    readonly property bool informs: root.tone === "progress" // under way: nobody has to do anything

    width: Math.max(height, label.implicitWidth + Theme.gap8)
    height: Theme.sized(18)
    radius: 9
    visible: root.count > 0
    color: root.asks ? Theme.attentionFill : root.informs ? Theme.infoFill : Theme.dangerFill
    border.color: root.asks ? Theme.attentionBorder : root.informs ? Theme.progress : "transparent"
    border.width: root.asks || root.informs ? 1 : 0

    PlainLabel {
        id: label

        anchors.centerIn: parent
        text: root.count
        font.pixelSize: Theme.captionSize
        font.weight: Font.DemiBold
        color: root.asks ? Theme.attentionText : root.informs ? Theme.infoText : Theme.dangerText
        Accessible.ignored: true
    }
}
