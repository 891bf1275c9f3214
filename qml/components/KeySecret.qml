// The secret of a key, the only time that it is shown, and what a client is set with.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

ColumnLayout {
    id: root

    required property PanelModel panel

    readonly property KeysPanel keys: root.panel.keys

    spacing: Theme.gap12

    NoteBox {
        Layout.fillWidth: true
        kind: "warning"
        text: qsTr("This is the only time that it is shown: Glovebox keeps a hash of it and cannot tell it again.")
    }
    CopyBlock {
        objectName: "secretBlock"
        Layout.fillWidth: true
        label: qsTr("Secret of %1").arg(root.keys.secretName)
        text: root.keys.secret
        onCopyRequested: root.panel.copyText(root.keys.secret)
    }
    CopyBlock {
        objectName: "settingsBlock"
        Layout.fillWidth: true
        label: root.keys.listening ? qsTr("Settings of a client") : qsTr("Settings of a client; no port is open that it could use")
        text: root.keys.clientSettings
        onCopyRequested: root.panel.copyText(root.keys.clientSettings)
    }
}
