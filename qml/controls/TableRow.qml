// The ground of a row: hover, selection with its bar, focus, hairline. Cells are laid out by their owner.
import QtQuick
import Glovebox.Theme

Item {
    id: root

    required property Table table
    required property int row
    required property string spoken
    property bool dimmed: false

    readonly property bool isCurrent: root.table.currentRow === root.row
    readonly property bool isHovered: area.containsMouse
    default property alias cells: cells.data

    width: root.table.width
    height: root.table.rowHeight
    opacity: root.dimmed ? 0.55 : 1
    Accessible.role: Accessible.Row
    Accessible.name: root.spoken
    Accessible.selected: root.isCurrent
    Accessible.onPressAction: root.table.openRequested(root.row)

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
        width: parent.width - 2 * Theme.gap16
        height: 1
        color: Theme.borderSubtle
        visible: !root.isCurrent
    }
    MouseArea {
        id: area

        anchors.fill: parent
        hoverEnabled: true
        acceptedButtons: Qt.LeftButton | Qt.RightButton
        onPressed: root.table.clickRow(root.row)
        onClicked: event => {
            if (event.button === Qt.RightButton)
                root.table.menuRequested(area.mapToItem(root.table, event.x, event.y));
        }
        onDoubleClicked: event => {
            if (event.button === Qt.LeftButton)
                root.table.openRequested(root.row);
        }
    }
    Row {
        id: cells

        x: Theme.gap16
        height: parent.height
    }
    Rectangle {
        anchors.fill: parent
        anchors.margins: 1
        color: "transparent"
        border.color: Theme.focusRing
        border.width: Theme.focusWidth
        radius: Theme.radius
        visible: root.isCurrent && root.table.ringShown
    }
}
