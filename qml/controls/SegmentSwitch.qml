// Two or three views of the same things, side by side; one is chosen.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic as Basic
import Glovebox.Theme

Row {
    id: root

    required property var choices // texts; a list<string> takes no QStringList (Qt 6.4)
    required property int current

    signal chosen(index: int)

    spacing: -1
    Accessible.role: Accessible.PageTabList

    Repeater {
        model: root.choices

        Basic.AbstractButton {
            id: segment

            required property int index
            required property string modelData

            readonly property bool isCurrent: root.current === segment.index

            objectName: "segment" + segment.index
            height: Theme.controlHeight
            leftPadding: Theme.gap12
            rightPadding: Theme.gap12
            focusPolicy: Qt.StrongFocus
            hoverEnabled: true
            z: segment.isCurrent ? 1 : 0
            onClicked: root.chosen(segment.index)
            Accessible.role: Accessible.PageTab
            Accessible.name: segment.modelData
            Accessible.selected: segment.isCurrent

            contentItem: PlainLabel {
                text: segment.modelData
                color: segment.isCurrent || segment.hovered ? Theme.textPrimary : Theme.textSecondary
                font.weight: segment.isCurrent ? Font.DemiBold : Font.Normal
                Accessible.ignored: true
            }
            background: Rectangle {
                radius: Theme.radius
                color: segment.isCurrent ? Theme.surfaceSelected : segment.hovered ? Theme.surfaceRaised : Theme.surfacePanel
                border.color: Theme.borderControl

                FocusRing {
                    shown: segment.visualFocus
                }
            }
        }
    }
}
