// Which lines of the log are shown.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

RowLayout {
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

    spacing: Theme.gap8

    ChoiceBox {
        objectName: "source"
        Layout.preferredWidth: root.narrow ? 150 : 220
        label: qsTr("Source")
        model: root.log.sourceChoices
        currentIndex: root.log.sourceIndex
        onActivated: index => root.log.sourceIndex = index
    }
    ChoiceBox {
        objectName: "level"
        Layout.preferredWidth: root.narrow ? 130 : 176
        label: qsTr("Level")
        model: root.log.levelChoices
        currentIndex: root.log.level
        onActivated: index => root.log.level = index
    }
    SearchField {
        id: filter

        objectName: "filter"
        Layout.fillWidth: true
        Layout.minimumWidth: 140
        Layout.maximumWidth: 360
        label: qsTr("Filter: words, -words")
        symbol: "filter"
        keys: "/"
        onTextChanged: root.log.filterText = text
        Component.onCompleted: text = root.log.filterText
    }
    Item {
        Layout.fillWidth: true
    }
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
