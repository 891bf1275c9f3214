// Which log is read, which of its lines are shown, how they are drawn, and what can be taken out of it.
import QtQuick
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

// Placed by hand: a RowLayout whose widths depend on its own is not laid out again after it got one (Qt 6.4).
Item {
    id: root

    required property PanelModel panel

    readonly property LogModel log: root.panel.log
    readonly property bool narrow: root.width < Theme.sized(1000)
    readonly property bool tight: root.width < Theme.sized(860)
    readonly property bool typing: filter.activeFocus

    signal exportRequested

    function focusFilter(): void {
        filter.forceActiveFocus();
    }
    function clear(): void {
        filter.clear();
    }

    implicitHeight: left.implicitHeight

    Row {
        id: left
        spacing: Theme.gap8

        ChoiceBox {
            id: source
            objectName: "source"
            width: root.tight ? Theme.sized(150) : root.narrow ? Theme.sized(206) : Theme.sized(230)
            label: qsTr("Log")
            model: root.log.logChoices
            currentIndex: root.log.logIndex
            onActivated: index => root.log.logIndex = index
        }
        ChoiceBox {
            id: level
            objectName: "level"
            width: Theme.sized(140)
            label: ""
            Accessible.name: qsTr("Level")
            model: root.log.levelChoices
            currentIndex: root.log.level
            onActivated: index => root.log.level = index
        }
        ChoiceBox {
            id: range
            objectName: "range"
            width: root.log.filterUntil > 0 ? Theme.sized(148) : Theme.sized(116)
            visible: !root.tight
            label: ""
            Accessible.name: qsTr("Range")
            model: root.log.rangeChoices
            currentIndex: root.log.range
            onActivated: index => root.log.range = index
        }
        SearchField {
            id: filter

            objectName: "filter"
            width: Math.max(Theme.sized(100), root.width - right.width - source.width - level.width - (range.visible ? range.width + Theme.gap8 : 0) - 3 * Theme.gap8)
            label: root.narrow ? qsTr("Filter") : qsTr("Filter: words, -words, source:engine")
            symbol: "filter"
            keys: root.panel.registry.find("log.filter").keysText
            onTextChanged: root.log.filterText = text
            Component.onCompleted: text = root.log.filterText
            Connections { // cleared by whoever led here
                function onFilterChanged(): void {
                    if (filter.text !== root.log.filterText)
                        filter.text = root.log.filterText;
                }

                target: root.log
            }
        }
    }
    Row {
        id: right
        anchors.right: parent.right
        spacing: Theme.gap4

        PushButton {
            id: view

            objectName: "viewMenu"
            text: qsTr("View")
            hint: qsTr("Wrapping, colours, times")
            Accessible.role: Accessible.ButtonMenu
            onClicked: viewMenu.popup(view, 0, view.height + Theme.gap4)

            LogViewMenu {
                id: viewMenu

                panel: root.panel
            }
        }
        IconButton {
            objectName: "copyLines"
            symbol: "copy"
            label: root.log.hasSelection ? qsTr("Copy the selected lines") : qsTr("Copy: select lines first")
            keys: root.panel.registry.find("log.copy").keysText
            enabled: root.log.hasSelection
            onClicked: root.panel.copyLog()
        }
        IconButton {
            objectName: "exportLog"
            symbol: "download"
            label: qsTr("Export…")
            keys: root.panel.registry.find("page.export").keysText
            enabled: root.log.total > 0
            onClicked: root.exportRequested()
        }
        PushButton {
            objectName: "follow"
            text: root.log.following ? qsTr("Following") : qsTr("Follow")
            symbol: root.log.following ? "state/disc" : "arrow-down"
            hint: qsTr("Stay at the newest line   End")
            onClicked: root.log.following = !root.log.following
        }
    }
}
