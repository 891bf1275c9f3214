// Loading: the frame of three rows, after a moment in which nothing is shown.
pragma ComponentBehavior: Bound

import QtQuick
import Glovebox.Theme

Column {
    id: root

    property bool shown: false

    property bool late: false

    visible: root.shown && root.late

    Accessible.role: Accessible.StaticText
    Accessible.name: qsTr("Loading")

    Timer {
        running: root.shown
        interval: Theme.loadingMs
        onTriggered: root.late = true
    }
    Repeater {
        model: 3

        Item {
            id: row

            required property int index

            width: root.width
            height: Theme.rowHeight

            Repeater { // columns stand under each other, as the rows' will
                model: [
                    {at: 0, size: 96},
                    {at: 0.22, size: 220 - row.index * 36},
                    {at: 0.58, size: 120},
                    {at: 0.84, size: 72}
                ]

                Rectangle {
                    required property var modelData

                    x: Theme.gap16 + modelData.at * (row.width - 2 * Theme.gap16)
                    anchors.verticalCenter: parent.verticalCenter
                    width: modelData.size
                    height: Theme.sized(12)
                    radius: 6
                    color: Theme.surfaceRaised
                }
            }
            Rectangle {
                anchors.bottom: parent.bottom
                x: Theme.gap16
                width: parent.width - 2 * Theme.gap16
                height: 1
                color: Theme.borderSubtle
            }
        }
    }
}
