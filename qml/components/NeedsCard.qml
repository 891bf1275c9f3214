// What needs somebody, most urgent first: what, whose, for how long, and the one thing to do, which leads to its place.
pragma ComponentBehavior: Bound

import QtQuick
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

OverviewCard {
    id: root

    required property OverviewModel overview
    required property bool loaded
    required property bool stale
    required property string age

    readonly property bool twoLines: root.width < Theme.sized(640)
    readonly property real rowHeight: root.twoLines ? Theme.rowHeightTwoLines + 2 : Theme.sized(40)
    readonly property real wantedHeight: root.heightOf(Math.max(2, root.overview.needing))

    function heightOf(rows: int): real {
        return root.headHeight + rows * root.rowHeight + 2;
    }
    function rowsIn(height: real): int {
        return Math.max(0, Math.floor((height - root.headHeight - 2) / root.rowHeight));
    }
    function focusList(): void {
        list.forceActiveFocus();
    }

    objectName: "needsCard"
    title: qsTr("Needs you")
    figure: root.overview.needing === 0 ? "" : root.overview.needing === 1 ? qsTr("1 item") : qsTr("%1 items").arg(root.overview.needing)
    source: root.stale ? root.age : ""
    old: true
    loading: !root.loaded

    GlanceList {
        id: list

        // Whole rows only, as long as there are more than fit.
        readonly property real room: parent.height - 2

        objectName: "needsList"
        width: parent.width
        height: root.overview.needing * root.rowHeight > room ? Math.floor(room / root.rowHeight) * root.rowHeight : room
        focus: true
        rows: root.overview.needs
        label: qsTr("Needs you")
        visible: list.count > 0
        onVisibleChanged: if (list.visible)
            list.focus = true // in its card: hidden, it could not keep it
        onOpenRequested: row => {
            const item = list.itemAt(row);
            if (item !== null)
                root.overview.follow(item.target);
        }

        delegate: GlanceRow {
            id: need

            required property int index
            required property string what
            required property string object
            required property string detail
            required property string age
            required property string tone
            required property string symbol
            required property string action
            required property string target

            readonly property real room: ageText.x - Theme.gap12 - what.x

            objectName: "needRow"
            host: list
            row: need.index
            height: root.rowHeight
            last: need.index === list.count - 1

            Icon {
                id: icon

                x: Theme.gap16
                y: root.twoLines ? 8 : (parent.height - height) / 2
                symbol: "state/" + (root.stale ? "dashed-question" : need.symbol)
                color: root.stale ? Theme.neutral : Theme.tone(need.tone)
            }
            ElidedLabel {
                id: what

                x: icon.x + icon.width + Theme.gap8
                y: root.twoLines ? 6 : 0
                width: Math.min(Math.ceil(implicitWidth) + 1, root.twoLines ? need.room : need.room * 0.5)
                height: root.twoLines ? Theme.sized(20) : parent.height
                text: need.what
                font.weight: Font.DemiBold
                color: root.stale ? Theme.textSecondary : Theme.textPrimary
                Accessible.ignored: true
            }
            ElidedLabel {
                id: whose

                x: root.twoLines ? what.x : what.x + what.width + Theme.gap12
                y: root.twoLines ? Theme.sized(26) : 0
                width: Math.max(0, Math.min(Math.ceil(implicitWidth) + 1, what.x + need.room - x))
                height: root.twoLines ? Theme.sized(20) : parent.height
                text: need.object
                visible: width > 0
                Accessible.ignored: true
            }
            ElidedLabel {
                x: whose.x + (need.object === "" ? 0 : whose.width + Theme.gap12)
                y: whose.y
                width: Math.max(0, what.x + need.room - x)
                height: whose.height
                text: need.detail
                visible: width > 40
                color: Theme.textTertiary
                Accessible.ignored: true
            }
            PlainLabel {
                id: ageText

                objectName: "needAge"
                x: button.x - Theme.gap12 - width
                width: Theme.sized(76)
                height: parent.height
                horizontalAlignment: Text.AlignRight
                text: need.age
                color: Theme.textSecondary
                Accessible.ignored: true
            }
            PushButton {
                id: button

                objectName: "needAction"
                x: parent.width - Theme.gap16 - width
                y: (parent.height - height) / 2
                implicitHeight: Theme.sized(28)
                leftPadding: Math.max(Theme.gap12, (Theme.sized(96) - implicitContentWidth) / 2) // all of one width
                rightPadding: leftPadding
                text: need.action
                Accessible.name: need.action + ": " + need.what + " " + need.object
                onClicked: root.overview.follow(need.target)
            }
        }
    }
    Item {
        objectName: "nothingNeedsYou"
        anchors.centerIn: parent
        width: parent.width - Theme.gap32
        height: Theme.sized(40)
        visible: root.overview.needing === 0

        Row {
            anchors.centerIn: parent
            spacing: Theme.gap8

            Icon {
                anchors.verticalCenter: parent.verticalCenter
                symbol: root.stale ? "state/dashed-question" : "state/check-circle"
                size: Theme.sized(20)
                color: root.stale ? Theme.neutral : Theme.live
            }
            PlainLabel {
                anchors.verticalCenter: parent.verticalCenter
                text: root.stale ? qsTr("Nothing needed you") : qsTr("Nothing needs you")
                font.pixelSize: Theme.readingSize
            }
        }
    }
}
