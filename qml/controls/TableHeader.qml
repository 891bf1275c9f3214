// Column titles; those with a sort role can be clicked.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic as Basic
import Glovebox.Theme

Item {
    id: root

    required property list<TableColumn> columns
    property string sortRole: ""
    property bool sortDescending: false

    signal sortRequested(role: string)

    implicitHeight: Theme.controlHeight

    Row {
        x: Theme.gap16
        height: parent.height

        Repeater {
            model: root.columns

            Basic.AbstractButton {
                id: cell

                required property TableColumn modelData

                readonly property bool isSorted: root.sortRole !== "" && cell.modelData.sortRole === root.sortRole

                width: cell.modelData.width
                height: root.height
                visible: cell.modelData.shown
                enabled: cell.modelData.sortRole !== ""
                focusPolicy: Qt.TabFocus
                hoverEnabled: true
                onClicked: root.sortRequested(cell.modelData.sortRole)
                Accessible.role: Accessible.ColumnHeader
                Accessible.name: cell.modelData.title

                contentItem: Item {
                    CaptionLabel {
                        id: title

                        anchors.verticalCenter: parent.verticalCenter
                        x: cell.modelData.figures ? parent.width - width - Theme.gap16 : 0
                        width: Math.min(implicitWidth, parent.width - Theme.gap16)
                        text: cell.modelData.title
                        font.weight: Font.Medium
                        color: cell.isSorted || cell.hovered ? Theme.textPrimary : Theme.textTertiary
                        Accessible.ignored: true
                    }
                    Icon {
                        anchors.verticalCenter: parent.verticalCenter
                        x: cell.modelData.figures ? title.x - width - Theme.gap4 : title.width + Theme.gap4
                        symbol: root.sortDescending ? "arrow-down" : "arrow-up"
                        size: 10
                        color: Theme.textPrimary
                        visible: cell.isSorted
                    }
                }
                background: Item {
                    FocusRing {
                        shown: cell.visualFocus
                        anchors.margins: Theme.gap2
                    }
                }
            }
        }
    }
    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: 1
        color: Theme.borderSubtle
    }
}
