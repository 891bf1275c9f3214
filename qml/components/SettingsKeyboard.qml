// All keys of the window, each of which can be another one.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

ColumnLayout {
    id: root

    required property PanelModel panel

    readonly property KeySheet sheet: root.panel.registry.sheet

    spacing: Theme.gap12

    Component.onCompleted: root.sheet.begin()

    RowLayout {
        Layout.fillWidth: true
        spacing: Theme.gap16

        TickLine {
            id: letters

            markName: "lettersSetting"
            Layout.fillWidth: true
            text: qsTr("Letters and signs are keys. Without them, only arrows, F keys, Delete and keys with Ctrl or Alt do something.")
            checked: root.panel.settings.letters
            onToggled: root.panel.settings.letters = letters.checked
        }
        PushButton {
            objectName: "resetKeys"
            text: qsTr("All as they were made")
            symbol: "arrow-clockwise"
            enabled: root.sheet.anyChanged
            hint: enabled ? "" : qsTr("No key was changed")
            onClicked: root.sheet.resetAll()
        }
    }
    NoteBox {
        objectName: "keySettingProblem"
        Layout.fillWidth: true
        visible: root.sheet.problem !== ""
        kind: "warning"
        text: root.sheet.problem
    }
    KeyRows {
        objectName: "allKeys"
        Layout.fillWidth: true
        Layout.fillHeight: true
        title: qsTr("Keys")
        rows: root.sheet.all
        sheet: root.sheet
    }
    KeyCatcher {
        objectName: "settingsKeyCatcher"
        sheet: root.sheet
    }
}
