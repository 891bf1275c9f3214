// How much of this host is taken, and how many more sandboxes there is room for.
pragma ComponentBehavior: Bound

import QtQuick
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

OverviewCard {
    id: root

    required property CapacityList capacity
    required property HostStatus host

    property bool inLine: false // the bars stand side by side

    readonly property real cell: root.inLine ? (root.width - 2 * Theme.gap16 - 3 * Theme.gap24) / 4 : root.width - 2 * Theme.gap16
    readonly property real wantedHeight: root.headHeight + Theme.gap8 + (root.inLine ? 36 : 4 * 36) + 34

    objectName: "capacityCard"
    title: qsTr("Capacity")
    figure: root.capacity.slotsText
    source: qsTr("This host, %1").arg(root.host.age.toLowerCase())
    old: root.host.stale
    loading: !root.host.known

    Grid {
        x: Theme.gap16
        y: Theme.gap8
        columns: root.inLine ? 4 : 1
        columnSpacing: Theme.gap24
        rowSpacing: 2

        Repeater {
            model: root.capacity

            Meter {
                id: bar

                required property string hint

                objectName: "capacityBar"
                width: root.cell
                ink: root.host.stale ? Theme.neutral : bar.share > 0.9 ? Theme.attention : Theme.progress

                HoverHandler {
                    id: over
                }
                Hint {
                    text: bar.hint
                    shown: over.hovered
                }
            }
        }
    }
    Row {
        x: Theme.gap16
        y: root.height - root.headHeight - 34
        height: 26
        spacing: Theme.gap8

        Icon {
            anchors.verticalCenter: parent.verticalCenter
            symbol: root.capacity.full ? "state/triangle-bang" : "state/check"
            size: 14
            color: root.capacity.full ? Theme.attention : Theme.textTertiary
        }
        ElidedLabel {
            objectName: "roomText"
            width: root.width - 2 * Theme.gap16 - 22
            height: parent.height
            text: root.capacity.room
            color: root.capacity.full ? Theme.attention : Theme.textPrimary
        }
    }
}
