// Where one is in a tree of folders; each part leads there. Of a way that is too long the end is in sight.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic as Basic
import Glovebox.Controls
import Glovebox.Theme

ListView {
    id: root

    required property var parts // {name, path}, from the root

    signal goRequested(path: string)

    implicitHeight: Theme.controlHeight
    orientation: ListView.Horizontal
    spacing: Theme.gap4
    clip: true
    interactive: contentWidth > width
    boundsBehavior: Flickable.StopAtBounds
    model: root.parts
    Accessible.role: Accessible.List
    Accessible.name: qsTr("Folder")
    onContentWidthChanged: toEndSoon.restart()
    onWidthChanged: toEndSoon.restart()

    Timer { // after the parts are laid out
        id: toEndSoon

        interval: 0
        onTriggered: root.positionViewAtEnd()
    }

    delegate: Row {
        id: part

        required property int index
        required property var modelData

        readonly property bool last: part.index === root.count - 1

        height: root.height
        spacing: Theme.gap4

        Icon {
            anchors.verticalCenter: parent.verticalCenter
            visible: part.index > 0
            symbol: "chevron-right"
            size: Theme.sized(10)
            color: Theme.textTertiary
        }
        Basic.AbstractButton {
            id: button

            objectName: "crumb" + part.index
            height: parent.height
            leftPadding: Theme.gap4
            rightPadding: Theme.gap4
            focusPolicy: Qt.StrongFocus
            hoverEnabled: true
            onClicked: root.goRequested(part.modelData.path)
            Accessible.role: Accessible.Link
            Accessible.name: qsTr("Go to %1").arg(part.modelData.path)
            contentItem: MonoLabel {
                text: part.modelData.name
                color: part.last ? Theme.textPrimary : Theme.link
                verticalAlignment: Text.AlignVCenter
                Accessible.ignored: true
            }
            background: Item {
                FocusRing {
                    shown: button.visualFocus
                }
            }
        }
    }
}
