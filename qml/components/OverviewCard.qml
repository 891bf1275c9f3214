// One part of the Overview page: what it is about, how much of it there is, and which side says so and when.
import QtQuick
import Glovebox.Controls
import Glovebox.Theme

Card {
    id: root

    required property string title
    property string figure: "" // beside the title
    property string source: "" // "Control plane, read 6 s ago"
    property bool old: false // what it says may be wrong by now
    property bool loading: false
    property alias tools: tools.data // at the right end of the head
    default property alias content: inside.data

    readonly property int headHeight: Theme.sized(40)

    Accessible.role: Accessible.Grouping
    Accessible.name: root.figure === "" ? root.title : root.title + ", " + root.figure

    SectionLabel {
        id: heading

        x: Theme.gap16
        height: root.headHeight
        text: root.title
    }
    PlainLabel {
        id: amount

        objectName: "cardFigure"
        x: heading.x + heading.width + Theme.gap8
        height: root.headHeight
        text: root.loading ? "" : root.figure
        color: Theme.textTertiary
    }
    CaptionLabel {
        objectName: "cardSource"
        readonly property bool mayElide: true // gives way in narrow cards

        x: amount.x + amount.width + Theme.gap12
        width: Math.max(0, tools.x - x - Theme.gap8)
        height: root.headHeight
        horizontalAlignment: Text.AlignRight
        text: root.source
        color: root.old ? Theme.attention : Theme.textTertiary
        visible: width > 48
    }
    Row {
        id: tools

        x: root.width - width - (width > 0 ? Theme.gap4 : Theme.gap8)
        y: (root.headHeight - height) / 2
    }
    Rectangle {
        x: Theme.gap16
        y: root.headHeight - 1
        width: parent.width - 2 * x
        height: 1
        color: Theme.borderSubtle
    }
    Item {
        id: inside

        y: root.headHeight
        width: parent.width
        height: parent.height - y
        visible: !root.loading
    }
    Item {
        y: root.headHeight
        width: parent.width
        height: parent.height - y - 1
        clip: true

        SkeletonRows {
            width: parent.width
            shown: root.loading
        }
    }
}
