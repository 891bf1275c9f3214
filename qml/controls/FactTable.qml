// Label and value, one pair per line; ids can be copied.
pragma ComponentBehavior: Bound

import QtQuick
import Glovebox.Theme

Column {
    id: root

    property alias model: repeater.model
    property real labelWidth: Theme.sized(112) // as wide as the longest label where one is longer
    property real widest: 0
    readonly property real labelRoom: Math.min(Math.max(root.labelWidth, root.widest + Theme.gap8), root.width / 2)
    property real lineHeight: Theme.sized(26)
    property real figureWidth: 0 // numbers stand under each other, this far from their labels; 0: no numbers

    signal copyRequested(text: string)

    spacing: 0

    Repeater {
        id: repeater

        Item {
            id: fact

            required property string label
            required property string value
            required property bool mono
            required property string copy
            required property bool warning

            width: root.width
            height: Math.max(root.lineHeight, value.height + root.lineHeight - Theme.sized(18))
            Accessible.role: Accessible.StaticText
            Accessible.name: fact.label + ": " + fact.value

            CaptionLabel {
                y: (root.lineHeight - Theme.sized(18)) / 2
                width: root.labelRoom - Theme.gap8
                height: Theme.sized(18)
                onImplicitWidthChanged: root.widest = Math.max(root.widest, Math.ceil(implicitWidth))
                Component.onCompleted: root.widest = Math.max(root.widest, Math.ceil(implicitWidth))
                text: fact.label
                Accessible.ignored: true
            }
            ElidedLabel {
                id: value

                readonly property real room: parent.width - x - (copyButton.visible ? copyButton.width + Theme.gap4 : 0)

                x: root.labelRoom
                y: (root.lineHeight - Theme.sized(18)) / 2
                width: fact.mono && root.figureWidth > 0 ? root.figureWidth : room
                text: fact.value
                color: fact.warning ? Theme.attention : Theme.textPrimary
                horizontalAlignment: fact.mono && root.figureWidth > 0 ? Text.AlignRight : Text.AlignLeft
                mono: fact.mono
                mayElide: fact.mono
                lineHeight: Theme.sized(18)
                lineHeightMode: Text.FixedHeight
                wrapMode: fact.mono ? Text.NoWrap : Text.Wrap
                elide: fact.mono ? Text.ElideMiddle : Text.ElideNone
                Accessible.ignored: true
            }
            IconButton {
                id: copyButton

                // Beside what it copies, not at the far edge of a wide pane.
                x: Math.min(parent.width - width, root.labelRoom + Math.ceil(value.contentWidth) + Theme.gap4)
                y: (root.lineHeight - height) / 2 // beside the first line
                implicitWidth: Theme.sized(26)
                implicitHeight: Theme.sized(24)
                symbol: "copy"
                label: qsTr("Copy %1").arg(fact.label)
                ink: Theme.textTertiary
                visible: fact.copy !== ""
                onClicked: root.copyRequested(fact.copy)
            }
        }
    }
}
