// Who may change something here, and whom this program itself talks to.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

ColumnLayout {
    id: root

    required property PanelSettings settings

    spacing: Theme.gap12

    SettingRow {
        Layout.fillWidth: true
        Layout.bottomMargin: Theme.gap12
        label: qsTr("View only")
        help: root.settings.viewOnlyFixed ? qsTr("This start was made with --view-only: it holds until the window is closed.")
                                          : qsTr("You can look and export, not change: no action reaches the engine. Anybody at this window can switch it off again.")

        ToggleSwitch {
            objectName: "viewOnly"
            label: qsTr("View only")
            on: root.settings.viewOnly
            enabled: !root.settings.viewOnlyFixed
            onClicked: root.settings.viewOnly = !root.settings.viewOnly
        }
    }
    PlainLabel {
        Layout.fillWidth: true
        text: qsTr("Glovebox sends no telemetry, and asks nobody for updates. It connects to the hosts below; when an agent image is built also to the npm registry that this host is set to; and to what you name in an image or a template. What sandboxes may reach is on the Egress page.")
        wrapMode: Text.Wrap
        elide: Text.ElideNone
    }
    SettingLines {
        objectName: "outboundHosts"
        Layout.fillWidth: true
        Layout.fillHeight: true
        visible: root.settings.outbound.length > 0
        label: qsTr("Hosts that Glovebox connects to")
        lines: Array.from(root.settings.outbound, one => ({name: one.host, value: "", from: "", meaning: one.use}))
    }
    PlainLabel {
        objectName: "noOutbound"
        Layout.fillWidth: true
        visible: root.settings.outbound.length === 0
        text: qsTr("As it is set up now: none.")
        color: Theme.textSecondary
    }
}
