// One line of a LogView.
import QtQuick
import Glovebox.Theme

Item {
    id: root

    required property int index
    required property double number
    required property string time
    required property string source
    required property string level
    required property string text
    required property int match
    required property bool selected
    required property bool narrow
    required property real numberWidth
    required property real timeWidth
    required property real sourceWidth

    readonly property color levelColor: root.level === "E" ? Theme.failed : root.level === "W" ? Theme.attention : Theme.textTertiary
    readonly property color ink: root.match === 2 ? Theme.matchCurrentText : root.match === 1 ? Theme.matchText
                                : root.level === "E" ? Theme.failed
                                : root.level === "D" ? Theme.textTertiary : Theme.textPrimary

    signal pressed(row: int, extend: bool)

    height: Theme.monoLine
    Accessible.role: Accessible.ListItem
    Accessible.name: root.source + " " + root.text

    Rectangle {
        anchors.fill: parent
        color: root.match === 2 ? Theme.matchCurrentFill : root.match === 1 ? Theme.matchFill
             : root.selected ? Theme.surfaceSelected : "transparent"
    }
    Rectangle {
        width: 3 // selected, without colour
        height: parent.height
        color: Theme.link
        visible: root.selected
    }
    Row {
        x: Theme.gap12
        height: parent.height
        spacing: Theme.gap12

        FigureLabel {
            width: root.numberWidth - Theme.gap16
            height: parent.height
            text: root.number
            color: root.match > 0 ? root.ink : Theme.textTertiary
            visible: !root.narrow
        }
        MonoLabel {
            width: root.timeWidth - Theme.gap12
            height: parent.height
            text: root.time
            color: root.match > 0 ? root.ink : Theme.textTertiary
            elide: Text.ElideNone
        }
        MonoLabel {
            width: root.sourceWidth - Theme.gap12
            height: parent.height
            text: root.source
            color: root.match > 0 ? root.ink : Theme.textSecondary
        }
        MonoLabel {
            width: Theme.gap8
            height: parent.height
            text: root.level
            color: root.match > 0 ? root.ink : root.levelColor
            font.weight: Font.DemiBold
        }
        MonoLabel {
            id: body

            width: root.width - x - Theme.gap12 - Theme.scrollBarWidth
            height: parent.height
            text: root.text
            color: root.ink
            elide: Text.ElideRight
        }
    }
    MouseArea {
        anchors.fill: parent
        onPressed: mouse => root.pressed(root.index, (mouse.modifiers & Qt.ShiftModifier) !== 0)
    }
}
