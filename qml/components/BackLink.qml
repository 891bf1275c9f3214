// Leads back to the page that somebody came from.
import QtQuick
import QtQuick.Controls.Basic as Basic
import Glovebox.Controls
import Glovebox.Theme

Basic.AbstractButton {
    id: root

    focusPolicy: Qt.StrongFocus
    hoverEnabled: true
    Accessible.role: Accessible.Link
    Accessible.name: qsTr("Back to %1").arg(root.text)

    contentItem: Row {
        spacing: Theme.gap4

        Icon {
            anchors.verticalCenter: parent.verticalCenter
            symbol: "chevron-left"
            size: Theme.sized(12)
            color: Theme.link
        }
        PlainLabel {
            text: root.text
            color: Theme.link
            font.underline: root.hovered
            Accessible.ignored: true
        }
    }
    background: Item {
        FocusRing {
            shown: root.visualFocus
        }
    }
}
