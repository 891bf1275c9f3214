// Which lines of the log are shown.
import QtQuick
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

// Placed by hand: a RowLayout whose widths depend on its own is not laid out again after it got one (Qt 6.4).
Item {
    id: root

    required property LogModel log

    readonly property bool narrow: root.width < 860
    readonly property bool typing: filter.activeFocus

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
            width: root.narrow ? 150 : 220
            label: qsTr("Source")
            model: root.log.sourceChoices
            currentIndex: root.log.sourceIndex
            onActivated: index => root.log.sourceIndex = index
        }
        ChoiceBox {
            id: level
            objectName: "level"
            width: root.narrow ? 130 : 176
            label: qsTr("Level")
            model: root.log.levelChoices
            currentIndex: root.log.level
            onActivated: index => root.log.level = index
        }
        SearchField {
            id: filter

            objectName: "filter"
            width: Math.max(140, root.width - right.width - source.width - level.width - 3 * Theme.gap8)
            label: qsTr("Filter: words, -words")
            symbol: "filter"
            keys: "/"
            onTextChanged: root.log.filterText = text
            Component.onCompleted: text = root.log.filterText
        }
    }
    Row {
        id: right
        anchors.right: parent.right
        spacing: Theme.gap8

        PushButton {
            objectName: "copyLines"
            visible: !root.narrow || root.log.hasSelection
            text: qsTr("Copy lines")
            symbol: "copy"
            enabled: root.log.hasSelection
            hint: root.log.hasSelection ? qsTr("The selected lines   Ctrl+C") : qsTr("Select lines first")
            onClicked: root.copyRequested()
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
