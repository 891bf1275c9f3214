// The way back to what happens now.
import QtQuick
import Glovebox.Controls

PushButton {
    id: root

    readonly property bool floats: true // lies over other things on purpose

    property string pausedText: ""

    signal followRequested

    text: root.pausedText === "" ? qsTr("Follow live   End") : root.pausedText + " · " + qsTr("Resume follow   End")
    symbol: "arrow-down"
    onClicked: root.followRequested()
}
