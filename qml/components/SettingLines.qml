// Lines of two columns to be read: what it is, with a line about it, and where it comes from.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic as Basic
import Glovebox.Controls
import Glovebox.Theme

ListView {
    id: root

    required property string label
    required property var lines // {name, value, from, meaning} each

    readonly property bool narrow: root.width < Theme.sized(720)

    clip: true
    boundsBehavior: Flickable.StopAtBounds
    activeFocusOnTab: true
    keyNavigationEnabled: true
    model: root.lines
    Accessible.role: Accessible.List
    Accessible.name: root.label
    Basic.ScrollBar.vertical: ThinScrollBar {}

    delegate: Item {
        id: line

        required property var modelData

        width: root.width - Theme.scrollBarWidth
        height: words.height + Theme.gap16
        Accessible.role: Accessible.ListItem
        Accessible.name: [line.modelData.name, line.modelData.value, line.modelData.from, line.modelData.meaning].join(", ")

        Rectangle { // where the keyboard is
            anchors.fill: parent
            anchors.margins: 1
            color: line.ListView.isCurrentItem && root.activeFocus ? Theme.surfaceSelected : "transparent"
            border.color: Theme.focusRing
            border.width: line.ListView.isCurrentItem && root.activeFocus ? Theme.focusWidth : 0
            radius: Theme.radius
        }
        Column {
            id: words

            x: Theme.gap8
            y: Theme.gap8
            width: parent.width - 2 * Theme.gap8
            spacing: Theme.gap2

            Grid {
                columns: root.narrow ? 1 : 3
                columnSpacing: Theme.gap12
                rowSpacing: Theme.gap2

                MonoLabel {
                    width: root.narrow ? words.width : Math.floor((words.width - 2 * Theme.gap12) * 0.32)
                    text: line.modelData.name
                    wrapMode: Text.WrapAnywhere
                    elide: Text.ElideNone
                    Accessible.ignored: true
                }
                PlainLabel {
                    width: root.narrow ? words.width : Math.floor((words.width - 2 * Theme.gap12) * 0.36)
                    text: line.modelData.value
                    font.weight: Font.DemiBold
                    wrapMode: Text.Wrap
                    elide: Text.ElideNone
                    Accessible.ignored: true
                }
                PlainLabel {
                    width: root.narrow ? words.width : Math.floor((words.width - 2 * Theme.gap12) * 0.32)
                    text: line.modelData.from
                    color: Theme.textSecondary
                    wrapMode: Text.Wrap
                    elide: Text.ElideNone
                    Accessible.ignored: true
                }
            }
            CaptionLabel {
                width: parent.width
                text: line.modelData.meaning
                color: Theme.textSecondary
                wrapMode: Text.Wrap
                elide: Text.ElideNone
                Accessible.ignored: true
            }
        }
    }
}
