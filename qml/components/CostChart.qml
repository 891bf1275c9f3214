// What each day cost, as bars: one money, one scale, its own card. The day under the pointer or the keyboard is read out
// above; the same figures stand in the table when it is grouped by day.
pragma ComponentBehavior: Bound

import QtQuick
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

FocusScope {
    id: root

    required property CostDays days
    required property bool list // list cost, not local compute
    required property string most // of the highest day
    required property string label
    required property color ink

    readonly property real step: root.days.count > 0 ? plot.width / root.days.count : 0
    readonly property string source: root.list ? qsTr("list") : qsTr("local")
    property int current: -1 // by keyboard
    property int pointed: -1
    readonly property int read: root.pointed >= 0 ? root.pointed : root.current
    readonly property var readBar: root.read >= 0 && root.read < bars.count ? bars.itemAt(root.read) : null
    readonly property string readText: root.readBar === null ? "" : root.readBar.words

    function move(by: int): void {
        if (root.days.count > 0)
            root.current = Math.max(0, Math.min(root.days.count - 1, root.current < 0 ? root.days.count - 1 : root.current + by));
    }

    activeFocusOnTab: true
    onActiveFocusChanged: if (!root.activeFocus)
        root.current = -1
    Keys.onLeftPressed: root.move(-1)
    Keys.onRightPressed: root.move(1)
    Keys.onEscapePressed: event => {
        event.accepted = root.current >= 0;
        root.current = -1;
    }
    Accessible.role: Accessible.Chart
    Accessible.name: root.readText !== "" ? root.readText
                                          : qsTr("%1 by day, highest %2. Left and right read the days.").arg(root.label).arg(root.most)

    FocusRing {
        anchors.margins: -Theme.gap4
        shown: root.activeFocus
    }
    CaptionLabel {
        id: readout

        objectName: "chartReadout"
        width: parent.width
        height: Theme.sized(18)
        text: root.readText !== "" ? root.readText : qsTr("Highest day %1 %2").arg(root.most).arg(root.source)
        color: root.readText !== "" ? Theme.textPrimary : Theme.textTertiary
        Accessible.ignored: true
    }
    Item {
        id: plot

        y: Theme.sized(22)
        width: parent.width
        height: parent.height - y - Theme.sized(20)

        Rectangle { // the highest day
            width: parent.width
            height: 1
            color: Theme.borderSubtle
        }
        Rectangle { // nothing
            y: parent.height
            width: parent.width
            height: 1
            color: Theme.borderControl
        }
        Repeater {
            id: bars

            objectName: "chartBars"
            model: root.days

            Item {
                id: bar

                required property int index
                required property string day
                required property string tick
                required property real localShare
                required property string localText
                required property real listShare
                required property string listText

                readonly property real share: root.list ? bar.listShare : bar.localShare
                readonly property string words: qsTr("%1: %2 %3").arg(bar.day).arg(root.list ? bar.listText : bar.localText).arg(root.source)
                readonly property bool isRead: root.read === bar.index

                x: bar.index * root.step
                width: root.step
                height: plot.height

                Rectangle {
                    anchors.fill: parent
                    color: Theme.surfaceRaised
                    visible: bar.isRead
                }
                Rectangle {
                    readonly property real gap: root.step > 6 ? Math.min(Theme.gap4, root.step / 5) : 0

                    x: (parent.width - width) / 2
                    width: Math.max(1, Math.min(Theme.sized(48), parent.width - 2 * gap))
                    anchors.bottom: parent.bottom
                    height: bar.share > 0 ? Math.max(2, bar.share * parent.height) : 0
                    color: root.ink
                    border.color: bar.isRead ? Theme.textPrimary : "transparent"
                    border.width: bar.isRead ? 1 : 0
                }
                CaptionLabel { // below its bar, as far as the plot's edges allow
                    x: Math.max(-bar.x, Math.min(plot.width - bar.x - implicitWidth, (bar.width - implicitWidth) / 2))
                    y: plot.height + Theme.gap2
                    height: Theme.sized(18)
                    text: bar.tick
                    visible: bar.tick !== "" && implicitWidth <= plot.width
                    Accessible.ignored: true
                }
                HoverHandler {
                    onHoveredChanged: {
                        if (hovered)
                            root.pointed = bar.index;
                        else if (root.pointed === bar.index)
                            root.pointed = -1;
                    }
                }
            }
        }
    }
}
