import QtQuick
import QtQuick.Controls.Basic as Basic
import Glovebox.Theme

Basic.ScrollBar {
    id: root

    readonly property real run: root.horizontal ? root.width : root.height

    implicitWidth: Theme.scrollBarWidth
    implicitHeight: Theme.scrollBarWidth
    minimumSize: root.run > 0 ? Math.min(1, Theme.scrollThumbMin / root.run) : 0
    padding: Theme.gap2
    policy: root.size < 1 ? Basic.ScrollBar.AlwaysOn : Basic.ScrollBar.AlwaysOff
    Accessible.ignored: true

    contentItem: Rectangle {
        implicitWidth: Theme.gap8
        implicitHeight: Theme.gap8
        radius: Math.min(width, height) / 2
        color: root.pressed || root.hovered ? Theme.borderControl : Theme.borderField
    }
}
