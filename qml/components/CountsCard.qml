// Sessions, or sandboxes, by state. Each count opens the list of what was counted.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic as Basic
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

OverviewCard {
    id: root

    required property StateCounts counts
    required property bool stale

    property real widest: Theme.sized(148) // or more, where words are longer
    readonly property int columns: Math.max(2, Math.floor((root.width - Theme.gap16) / root.widest))
    readonly property real cell: (root.width - Theme.gap16) / root.columns
    readonly property int lines: Math.ceil(repeater.count / root.columns)
    readonly property real wantedHeight: root.headHeight + root.lines * Theme.sized(34) + Theme.gap8

    signal listRequested(filter: string)

    figure: root.counts.totalText
    old: root.stale

    Grid {
        x: Theme.gap8
        y: Theme.gap4
        columns: root.columns

        Repeater {
            id: repeater

            model: root.counts

            Basic.AbstractButton {
                id: one

                required property string label
                required property string tone
                required property string symbol
                required property int count
                required property string figure
                required property string filter

                readonly property bool any: one.count > 0

                objectName: "count-" + one.filter
                width: root.cell
                height: Theme.sized(34)
                focusPolicy: Qt.StrongFocus
                hoverEnabled: true
                onClicked: root.listRequested(one.filter)
                Accessible.role: Accessible.Button
                Accessible.name: qsTr("%1 %2, open the list").arg(one.count).arg(one.label)

                contentItem: Item {
                    Icon {
                        x: Theme.gap8
                        anchors.verticalCenter: parent.verticalCenter
                        symbol: "state/" + (root.stale ? "dashed-question" : one.symbol)
                        size: Theme.sized(14)
                        color: root.stale || !one.any ? Theme.neutral : Theme.tone(one.tone)
                    }
                    Row {
                        x: Theme.gap8 + Theme.sized(22)
                        onImplicitWidthChanged: root.widest = Math.max(root.widest, x + implicitWidth + Theme.gap8)
                        height: parent.height
                        spacing: Theme.gap4 + 2

                        PlainLabel {
                            height: parent.height
                            text: one.figure
                            font.weight: Font.DemiBold
                            color: one.any ? Theme.textPrimary : Theme.textTertiary
                            Accessible.ignored: true
                        }
                        PlainLabel {
                            height: parent.height
                            text: one.label
                            font.underline: one.hovered
                            color: one.any ? Theme.textSecondary : Theme.textTertiary
                            Accessible.ignored: true
                        }
                    }
                }
                background: Rectangle {
                    anchors.fill: parent
                    anchors.margins: 2
                    radius: Theme.radius
                    color: one.hovered ? Theme.surfaceRaised : "transparent"

                    FocusRing {
                        anchors.margins: 0
                        shown: one.visualFocus
                    }
                }
            }
        }
    }
}
