// Which log is read, which of its lines are shown, and what can be taken out of it.
import QtQuick
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

// Placed by hand: a RowLayout whose widths depend on its own is not laid out again after it got one (Qt 6.4).
Item {
    id: root

    required property LogModel log

    readonly property bool narrow: root.width < 1000
    readonly property bool tight: root.width < 860
    readonly property bool typing: filter.activeFocus
    readonly property var chooser: loader.item // a FileDialog, or null

    signal copyRequested

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
            width: root.tight ? 150 : root.narrow ? 206 : 230
            label: qsTr("Log")
            model: root.log.logChoices
            currentIndex: root.log.logIndex
            onActivated: index => root.log.logIndex = index
        }
        ChoiceBox {
            id: level
            objectName: "level"
            width: root.narrow ? 116 : 170
            label: root.narrow ? "" : qsTr("Level")
            Accessible.name: qsTr("Level")
            model: root.log.levelChoices
            currentIndex: root.log.level
            onActivated: index => root.log.level = index
        }
        ChoiceBox {
            id: range
            objectName: "range"
            width: 116
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
            width: Math.max(120, root.width - right.width - source.width - level.width - (range.visible ? range.width + Theme.gap8 : 0) - 3 * Theme.gap8)
            label: root.narrow ? qsTr("Filter") : qsTr("Filter: words, -words, source:engine")
            symbol: "filter"
            keys: "/"
            onTextChanged: root.log.filterText = text
            Component.onCompleted: text = root.log.filterText
        }
    }
    Row {
        id: right
        anchors.right: parent.right
        spacing: Theme.gap4

        PushButton {
            objectName: "raw"
            text: qsTr("Raw")
            visible: !root.tight
            kind: root.log.raw ? "primary" : "plain"
            hint: qsTr("Show a console's escape sequences in place of its colours")
            Accessible.checkable: true
            Accessible.checked: root.log.raw
            onClicked: root.log.raw = !root.log.raw
        }
        IconButton {
            objectName: "copyLines"
            symbol: "copy"
            label: root.log.hasSelection ? qsTr("Copy the selected lines") : qsTr("Copy: select lines first")
            keys: "Ctrl+C"
            enabled: root.log.hasSelection
            onClicked: root.copyRequested()
        }
        IconButton {
            objectName: "exportLog"
            symbol: "download"
            label: qsTr("Export what the filter shows")
            enabled: root.log.count > 0
            visible: loader.status === Loader.Ready
            onClicked: root.chooser.open()

            Loader {
                id: loader

                // By its file, not as a type: without the dialogs' module everything else still works.
                source: "LogFileChooser.qml"
                active: root.visible
            }
            Connections {
                function onAccepted(): void {
                    root.log.exportTo(root.chooser.selectedFile, true);
                }

                target: root.chooser
            }
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
