// How many, and how many of them went wrong: "42" or "3 × 42" would be riddles, so the cross stands before its number.
import QtQuick
import Glovebox.Controls
import Glovebox.Theme

Item {
    id: root

    required property int count
    required property int errors

    implicitHeight: Theme.sized(18)

    FigureLabel {
        id: figure

        anchors.right: parent.right
        height: parent.height
        text: root.count
        Accessible.ignored: true
    }
    Row {
        anchors.right: figure.left
        anchors.rightMargin: Theme.gap8
        height: parent.height
        spacing: 3
        visible: root.errors > 0

        Icon {
            anchors.verticalCenter: parent.verticalCenter
            symbol: "state/octagon-cross"
            size: Theme.sized(12)
            color: Theme.failed
        }
        FigureLabel {
            anchors.verticalCenter: parent.verticalCenter
            text: root.errors
            color: Theme.failed
            Accessible.ignored: true
        }
    }
}
