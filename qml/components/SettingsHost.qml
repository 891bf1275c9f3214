// What the engine was started with. It is read at a start: here it is shown, not changed.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

ColumnLayout {
    id: root

    required property PanelModel panel

    readonly property PanelSettings settings: root.panel.settings

    spacing: Theme.gap12

    PushButton {
        objectName: "openSetup"
        text: root.panel.registry.find("go.setup").text
        symbol: "check-lg"
        hint: qsTr("Add an environment, or run the test again")
        onClicked: root.panel.registry.trigger("go.setup")
    }
    PlainLabel {
        Layout.fillWidth: true
        text: qsTr("Flags and environment variables of this start; a change needs another one. Keys are never shown.")
        color: Theme.textSecondary
        wrapMode: Text.Wrap
        elide: Text.ElideNone
    }
    CopyLine {
        objectName: "settingsFile"
        Layout.fillWidth: true
        visible: root.settings.file !== ""
        label: qsTr("Window")
        text: root.settings.file
        hint: qsTr("Copy the path of the file that keeps what you choose for this window")
        onCopyRequested: root.panel.copyText(root.settings.file)
    }
    SettingLines {
        objectName: "hostSettings"
        Layout.fillWidth: true
        Layout.fillHeight: true
        visible: root.settings.host.length > 0
        label: qsTr("Settings of this host")
        lines: root.settings.host
    }
    EmptyState {
        Layout.fillWidth: true
        visible: root.settings.host.length === 0
        symbol: "sliders"
        title: qsTr("No engine of this host")
        text: qsTr("Sample data has no settings of its own.")
    }
}
