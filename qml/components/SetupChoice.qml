// One of the ways in that the set-up begins with: what it is, and what it leads to.
import QtQuick
import QtQuick.Controls.Basic as Basic
import Glovebox.Controls
import Glovebox.Theme

Basic.AbstractButton {
    id: root

    required property string symbol
    required property string detail
    property bool primary: false

    implicitHeight: Math.max(Theme.sized(64), words.implicitHeight + Theme.gap24)
    focusPolicy: Qt.StrongFocus
    hoverEnabled: true
    Keys.onReturnPressed: root.clicked()
    Keys.onEnterPressed: root.clicked()
    Accessible.role: Accessible.Button
    Accessible.name: root.text
    Accessible.description: root.detail

    // not in contentItem: what has an id there is made at once (Qt 6.4)
    Rectangle {
        x: Theme.gap16
        anchors.verticalCenter: parent.verticalCenter
        width: Theme.sized(36)
        height: width
        radius: width / 2
        color: root.primary ? Theme.primaryFill : Theme.surfaceRaised

        Icon {
            anchors.centerIn: parent
            symbol: root.symbol
            size: Theme.sized(18)
            color: root.primary ? Theme.primaryText : Theme.textSecondary
        }
    }
    Column {
        id: words

        x: Theme.gap16 + Theme.sized(36) + Theme.gap16
        anchors.verticalCenter: parent.verticalCenter
        width: parent.width - x - Theme.gap48
        spacing: Theme.gap2

        PlainLabel {
            width: parent.width
            text: root.text
            font.pixelSize: Theme.sectionSize
            font.weight: Font.DemiBold
            wrapMode: Text.Wrap
            elide: Text.ElideNone
            Accessible.ignored: true
        }
        PlainLabel {
            width: parent.width
            text: root.detail
            color: Theme.textSecondary
            wrapMode: Text.Wrap
            elide: Text.ElideNone
            Accessible.ignored: true
        }
    }
    Icon {
        anchors.right: parent.right
        anchors.rightMargin: Theme.gap16
        anchors.verticalCenter: parent.verticalCenter
        symbol: "chevron-right"
        color: Theme.textTertiary
    }
    background: Rectangle {
        radius: Theme.radiusCard
        color: root.down || root.hovered ? Theme.surfaceRaised : Theme.surfacePanel
        border.color: root.primary ? Theme.link : Theme.contrast ? Theme.borderControl : Theme.borderField

        FocusRing {
            shown: root.visualFocus
        }
    }
}
