// What today cost so far: two figures that nothing adds.
import QtQuick
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

OverviewCard {
    id: root

    required property DayGlance today

    property bool inLine: false

    readonly property real wantedHeight: root.headHeight + (root.inLine ? Theme.sized(38) : 2 * Theme.sized(30) + Theme.gap12)
    readonly property real half: root.inLine ? (root.width - 2 * Theme.gap16 - Theme.gap32) / 2 : root.width - 2 * Theme.gap16

    signal openRequested

    objectName: "costTodayCard"
    title: qsTr("Cost today")
    source: root.today.problem !== "" ? qsTr("Not read: %1").arg(root.today.problem) : root.today.asOf
    old: root.today.problem !== ""
    loading: !root.today.known && root.today.problem === ""
    tools: IconButton {
        objectName: "openCosts"
        symbol: "chevron-right"
        label: qsTr("Open Costs")
        keys: "G C"
        onClicked: root.openRequested()
    }

    Item {
        x: Theme.gap16
        y: root.inLine ? Theme.gap4 : Theme.gap8
        width: root.half
        height: Theme.sized(28)
        Accessible.role: Accessible.StaticText
        Accessible.name: qsTr("List cost today, as the control plane reports it: %1").arg(root.today.list)

        PlainLabel {
            height: parent.height
            text: root.half < 340 ? qsTr("List cost") : qsTr("List cost (model + runtime)")
            color: Theme.textSecondary
            Accessible.ignored: true
        }
        PlainLabel {
            objectName: "listToday"
            anchors.right: parent.right
            height: parent.height
            text: root.today.list
            font.weight: Font.DemiBold
            Accessible.ignored: true
        }
    }
    Item {
        x: root.inLine ? Theme.gap16 + root.half + Theme.gap32 : Theme.gap16
        y: root.inLine ? Theme.gap4 : Theme.gap8 + Theme.sized(30)
        width: root.half
        height: Theme.sized(28)
        Accessible.role: Accessible.StaticText
        Accessible.name: qsTr("Local compute today, at your rate: %1").arg(root.today.local)

        PlainLabel {
            height: parent.height
            text: root.half < 340 ? qsTr("Local compute") : qsTr("Local compute (your rate)")
            color: Theme.textSecondary
            Accessible.ignored: true
        }
        PlainLabel {
            objectName: "localToday"
            anchors.right: parent.right
            height: parent.height
            text: root.today.local
            font.weight: Font.DemiBold
            Accessible.ignored: true
        }
    }
}
