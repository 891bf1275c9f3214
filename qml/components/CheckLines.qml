// What was put right in a guest before anybody's command ran there: a mark and a word each, and why not in red.
pragma ComponentBehavior: Bound

import QtQuick
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Column {
    id: root

    required property CheckList checks
    property string age: "" // "12 min ago"

    spacing: Theme.gap4
    visible: root.checks.count > 0

    Item {
        width: root.width
        height: Theme.sized(20)

        SectionLabel {
            height: parent.height
            text: qsTr("Checks")
        }
        CaptionLabel {
            anchors.right: parent.right
            anchors.rightMargin: Theme.gap4 // off the scroll bar
            height: parent.height
            text: root.age
        }
    }
    Repeater {
        model: root.checks

        Item {
            id: line

            required property string name
            required property bool ok
            required property string detail

            objectName: "check"
            width: root.width
            height: Math.max(Theme.sized(20), words.height)
            Accessible.role: Accessible.StaticText
            Accessible.name: line.ok ? qsTr("%1: done, %2").arg(line.name).arg(line.detail) : qsTr("%1: failed, %2").arg(line.name).arg(line.detail)

            Icon {
                y: 2
                symbol: line.ok ? "state/check" : "state/octagon-cross"
                color: line.ok ? Theme.live : Theme.failed
            }
            PlainLabel {
                x: Theme.gap24
                width: Theme.sized(116)
                height: Theme.sized(20)
                text: line.name
                Accessible.ignored: true
            }
            PlainLabel {
                id: words

                x: Theme.sized(144)
                width: parent.width - x
                text: line.detail
                color: line.ok ? Theme.textSecondary : Theme.failed
                wrapMode: Text.Wrap
                elide: Text.ElideNone
                topPadding: 1
                bottomPadding: 1
                Accessible.ignored: true
            }
        }
    }
}
