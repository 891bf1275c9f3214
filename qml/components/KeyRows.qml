// Keys of the sheet, one row each; with a way to another key where that can be.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic as Basic
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Item {
    id: root

    required property string title
    required property var rows // {id, title, keys, fixed, changed}
    required property KeySheet sheet

    SectionLabel {
        id: heading

        text: root.title
    }
    ListView {
        id: list

        objectName: "keyRows"
        y: heading.height + Theme.gap8
        width: parent.width
        height: Math.floor((parent.height - y) / Theme.sized(30)) * Theme.sized(30) // whole rows
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        activeFocusOnTab: true
        keyNavigationEnabled: false
        model: root.rows
        Accessible.role: Accessible.List
        Accessible.name: root.title
        Basic.ScrollBar.vertical: ThinScrollBar {}

        delegate: Item {
            id: row

            required property var modelData
            required property int index
            readonly property bool changing: root.sheet.changing === row.modelData.id

            objectName: "keyRow-" + row.modelData.id
            width: list.width - Theme.scrollBarWidth
            height: Theme.sized(30)
            Accessible.role: Accessible.ListItem
            Accessible.name: row.modelData.title + ", " + row.modelData.keys.join(", ")

            Rectangle {
                anchors.fill: parent
                radius: Theme.radius
                color: row.changing ? Theme.surfaceSelected : area.hovered ? Theme.surfaceRaised : "transparent"
            }
            HoverHandler {
                id: area
            }
            ElidedLabel {
                x: Theme.gap8
                width: keys.x - x - Theme.gap8
                height: parent.height
                verticalAlignment: Text.AlignVCenter
                text: row.modelData.title
                Accessible.ignored: true
            }
            Row {
                id: keys

                x: edit.x - width - Theme.gap8
                height: parent.height
                spacing: Theme.gap4

                CaptionLabel {
                    height: parent.height
                    verticalAlignment: Text.AlignVCenter
                    visible: row.changing
                    text: root.sheet.pressed === "" ? qsTr("Press the new key") : qsTr("%1, then…").arg(root.sheet.pressed)
                    color: Theme.textPrimary
                }
                Repeater {
                    model: row.changing ? [] : row.modelData.keys

                    KeyHint {
                        required property string modelData

                        y: (row.height - height) / 2
                        text: modelData
                    }
                }
            }
            IconButton {
                id: edit

                objectName: "changeKey"
                x: parent.width - width
                anchors.verticalCenter: parent.verticalCenter
                implicitWidth: Theme.sized(24)
                implicitHeight: Theme.sized(24)
                visible: !row.modelData.fixed
                symbol: row.modelData.changed ? "arrow-clockwise" : row.changing ? "x-lg" : "pencil-square"
                label: row.modelData.changed ? qsTr("%1: back to its own key").arg(row.modelData.title)
                       : row.changing ? qsTr("Leave it as it is") : qsTr("%1: another key…").arg(row.modelData.title)
                onActiveFocusChanged: if (edit.activeFocus)
                    list.positionViewAtIndex(row.index, ListView.Contain)
                onClicked: {
                    if (row.modelData.changed)
                        root.sheet.reset(row.modelData.id);
                    else if (row.changing)
                        root.sheet.endChange();
                    else
                        root.sheet.change(row.modelData.id);
                }
            }
        }
    }
}
