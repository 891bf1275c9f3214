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

            Row {
                x: Theme.gap16
                anchors.verticalCenter: parent.verticalCenter
                spacing: Theme.gap24

                Rectangle {
                    width: 96
                    height: 16
                    radius: 8
                    color: Theme.surfaceRaised
                }
                Rectangle {
                    width: 220 - row.index * 36
                    height: 12
                    radius: 6
                    y: 2
                    color: Theme.surfaceRaised
                }
                Rectangle {
                    width: 120
                    height: 12
                    radius: 6
                    y: 2
                    color: Theme.surfaceRaised
                }
            }
        }
    }
}
