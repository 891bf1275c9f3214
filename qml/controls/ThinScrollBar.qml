import QtQuick
import QtQuick.Controls.Basic as Basic
import Glovebox.Theme

Basic.ScrollBar {
    id: root

    implicitWidth: Theme.scrollBarWidth
    minimumSize: root.height > 0 ? Math.min(1, Theme.scrollThumbMin / root.height) : 0
    padding: Theme.gap2
    policy: root.size < 1 ? Basic.ScrollBar.AlwaysOn : Basic.ScrollBar.AlwaysOff
    Accessible.ignored: true

    contentItem: Rectangle {
        implicitWidth: Theme.gap8
        radius: width / 2
        color: root.pressed || root.hovered ? Theme.borderControl : Theme.borderField
    }
}
