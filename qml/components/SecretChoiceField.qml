// Secrets that a sandbox may use, as ticks side by side; and a warning when the rules let it reach none of their hosts.
pragma ComponentBehavior: Bound

import QtQuick
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Column {
    id: root

    required property SecretChoice choice

    visible: root.choice.count > 0
    spacing: Theme.gap4

    CaptionLabel {
        width: root.width
        text: qsTr("Secrets that it may use")
        color: Theme.textSecondary
        font.weight: Font.Medium
    }
    Grid {
        id: ticks

        readonly property int most: Math.max(1, Math.floor((root.width + Theme.gap12) / 260))

        columns: ticks.most
        columnSpacing: Theme.gap12
        rowSpacing: Theme.gap4

        Repeater {
            model: root.choice

            Item {
                id: tick

                required property int index
                required property string name
                required property string detail
                required property bool chosen

                width: (root.width - (ticks.most - 1) * Theme.gap12) / ticks.most
                height: 42

                CheckMark {
                    id: box

                    objectName: "secretTick" + tick.index
                    checked: tick.chosen
                    focusPolicy: Qt.StrongFocus
                    label: qsTr("%1, %2").arg(tick.name).arg(tick.detail)
                    onClicked: root.choice.toggle(tick.index)
                }
                TwoLineText {
                    x: box.width + Theme.gap8
                    y: 3
                    width: parent.width - x
                    twoLines: true
                    title: tick.name
                    caption: tick.detail
                    titleElide: Text.ElideMiddle

                    TapHandler {
                        onTapped: root.choice.toggle(tick.index)
                    }
                }
            }
        }
    }
    Row {
        width: root.width
        visible: root.choice.warning !== ""
        spacing: Theme.gap4

        Icon {
            id: mark

            y: Theme.gap2
            symbol: "state/triangle-bang"
            size: 14
            color: Theme.attention
        }
        CaptionLabel {
            objectName: "secretsWarning"
            width: root.width - mark.width - Theme.gap4
            text: root.choice.warning
            color: Theme.attention
            wrapMode: Text.Wrap
            elide: Text.ElideNone
        }
    }
}
