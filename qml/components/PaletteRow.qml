// A row of the palette: symbol, name, what it is done to, its key; and why it cannot be done now.
import QtQuick
import Glovebox.Controls
import Glovebox.Theme

Item {
    id: root

    required property int index
    required property string label
    required property string object
    required property string symbol
    required property string keys
    required property string why
    required property string section // it is the first of
    required property string spoken
    property bool isCurrent: false

    readonly property bool possible: root.why === ""
    readonly property real headHeight: root.section === "" ? 0 : Theme.sized(28)
    readonly property color ink: root.possible ? Theme.textPrimary : Theme.textTertiary

    signal chosen
    signal pointed

    objectName: "paletteRow"
    implicitHeight: root.headHeight + Theme.rowHeight + (root.possible ? 0 : reason.implicitHeight)
    Accessible.role: Accessible.ListItem
    Accessible.name: root.spoken
    Accessible.selected: root.isCurrent
    Accessible.onPressAction: root.chosen()

    CaptionLabel {
        objectName: "paletteSection"
        x: Theme.gap12
        height: root.headHeight
        verticalAlignment: Text.AlignVCenter
        text: root.section
        visible: root.section !== ""
        font.weight: Font.Medium
        Accessible.ignored: true
    }
    Item {
        id: body

        y: root.headHeight
        width: parent.width
        height: parent.height - y

        Rectangle {
            anchors.fill: parent
            radius: Theme.radius
            color: root.isCurrent ? Theme.surfaceSelected : "transparent"
            border.color: Theme.focusRing
            border.width: root.isCurrent && Theme.contrast ? Theme.focusWidth : 0
        }
        MouseArea {
            anchors.fill: parent
            hoverEnabled: true
            onPositionChanged: root.pointed()
            onClicked: root.chosen()
        }
        Icon {
            x: Theme.gap12
            y: (Theme.rowHeight - height) / 2
            symbol: root.symbol
            color: root.ink
        }
        ElidedLabel {
            id: name

            objectName: "paletteLabel"
            x: Theme.gap32 + Theme.gap8
            width: Math.min(implicitWidth + 1, (tail.visible ? tail.x : body.width) - x - Theme.gap12)
            height: Theme.rowHeight
            verticalAlignment: Text.AlignVCenter
            mayElide: true
            text: root.label
            color: root.ink
            Accessible.ignored: true
        }
        ElidedLabel {
            x: name.x + name.width + Theme.gap12
            width: Math.max(0, tail.x - x - Theme.gap12)
            height: Theme.rowHeight
            verticalAlignment: Text.AlignVCenter
            mayElide: true
            text: root.object
            color: Theme.textTertiary
            font.pixelSize: Theme.captionSize
            Accessible.ignored: true
        }
        CaptionLabel {
            id: tail

            x: parent.width - width - Theme.gap12
            height: Theme.rowHeight
            verticalAlignment: Text.AlignVCenter
            text: root.keys
            color: root.isCurrent ? Theme.textSecondary : Theme.textTertiary
            Accessible.ignored: true
        }
        CaptionLabel {
            id: reason

            objectName: "paletteWhy"
            x: name.x
            y: Theme.rowHeight - Theme.gap8
            width: parent.width - x - Theme.gap12
            visible: !root.possible
            text: root.why
            wrapMode: Text.Wrap
            elide: Text.ElideNone
            Accessible.ignored: true
        }
    }
}
