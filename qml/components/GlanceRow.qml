// The ground of a row of a GlanceList: hover, selection with its bar, focus, hairline.
import QtQuick
import Glovebox.Theme

Item {
    id: root

    required property GlanceList host
    required property int row
    required property string spoken
    property bool last: false
    default property alias cells: cells.data

    readonly property bool isCurrent: root.host.rows.currentRow === root.row

    width: ListView.view ? ListView.view.width : 0
    Accessible.role: Accessible.ListItem
    Accessible.name: root.spoken
    Accessible.selected: root.isCurrent
    Accessible.onPressAction: root.host.openRequested(root.row)

    Rectangle {
        anchors.fill: parent
        color: root.isCurrent ? Theme.surfaceSelected : area.containsMouse ? Theme.surfaceRaised : "transparent"
    }
    Rectangle {
        width: 3 // the bar that says "selected" without colour
        height: parent.height
        color: Theme.link
        visible: root.isCurrent
    }
    Rectangle {
        anchors.bottom: parent.bottom
        x: Theme.gap16
        width: parent.width - 2 * x
        height: 1
        color: Theme.borderSubtle
        visible: !root.isCurrent && !root.last
    }
    MouseArea {
        id: area

        anchors.fill: parent
        hoverEnabled: true
        onClicked: {
            root.host.byKeyboard = false;
            root.host.forceActiveFocus();
            root.host.rows.select(root.row);
        }
        onDoubleClicked: root.host.openRequested(root.row)
    }
    Item {
        id: cells

        anchors.fill: parent
    }
    Rectangle {
        anchors.fill: parent
        anchors.margins: 1
        color: "transparent"
        border.color: Theme.focusRing
        border.width: Theme.focusWidth
        radius: Theme.radius
        visible: root.isCurrent && root.host.ringShown
    }
}
