// One of the ways that an image comes by: a frame around its fields; typing in them chooses it, and so does its head.
import QtQuick
import QtQuick.Controls.Basic as Basic
import QtQuick.Layouts
import Glovebox.Controls
import Glovebox.Theme

Rectangle {
    id: root

    required property string title
    required property string symbol
    required property bool chosen
    property string headName: ""
    default property alias fields: column.data

    signal choose

    implicitHeight: head.height + column.implicitHeight + Theme.gap24
    radius: Theme.radiusCard
    color: "transparent"
    border.color: root.chosen ? Theme.link : Theme.borderField
    border.width: root.chosen ? 2 : 1

    Basic.AbstractButton {
        id: head

        objectName: root.headName
        x: Theme.gap4
        y: Theme.gap4
        width: parent.width - Theme.gap8
        height: Theme.controlHeight + Theme.gap4
        text: root.title
        focusPolicy: Qt.StrongFocus
        hoverEnabled: true
        onClicked: root.choose()
        Keys.onReturnPressed: root.choose()
        Accessible.role: Accessible.RadioButton
        Accessible.name: root.title
        Accessible.checked: root.chosen
        Accessible.checkable: true

        background: Rectangle {
            radius: Theme.radius
            color: head.hovered ? Theme.surfaceRaised : "transparent"

            FocusRing {
                shown: head.visualFocus
            }
        }
        contentItem: Item {
            Rectangle { // chosen, without colour
                x: Theme.gap8
                anchors.verticalCenter: parent.verticalCenter
                width: Theme.sized(16)
                height: Theme.sized(16)
                radius: 8
                color: "transparent"
                border.color: root.chosen ? Theme.link : Theme.borderControl
                border.width: 1

                Rectangle {
                    anchors.centerIn: parent
                    width: 8
                    height: 8
                    radius: 4
                    color: Theme.link
                    visible: root.chosen
                }
            }
            PlainLabel {
                x: Theme.gap32
                width: parent.width - x - Theme.gap32
                height: parent.height
                verticalAlignment: Text.AlignVCenter
                text: root.title
                font.weight: Font.DemiBold
                Accessible.ignored: true
            }
            Icon {
                x: parent.width - width - Theme.gap8
                anchors.verticalCenter: parent.verticalCenter
                symbol: root.symbol
                color: Theme.textSecondary
            }
        }
    }
    ColumnLayout {
        id: column

        x: Theme.gap12
        y: head.y + head.height + Theme.gap8
        width: parent.width - 2 * x
        spacing: Theme.gap12
    }
}
