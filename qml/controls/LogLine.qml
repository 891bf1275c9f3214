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
    required property string styled // with a guest's colours; empty: it has none
    required property bool gap
    required property int match
    required property int matchStart
    required property int matchLength
    required property bool selected
    required property bool narrow
    required property real numberWidth
    required property real timeWidth
    required property real sourceWidth

    readonly property color levelColor: root.level === "E" ? Theme.failed : root.level === "W" ? Theme.attention : Theme.textTertiary
    readonly property color ink: root.level === "E" ? Theme.failed : root.level === "D" ? Theme.textTertiary : Theme.textPrimary

    signal pressed(row: int, extend: bool)

    height: Theme.monoLine
    Accessible.role: Accessible.ListItem
    Accessible.name: root.source + " " + root.text

    Rectangle {
        anchors.fill: parent
        color: root.selected ? Theme.surfaceSelected : root.match === 2 ? Theme.surfaceRaised : root.gap ? Theme.warningFill : "transparent"
    }
    Rectangle { // lines are missing: seen without colour too
        width: parent.width
        height: Theme.hair
        color: Theme.attention
        visible: root.gap
    }
    Rectangle {
        width: 3 // selected, or the match one stands at, without colour
        height: parent.height
        color: root.selected ? Theme.link : Theme.attention
        visible: root.selected || root.match === 2
    }
    Row {
        x: Theme.gap12
        height: parent.height
        spacing: Theme.gap12

        FigureLabel {
            width: root.numberWidth - Theme.gap16
            height: parent.height
            text: root.number
            color: Theme.textTertiary
            visible: !root.narrow
        }
        MonoLabel {
            width: root.timeWidth - Theme.gap12
            height: parent.height
            text: root.time
            color: Theme.textTertiary
            elide: Text.ElideNone
        }
        ElidedLabel {
            mono: true
            elide: Text.ElideMiddle
            width: root.sourceWidth - Theme.gap12
            height: parent.height
            text: root.source
            mayElide: root.narrow || root.source.length > 18
            color: Theme.textSecondary
        }
        MonoLabel {
            width: Theme.gap8
            height: parent.height
            text: root.level
            color: root.levelColor
            font.weight: Font.DemiBold
        }
        ElidedLabel {
            mono: true
            width: root.width - x - Theme.gap12 - Theme.scrollBarWidth
            height: parent.height
            text: root.text
            color: root.styled === "" ? root.ink : "transparent"
            clip: true

            PlainLabel { // only what ansi.h makes: the guest's letters in it are no markup
                anchors.fill: parent
                textFormat: Text.StyledText
                font.family: Theme.monoFamily
                font.pixelSize: Theme.monoSize
                text: root.styled
                color: root.ink
                elide: Text.ElideNone
                visible: root.styled !== ""
                Accessible.ignored: true
            }
            MatchMark {
                height: parent.height
                visible: root.matchStart >= 0
                before: root.matchStart >= 0 ? root.text.substring(0, root.matchStart) : ""
                text: root.matchStart >= 0 ? root.text.substring(root.matchStart, root.matchStart + root.matchLength) : ""
                isCurrent: root.match === 2
            }
        }
    }
    MouseArea {
        anchors.fill: parent
        onPressed: mouse => root.pressed(root.index, (mouse.modifiers & Qt.ShiftModifier) !== 0)
    }
}
