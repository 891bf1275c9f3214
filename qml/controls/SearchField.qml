// A text box with a glass, a way to empty it, and the key that leads to it.
import QtQuick
import QtQuick.Controls.Basic as Basic
import Glovebox.Theme

Basic.TextField {
    id: root

    required property string label
    property string symbol: "search"
    property string keys: ""
    property string resultText: ""

    signal nextRequested(direction: int)

    implicitWidth: Theme.sized(240) // a filter of three words
    implicitHeight: Theme.controlHeight
    leftPadding: Theme.gap8 + Theme.iconSize + Theme.gap8
    rightPadding: trailing.width + Theme.gap16
    topPadding: 0
    bottomPadding: 0
    verticalAlignment: TextInput.AlignVCenter
    font.family: Theme.family
    font.pixelSize: Theme.bodySize
    color: Theme.textPrimary
    selectionColor: Theme.primaryFill
    selectedTextColor: Theme.primaryText
    placeholderText: root.label
    placeholderTextColor: Theme.textTertiary
    selectByMouse: true
    maximumLength: 200
    Accessible.name: root.label
    Accessible.searchEdit: true

    Keys.onEscapePressed: event => {
        if (root.text === "")
            event.accepted = false;
        else
            root.clear();
    }
    Keys.onReturnPressed: event => root.nextRequested(event.modifiers & Qt.ShiftModifier ? -1 : 1)

    background: Rectangle {
        radius: Theme.radius
        color: Theme.surfacePanel
        border.color: root.activeFocus ? Theme.focusRing : Theme.borderControl
        border.width: root.activeFocus ? Theme.focusWidth : 1

        Icon {
            anchors.left: parent.left
            anchors.leftMargin: Theme.gap8
            anchors.verticalCenter: parent.verticalCenter
            symbol: root.symbol
            color: Theme.textTertiary
        }
    }

    Row {
        id: trailing

        anchors.right: parent.right
        anchors.rightMargin: Theme.gap8
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.gap4

        CaptionLabel {
            anchors.verticalCenter: parent.verticalCenter
            text: root.resultText
            visible: root.resultText !== ""
        }
        KeyHint {
            anchors.verticalCenter: parent.verticalCenter
            text: root.keys
            visible: root.keys !== "" && root.text === "" && !root.activeFocus
        }
        IconButton {
            width: Theme.sized(20) // inside a field of 32
            height: Theme.sized(20)
            symbol: "x-lg"
            label: qsTr("Clear")
            visible: root.text !== ""
            focusPolicy: Qt.NoFocus
            onClicked: root.clear()
        }
    }
}
