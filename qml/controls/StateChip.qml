// A state: symbol, word, colour, in this order of importance. The one place where a tone becomes a chip.
import QtQuick
import Glovebox.Theme

Rectangle {
    id: root

    required property string tone
    required property string symbol
    required property string word
    // What is shown may be older than the world: a dashed symbol and no colour.
    property bool stale: false

    readonly property bool isFilled: root.tone === "attention" && !root.stale
    readonly property color toneColor: root.stale ? Theme.neutral : Theme.tone(root.tone)
    readonly property int symbolSize: Theme.sized(14)
    readonly property bool turns: root.symbol === "arc" && !root.stale

    // Symbol, gap and word at their natural width; narrower places shorten the word.
    implicitWidth: root.symbolSize + Theme.gap4 + 1 + natural.advanceWidth + 2 + Theme.gap16
    implicitHeight: Theme.chipHeight
    radius: root.implicitHeight / 2
    color: root.isFilled ? Theme.attentionFill : Theme.contrast ? "transparent" : Theme.wash(root.toneColor, Theme.dark ? 0.15 : 0.1)
    border.color: root.isFilled ? Theme.attentionBorder : Theme.contrast ? root.toneColor : "transparent"
    border.width: root.isFilled || Theme.contrast ? 1 : 0
    Accessible.role: Accessible.StaticText
    Accessible.name: root.word

    TextMetrics {
        id: natural

        text: root.word
        font.family: Theme.family
        font.pixelSize: Theme.captionSize
        font.weight: Font.DemiBold
    }
    Row {
        x: Theme.gap8
        height: parent.height
        spacing: Theme.gap4 + 1

        Icon {
            anchors.verticalCenter: parent.verticalCenter
            symbol: root.stale ? "state/dashed-question" : root.symbol === "" ? "" : "state/" + root.symbol
            visible: !root.turns
            size: root.symbolSize
            color: root.isFilled ? Theme.attentionText : root.toneColor
        }
        Spinner {
            anchors.verticalCenter: parent.verticalCenter
            visible: root.turns
            size: root.symbolSize
            color: root.toneColor
        }
        ElidedLabel {
            mayElide: false
            height: parent.height
            width: root.width - Theme.gap16 - Theme.gap4 - 1 - root.symbolSize
            text: root.word
            font.pixelSize: Theme.captionSize
            font.weight: Font.DemiBold
            color: root.isFilled ? Theme.attentionText : root.toneColor
            Accessible.ignored: true
        }
    }
}
