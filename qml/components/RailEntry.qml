// A page in the rail: symbol, name, and how many things there need somebody.
import QtQuick
import QtQuick.Controls.Basic as Basic
import QtQuick.Layouts
import Glovebox.Controls
import Glovebox.Theme

Basic.AbstractButton {
    id: root

    required property string symbol
    required property string keys
    required property bool collapsed
    required property bool current
    property real tall: Theme.sized(56) // with its name below its symbol; less where the window is low
    property int badge: 0
    property string badgeTone: "attention"

    readonly property bool hasEdge: true // its text keeps away from it
    readonly property bool low: root.collapsed && root.tall < Theme.sized(40)
    readonly property real inset: root.low ? Math.max(0, (root.tall - Theme.sized(32)) / 2) : Math.max(2, (root.tall - Theme.sized(40)) / 2)
    readonly property color ink: root.current ? Theme.textPrimary : Theme.textSecondary

    Layout.fillWidth: true
    Layout.leftMargin: root.collapsed ? Theme.gap4 : Theme.gap8
    Layout.rightMargin: root.collapsed ? Theme.gap4 : Theme.gap8
    implicitHeight: root.collapsed ? root.tall : Theme.sized(36)
    padding: 0
    focusPolicy: Qt.StrongFocus
    hoverEnabled: true
    Accessible.role: Accessible.PageTab
    Accessible.name: root.badge > 0 ? qsTr("%1, %2").arg(root.text).arg(root.badge) : root.text
    Accessible.selected: root.current

    background: Rectangle {
        radius: Theme.radius
        color: root.current ? Theme.surfaceSelected : root.hovered ? Theme.surfaceRaised : "transparent"

        Rectangle {
            width: 3 // selected, without colour
            height: parent.height - Theme.gap8
            y: Theme.gap4
            radius: 1
            color: Theme.link
            visible: root.current
        }
        FocusRing {
            shown: root.visualFocus
        }
    }
    contentItem: Item {
        Icon {
            x: root.collapsed ? (parent.width - width) / 2 : Theme.gap12
            y: root.collapsed ? root.inset : (parent.height - height) / 2
            symbol: root.symbol
            size: root.low ? Theme.iconSize : Theme.railIconSize
            color: root.current ? Theme.link : root.ink
        }
        ElidedLabel {
            objectName: "railLabel"
            width: Math.min(implicitWidth, root.collapsed ? parent.width - Theme.gap8 : parent.width - Theme.gap32 - Theme.gap12 - (root.badge > 0 ? Theme.sized(34) : Theme.gap4))
            mayElide: root.collapsed // the hint says it whole
            x: root.collapsed ? (parent.width - width) / 2 : Theme.gap32 + Theme.gap12
            y: root.collapsed ? parent.height - height - root.inset : (parent.height - height) / 2
            text: root.text
            color: root.ink
            fontSizeMode: root.collapsed ? Text.HorizontalFit : Text.FixedSize
            minimumPixelSize: Theme.captionSize - 1
            font.pixelSize: root.collapsed ? Theme.captionSize : Theme.bodySize
            font.weight: root.current ? (root.collapsed ? Font.Medium : Font.DemiBold) : Font.Normal
            Accessible.ignored: true
        }
        RailBadge {
            x: root.collapsed ? (parent.width + Theme.railIconSize) / 2 + Theme.gap4 : parent.width - width - Theme.gap8
            y: root.collapsed ? root.inset + 1 : (parent.height - height) / 2
            count: root.badge
            tone: root.badgeTone
        }
    }

    Hint {
        text: root.text + "   " + root.keys
        shown: root.hovered && root.collapsed
    }
}
