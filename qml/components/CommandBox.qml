// The way into the palette, where one looks for it: what it is for, and its key.
import QtQuick
import QtQuick.Controls.Basic as Basic
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Basic.AbstractButton {
    id: root

    required property PanelAction act
    required property bool narrow

    readonly property bool hasEdge: true // its text keeps away from it

    implicitWidth: root.narrow ? Theme.controlHeight : label.x + label.implicitWidth + key.width + Theme.gap24
    implicitHeight: Theme.controlHeight
    focusPolicy: Qt.StrongFocus
    hoverEnabled: true
    Accessible.role: Accessible.Button
    Accessible.name: root.act.text
    onClicked: root.act.trigger()

    background: Rectangle {
        radius: Theme.radius
        color: root.down || root.hovered ? Theme.surfaceRaised : Theme.surfaceWindow
        border.color: Theme.borderField

        FocusRing {
            shown: root.visualFocus
        }
    }
    contentItem: Item {} // what it says is placed by hand below

    Icon {
        x: root.narrow ? (parent.width - width) / 2 : Theme.gap8
        anchors.verticalCenter: parent.verticalCenter
        symbol: "search"
        color: Theme.textTertiary
    }
    PlainLabel {
        id: label

        x: Theme.gap32
        height: parent.height
        verticalAlignment: Text.AlignVCenter
        text: root.act.text
        color: Theme.textTertiary
        visible: !root.narrow
        Accessible.ignored: true
    }
    KeyHint {
        id: key

        x: parent.width - width - Theme.gap8
        anchors.verticalCenter: parent.verticalCenter
        text: root.act.keysText
        visible: !root.narrow
    }
    Hint {
        text: root.act.text + "   " + root.act.keysText
        shown: root.narrow && (root.hovered || root.visualFocus)
    }
}
