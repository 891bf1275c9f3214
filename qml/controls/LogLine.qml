// One line of a LogView, and below it what it was unfolded to.
import QtQuick
import Glovebox.Theme

Item {
    id: root

    required property int index
    required property double number
    required property string time
    required property string timeFull
    required property string source
    required property string level
    required property string text
    required property string styled // with a guest's colours; empty: it has none
    required property bool gap
    required property bool context // a neighbour that the filter leaves out
    required property int match
    required property int matchStart
    required property int matchLength
    required property bool selected
    required property string unfold // "JSON", "38 KB"; empty: there is no more
    required property string detail // what there is more
    required property bool narrow
    required property bool wrap
    required property real numberWidth
    required property real timeWidth
    required property real sourceWidth
    required property real letterWidth

    readonly property color levelColor: root.level === "E" ? Theme.failed : root.level === "W" ? Theme.attention : Theme.textTertiary
    readonly property color ink: root.context ? Theme.textTertiary : root.level === "E" ? Theme.failed : root.level === "D" ? Theme.textTertiary : Theme.textPrimary
    readonly property bool isMore: root.unfold !== ""
    readonly property real textX: words.x + message.x
    readonly property real moreX: words.x + more.x

    signal unfoldRequested

    /// Whether a press there is for the button.
    function isButtonAt(x: real, y: real): bool {
        return root.isMore && y < words.height && x >= root.moreX && x < root.moreX + more.width;
    }

    height: words.height + (below.active ? below.height : 0)
    Accessible.role: Accessible.ListItem
    Accessible.name: root.source + " " + root.text

    Rectangle {
        anchors.fill: parent
        visible: root.selected || root.match === 2 || root.gap
        color: root.selected ? Theme.surfaceSelected : root.match === 2 ? Theme.surfaceRaised : Theme.warningFill
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
    Item {
        id: words

        x: Theme.gap12
        height: Math.max(Theme.monoLine, message.implicitHeight)
        width: parent.width - Theme.gap12 - Theme.scrollBarWidth

        FigureLabel {
            id: number

            width: root.narrow ? 0 : root.numberWidth - Theme.gap16
            height: Theme.monoLine
            text: root.number
            color: Theme.textTertiary
            visible: !root.narrow
        }
        MonoLabel {
            id: time

            x: number.width + (root.narrow ? 0 : Theme.gap12)
            width: root.timeWidth - Theme.gap12
            height: Theme.monoLine
            text: root.time
            color: Theme.textTertiary
            elide: Text.ElideNone
        }
        MonoLabel {
            id: source

            readonly property bool mayElide: true

            x: time.x + time.width + Theme.gap12
            elide: Text.ElideMiddle
            width: root.sourceWidth - Theme.gap12
            height: Theme.monoLine
            text: root.source
            color: Theme.textSecondary
        }
        MonoLabel {
            id: level

            x: source.x + source.width + Theme.gap12
            width: Theme.sized(12) // the bold face is wider than 8
            height: Theme.monoLine
            text: root.context ? "·" : root.level // outside the filter, without colour
            color: root.levelColor
            font.weight: Font.DemiBold
        }
        MonoLabel {
            id: message

            readonly property bool mayElide: true

            x: level.x + level.width + Theme.gap8
            width: parent.width - x - (root.isMore ? more.width + Theme.gap4 : 0)
            text: root.text
            color: root.styled === "" ? root.ink : "transparent"
            wrapMode: root.wrap ? Text.WrapAnywhere : Text.NoWrap
            lineHeightMode: Text.FixedHeight
            lineHeight: Theme.monoLine
            verticalAlignment: Text.AlignTop
            elide: root.wrap ? Text.ElideNone : Text.ElideRight
            clip: true

            Loader {
                anchors.fill: parent
                active: root.styled !== ""

                sourceComponent: PlainLabel { // only what ansi.h makes: the guest's letters in it are no markup
                    textFormat: Text.StyledText
                    font.family: Theme.monoFamily
                    font.pixelSize: Theme.monoSize
                    text: root.styled // qmllint disable unqualified
                    color: root.ink // qmllint disable unqualified
                    wrapMode: message.wrapMode // qmllint disable unqualified
                    lineHeightMode: Text.FixedHeight
                    lineHeight: Theme.monoLine
                    verticalAlignment: Text.AlignTop
                    elide: Text.ElideNone
                    Accessible.ignored: true
                }
            }
            Loader {
                active: root.matchStart >= 0

                sourceComponent: MatchMark {
                    // Wrapped, a line has as many letters as fit: each is as wide as the next.
                    readonly property int fitting: root.wrap ? Math.max(1, Math.floor(message.width / root.letterWidth)) : 1e6 // qmllint disable unqualified
                    readonly property int row: Math.floor(root.matchStart / fitting) // qmllint disable unqualified

                    y: row * Theme.monoLine
                    height: Theme.monoLine
                    before: root.text.substring(row * fitting, root.matchStart) // qmllint disable unqualified
                    text: root.text.substring(root.matchStart, Math.min(root.matchStart + root.matchLength, (row + 1) * fitting)) // qmllint disable unqualified
                    isCurrent: root.match === 2 // qmllint disable unqualified
                }
            }
        }
        Loader {
            id: more

            x: parent.width - width
            active: root.isMore

            sourceComponent: MonoLabel {
                objectName: "unfold"
                height: Theme.monoLine
                text: (root.detail !== "" ? qsTr("hide %1") : qsTr("show %1")).arg(root.unfold) // qmllint disable unqualified
                color: Theme.link
                elide: Text.ElideNone
                Accessible.role: Accessible.Button
                Accessible.name: text
                Accessible.onPressAction: root.unfoldRequested() // qmllint disable unqualified
            }
        }
    }
    Loader {
        id: below

        active: root.detail !== ""
        y: words.height
        x: root.textX
        width: root.width - x - Theme.scrollBarWidth - Theme.gap12

        sourceComponent: MonoLabel {
            objectName: "logDetail"
            text: root.detail // qmllint disable unqualified
            color: Theme.textSecondary
            wrapMode: Text.WrapAnywhere
            elide: Text.ElideNone
            leftPadding: Theme.gap8
            topPadding: Theme.gap4
            bottomPadding: Theme.gap8

            Rectangle {
                width: Theme.gap2
                height: parent.height
                color: Theme.borderControl
            }
        }
    }
}
