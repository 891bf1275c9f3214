// One entry of a menu: symbol, verb, key. One that is not possible now stays, and says why below.
import QtQuick
import QtQuick.Controls.Basic as Basic
import Glovebox.Theme

Basic.MenuItem {
    id: root

    required property string symbol
    property string keys: ""
    property string why: "" // it is not possible
    property bool mayElide: false // somebody else's name is in it

    readonly property color ink: root.enabled ? Theme.textPrimary : Theme.textTertiary

    enabled: root.why === ""
    implicitHeight: Theme.controlHeight + (reason.visible ? reason.implicitHeight + Theme.gap4 : 0)
    padding: 0
    Accessible.name: root.text
    Accessible.description: root.why

    contentItem: Item {} // what it says is placed by hand below: one part's width hangs on another's
    background: Rectangle {
        radius: Theme.radius
        color: root.highlighted && root.enabled ? Theme.surfaceSelected : "transparent"
    }

    Icon {
        x: Theme.gap8
        y: (Theme.controlHeight - height) / 2
        symbol: root.symbol
        color: root.ink
    }
    ElidedLabel {
        x: Theme.gap32
        height: Theme.controlHeight
        width: parent.width - x - hint.width - Theme.gap16
        verticalAlignment: Text.AlignVCenter
        mayElide: root.mayElide
        elide: Text.ElideMiddle
        text: root.text
        color: root.ink
        Accessible.ignored: true
    }
    CaptionLabel {
        id: hint

        x: parent.width - width - Theme.gap8
        height: Theme.controlHeight
        verticalAlignment: Text.AlignVCenter
        text: root.keys
        Accessible.ignored: true
    }
    CaptionLabel {
        id: reason

        x: Theme.gap32
        y: Theme.controlHeight - Theme.gap4
        width: parent.width - x - Theme.gap8
        text: root.why
        visible: root.why !== ""
        wrapMode: Text.Wrap
        elide: Text.ElideNone
        Accessible.ignored: true
    }
}
