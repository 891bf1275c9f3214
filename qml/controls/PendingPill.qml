// "12 new, 3 re-ordered  R": changes that wait for the reader.
import QtQuick
import QtQuick.Controls.Basic as Basic
import Glovebox.Theme

Basic.AbstractButton {
    id: root

    readonly property bool floats: true // lies over other things on purpose

    signal showRequested

    objectName: "pendingPill"
    visible: root.text !== ""
    implicitHeight: Theme.controlHeight
    leftPadding: Theme.gap16
    rightPadding: Theme.gap12
    focusPolicy: Qt.StrongFocus
    hoverEnabled: true
    onClicked: root.showRequested()
    Accessible.role: Accessible.Button
    Accessible.name: qsTr("Show changes: %1").arg(root.text)

    contentItem: Row {
        spacing: Theme.gap8

        Icon {
            anchors.verticalCenter: parent.verticalCenter
            symbol: "arrow-up"
            size: Theme.sized(12)
            color: Theme.primaryText
        }
        PlainLabel {
            anchors.verticalCenter: parent.verticalCenter
            text: root.text
            color: Theme.primaryText
            font.weight: Font.Medium
        }
        PlainLabel {
            anchors.verticalCenter: parent.verticalCenter
            text: "R"
            color: Theme.primaryText
            opacity: 0.8
        }
    }
    background: Rectangle {
        radius: root.height / 2
        color: root.hovered ? Qt.lighter(Theme.primaryFill, 1.08) : Theme.primaryFill

        FocusRing {
            shown: root.visualFocus
            cornerRadius: root.height / 2
        }
    }
}
