// A few views of one object.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic as Basic
import Glovebox.Theme

FocusScope {
    id: root

    required property list<string> tabs
    property int current: 0

    implicitHeight: Math.max(Theme.sized(36), Theme.controlHeight + Theme.gap4)
    Accessible.role: Accessible.PageTabList

    Row {
        height: parent.height
        spacing: Theme.gap16

        Repeater {
            model: root.tabs

            Basic.AbstractButton {
                id: tab

                required property int index
                required property string modelData

                readonly property bool isCurrent: root.current === tab.index

                objectName: "tab" + tab.index
                height: root.height
                focus: tab.isCurrent // of a strip that has the keyboard
                focusPolicy: Qt.StrongFocus
                hoverEnabled: true
                onClicked: root.current = tab.index
                Keys.onRightPressed: root.current = Math.min(root.tabs.length - 1, root.current + 1)
                Keys.onLeftPressed: root.current = Math.max(0, root.current - 1)
                Accessible.role: Accessible.PageTab
                Accessible.name: tab.modelData
                Accessible.selected: tab.isCurrent

                contentItem: PlainLabel {
                    text: tab.modelData
                    color: tab.isCurrent || tab.hovered ? Theme.textPrimary : Theme.textSecondary
                    font.weight: tab.isCurrent ? Font.DemiBold : Font.Normal
                    Accessible.ignored: true
                }
                background: Item {
                    Rectangle {
                        anchors.bottom: parent.bottom
                        width: parent.width
                        height: 2
                        color: Theme.link
                        visible: tab.isCurrent
                    }
                    FocusRing {
                        shown: tab.visualFocus
                        anchors.margins: -Theme.gap2
                    }
                }
            }
        }
    }
    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: 1
        color: Theme.borderSubtle
    }
}
