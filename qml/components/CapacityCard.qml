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

    readonly property int columns: !root.inLine ? 1 : root.width < Theme.sized(800) ? 2 : 4
    readonly property real cell: (root.width - 2 * Theme.gap16 - (root.columns - 1) * Theme.gap24) / root.columns
    readonly property real wantedHeight: root.headHeight + Theme.gap8 + Theme.sized(36) * 4 / root.columns + Theme.sized(36)
    readonly property real air: Math.max(2, Math.min(Theme.sized(16), (root.height - root.wantedHeight) / 4 + 2)) // where there is room

    objectName: "capacityCard"
    title: qsTr("Capacity")
    figure: root.capacity.slotsText
    source: qsTr("This host, %1").arg(root.host.age.toLowerCase())
    old: root.host.stale
    loading: !root.host.known

    Grid {
        id: bars

        x: Theme.gap16
        y: Theme.gap8
        columns: root.columns
        columnSpacing: Theme.gap24
        rowSpacing: root.air

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
        y: bars.y + bars.height + root.air
        height: Theme.sized(26)
        spacing: Theme.gap8

        Icon {
            anchors.verticalCenter: parent.verticalCenter
            symbol: root.capacity.full ? "state/triangle-bang" : "state/check"
            size: Theme.sized(14)
            color: root.capacity.full ? Theme.attention : Theme.textTertiary
        }
        ElidedLabel {
            objectName: "roomText"
            width: root.width - 2 * Theme.gap16 - Theme.sized(22)
            height: parent.height
            text: root.capacity.room
            color: root.capacity.full ? Theme.attention : Theme.textPrimary
        }
    }
}
