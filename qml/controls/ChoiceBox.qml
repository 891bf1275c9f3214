// One of a few: a button that opens a list.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic as Basic
import Glovebox.Theme

Basic.ComboBox {
    id: root

    required property string label
    property var details: [] // texts: a line below each choice, in the list. A list<string> takes no QStringList (Qt 6.4)

    implicitHeight: Theme.controlHeight
    font.family: Theme.family
    font.pixelSize: Theme.bodySize
    leftPadding: Theme.gap12
    rightPadding: Theme.gap24 + Theme.gap4 // of the arrow
    Accessible.name: root.label

    contentItem: Row {
        spacing: Theme.gap4

        PlainLabel {
            height: parent.height
            text: root.label
            color: Theme.textTertiary
            Accessible.ignored: true
        }
        PlainLabel {
            readonly property bool mayElide: true // names of somebody else's are whole in the list

            height: parent.height
            width: Math.min(implicitWidth, root.availableWidth - x)
            text: root.displayText
            Accessible.ignored: true
        }
    }
    indicator: Icon {
        x: root.width - width - Theme.gap8
        y: (root.height - height) / 2
        symbol: "chevron-down"
        size: Theme.sized(12)
    }
    background: Rectangle {
        radius: Theme.radius
        color: root.hovered ? Theme.surfaceRaised : Theme.surfacePanel
        border.color: Theme.borderControl

        FocusRing {
            shown: root.visualFocus
        }
    }
    delegate: Basic.ItemDelegate {
        id: item

        required property int index
        required property string modelData

        readonly property string detail: root.details[item.index] ?? ""

        width: ListView.view?.width ?? implicitWidth
        height: root.details.length > 0 ? implicitContentHeight + Theme.gap12 : Math.max(Theme.controlHeight, implicitContentHeight + Theme.gap12)
        topPadding: (height - implicitContentHeight) / 2
        bottomPadding: 0
        highlighted: root.highlightedIndex === item.index
        Accessible.name: item.modelData
        Accessible.description: item.detail
        contentItem: Column {
            PlainLabel {
                width: parent.width
                text: item.modelData
                font.weight: root.currentIndex === item.index ? Font.DemiBold : Font.Normal
                wrapMode: Text.Wrap // long names are whole here
                elide: Text.ElideNone
                Accessible.ignored: true
            }
            CaptionLabel {
                width: parent.width
                visible: item.detail !== ""
                text: item.detail
                wrapMode: Text.Wrap
                elide: Text.ElideNone
                Accessible.ignored: true
            }
        }
        background: Rectangle {
            color: item.highlighted ? Theme.surfaceRaised : "transparent"
        }
    }
    popup: Basic.Popup {
        y: root.height + Theme.gap4
        width: Math.max(root.width, root.details.length > 0 ? Theme.sized(320) : Theme.sized(160))
        padding: Theme.gap4
        contentItem: ListView {
            implicitHeight: Math.min(contentHeight, Theme.sized(320))
            clip: true
            model: root.popup.visible ? root.delegateModel : null
            currentIndex: root.highlightedIndex
            Basic.ScrollBar.vertical: ThinScrollBar {}
        }
        background: Rectangle {
            color: Theme.surfacePanel
            border.color: Theme.borderControl
            radius: Theme.radius
        }
    }
}
