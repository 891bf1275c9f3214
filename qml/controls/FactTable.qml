// Label and value, one pair per line; ids can be copied.
pragma ComponentBehavior: Bound

import QtQuick
import Glovebox.Theme

Column {
    id: root

    property alias model: repeater.model
    property real labelWidth: 112

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

            width: root.width
            height: Math.max(26, value.height + Theme.gap8)
            Accessible.role: Accessible.StaticText
            Accessible.name: fact.label + ": " + fact.value

            CaptionLabel {
                y: Theme.gap4
                width: root.labelWidth - Theme.gap8
                height: 18
                text: fact.label
                Accessible.ignored: true
            }
            PlainLabel {
                id: value

                x: root.labelWidth
                y: Theme.gap4
                width: parent.width - x - (copyButton.visible ? copyButton.width : 0)
                text: fact.value
                font.family: fact.mono ? Theme.monoFamily : Theme.family
                font.pixelSize: fact.mono ? Theme.monoSize : Theme.bodySize
                lineHeight: 18
                lineHeightMode: Text.FixedHeight
                wrapMode: fact.mono ? Text.NoWrap : Text.Wrap
                elide: fact.mono ? Text.ElideMiddle : Text.ElideNone
                Accessible.ignored: true
            }
            IconButton {
                id: copyButton

                anchors.right: parent.right
                anchors.verticalCenter: parent.verticalCenter
                implicitWidth: 26
                implicitHeight: 24
                symbol: "copy"
                label: qsTr("Copy %1").arg(fact.label)
                ink: Theme.textTertiary
                visible: fact.copy !== ""
                onClicked: root.copyRequested(fact.copy)
            }
        }
    }
}
