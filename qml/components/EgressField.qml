// Which of this host's egress profiles: its name from a list, and below it what that one lets through.
import QtQuick
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Column {
    id: root

    required property EgressChoice choice
    required property string label

    spacing: Theme.gap4

    ChoiceBox {
        objectName: "egressChoice"
        width: root.width
        label: root.label
        model: root.choice.titles
        details: root.choice.details
        currentIndex: root.choice.current
        onActivated: index => root.choice.current = index
    }
    Row {
        width: root.width
        visible: root.choice.open || root.choice.unknown || root.choice.text !== ""
        spacing: Theme.gap4

        Icon {
            id: mark

            y: 1
            visible: root.choice.open || root.choice.unknown
            symbol: "state/triangle-bang"
            size: Theme.sized(14)
            color: Theme.attention
        }
        CaptionLabel {
            objectName: "egressText"
            width: root.width - (mark.visible ? mark.width + Theme.gap4 : 0)
            text: root.choice.text
            color: mark.visible ? Theme.attention : Theme.textTertiary
            wrapMode: Text.Wrap
            elide: Text.ElideNone
        }
    }
}
