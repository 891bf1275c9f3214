import QtQuick
import Glovebox.Controls
import Glovebox.Theme

Item {
    id: root

    required property string title
    required property string text
    required property string duration
    required property string time
    required property bool first

    Rectangle {
        x: Theme.gap16
        y: Theme.gap4
        width: parent.width - Theme.gap32
        height: 1
        color: Theme.borderSubtle
        visible: !root.first
    }
    Row {
        x: Theme.gap16
        y: Theme.gap8
        height: parent.height - Theme.gap8
        spacing: Theme.gap12

        MonoLabel {
            width: Theme.sized(62)
            height: parent.height
            text: root.time
            color: Theme.textTertiary
            elide: Text.ElideNone
            Accessible.ignored: true
        }
        PlainLabel {
            height: parent.height
            text: root.title
            font.weight: Font.DemiBold
            Accessible.ignored: true
        }
        CaptionLabel {
            height: parent.height
            text: root.text
            Accessible.ignored: true
        }
    }
    FigureLabel {
        anchors.right: parent.right
        anchors.rightMargin: Theme.gap16
        y: Theme.gap8
        height: parent.height - Theme.gap8
        text: root.duration
        color: Theme.textTertiary
        Accessible.ignored: true
    }
}
