// The name of a sandbox with its state's symbol; leads there.
import QtQuick
import QtQuick.Controls.Basic as Basic
import Glovebox.Controls
import Glovebox.Theme

Basic.AbstractButton {
    id: root

    required property string sandbox
    required property string tone
    required property string symbol

    signal openRequested

    visible: root.sandbox !== ""
    implicitHeight: Theme.sized(22)
    focusPolicy: Qt.NoFocus // the row has the keyboard; Enter leads on from there
    hoverEnabled: true
    onClicked: root.openRequested()
    Accessible.role: Accessible.Link
    Accessible.name: qsTr("Open sandbox %1").arg(root.sandbox)

    contentItem: Row {
        spacing: Theme.gap4 + 2

        Icon {
            anchors.verticalCenter: parent.verticalCenter
            symbol: root.symbol === "" ? "" : "state/" + root.symbol
            size: Theme.sized(12)
            color: Theme.tone(root.tone)
        }
        MonoLabel {
            anchors.verticalCenter: parent.verticalCenter
            text: root.sandbox
            color: root.hovered ? Theme.link : Theme.textSecondary
            font.underline: root.hovered
            Accessible.ignored: true
        }
    }
}
