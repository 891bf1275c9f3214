// Column titles; those with a sort role can be clicked.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic as Basic
import Glovebox.Theme

Item {
    id: root

    required property var columns // a list of TableColumn; 6.4 cannot pass one on as such
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
                focusPolicy: cell.enabled ? Qt.TabFocus : Qt.NoFocus
                hoverEnabled: true
                onClicked: root.sortRequested(cell.modelData.sortRole)
                Accessible.role: Accessible.ColumnHeader
                Accessible.name: cell.modelData.spoken

                contentItem: HeaderLabel {
                    text: cell.modelData.title
                    figures: cell.modelData.figures
                    strong: cell.isSorted || cell.hovered
                    arrow: !cell.isSorted ? "" : root.sortDescending ? "arrow-down" : "arrow-up"
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
