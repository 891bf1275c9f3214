// A state without its chip, for places where a chip would shout.
import QtQuick
import Glovebox.Theme

Row {
    id: root

    required property string tone
    required property string symbol
    required property string word
    property bool strong: false
    property real maximumWidth: 10000

    readonly property color toneColor: Theme.tone(root.tone)

    spacing: Theme.gap4 + 2
    Accessible.role: Accessible.StaticText
    Accessible.name: root.word

    Icon {
        anchors.verticalCenter: parent.verticalCenter
        symbol: root.symbol === "" ? "" : "state/" + root.symbol
        visible: root.symbol !== "" && root.symbol !== "arc"
        size: Theme.sized(14)
        color: root.toneColor
    }
    Spinner {
        anchors.verticalCenter: parent.verticalCenter
        visible: root.symbol === "arc"
        size: Theme.sized(14)
        color: root.toneColor
    }
    ElidedLabel {
        anchors.verticalCenter: parent.verticalCenter
        width: Math.max(0, Math.min(implicitWidth, root.maximumWidth - Theme.sized(20)))
        text: root.word
        mayElide: root.maximumWidth < 10000 && root.word.length > 28
        color: root.strong || root.tone === "attention" || root.tone === "failed" ? root.toneColor : Theme.textSecondary
        font.weight: root.strong || root.tone === "attention" ? Font.DemiBold : Font.Normal
        Accessible.ignored: true
    }
}
