// A value with its name above it; several stand in a row.
import QtQuick
import Glovebox.Theme

Column {
    id: root

    required property string label
    required property string value
    property string shortLabel: root.label // where the other has no room
    property bool mono: false
    property bool notable: false

    spacing: Theme.gap2
    Accessible.role: Accessible.StaticText
    Accessible.name: root.label + ": " + root.value

    TextMetrics {
        id: natural

        text: root.label
        font: caption.font
    }
    CaptionLabel {
        id: caption

        width: root.width - Theme.gap4
        text: natural.advanceWidth > width ? root.shortLabel : root.label
        Accessible.ignored: true
    }
    ElidedLabel {
        width: root.width - Theme.gap4
        text: root.value
        color: root.notable ? Theme.attention : Theme.textPrimary
        mono: root.mono
        mayElide: root.value.length > (root.mono ? 16 : 24) // ids, addresses, lists of names; figures stay whole
        font.weight: root.notable ? Font.DemiBold : Font.Normal
        elide: root.mono ? Text.ElideMiddle : Text.ElideRight
        lineHeight: Theme.sized(18)
        lineHeightMode: Text.FixedHeight
        Accessible.ignored: true
    }
}
