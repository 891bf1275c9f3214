// The local API: where it listens, and who has a key to it.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

FocusScope {
    id: root

    required property PanelModel panel

    readonly property KeysPanel keys: root.panel.keys
    readonly property StableList rows: root.keys.rows

    signal newRequested
    signal rotateRequested(id: string)
    signal revokeRequested(id: string)

    objectName: "apiPage"

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.gap16
        spacing: Theme.gap12

        PageHeader {
            Layout.fillWidth: true
            title: qsTr("Environments")
            count: root.panel.environments.count

            PushButton {
                objectName: "newKey"
                text: qsTr("New key…")
                symbol: "plus-lg"
                enabled: !root.panel.host.stale && root.keys.problem === ""
                hint: qsTr("For a program that may ask this host for sandboxes")
                onClicked: root.newRequested()
            }
        }
        EnvironmentTabs {
            Layout.fillWidth: true
            panel: root.panel
        }
        ApiCard {
            Layout.fillWidth: true
            panel: root.panel
        }
        NoteBox {
            objectName: "keysProblem"
            Layout.fillWidth: true
            visible: root.keys.problem !== ""
            kind: "error"
            text: qsTr("No key is good until this is repaired. %1").arg(root.keys.problem)
        }
        Card {
            Layout.fillWidth: true
            Layout.fillHeight: true

            KeyTable {
                id: table

                objectName: "keyTable"
                anchors.fill: parent
                anchors.margins: 1
                focus: true
                keys: root.rows
                registry: root.panel.registry
                stale: root.panel.host.stale
                visible: root.rows.count > 0
                onRotateRequested: id => root.rotateRequested(id)
                onRevokeRequested: id => root.revokeRequested(id)
            }
            EmptyState {
                objectName: "noKeys"
                anchors.centerIn: parent
                width: parent.width - Theme.gap48
                visible: root.keys.known && root.rows.total === 0
                symbol: "key"
                title: root.keys.problem === "" ? qsTr("Nobody has a key") : qsTr("No key can be shown")
                text: root.keys.problem === "" ? qsTr("Clients on this host need one to ask the local API. You say what each may do and how long; its secret is shown once.")
                                               : qsTr("What was kept stays as it is. Why it cannot be read stands above.")
                actionText: root.keys.problem === "" ? qsTr("New key…") : ""
                actionSymbol: "plus-lg"
                onActionRequested: root.newRequested()
            }
        }
    }
    Connections {
        function onAsked(id: string): void {
            switch (id) {
            case "key.rotate": root.rotateRequested(root.rows.currentKey); break;
            case "key.revoke": root.revokeRequested(root.rows.currentKey); break;
            }
        }

        enabled: root.visible
        target: root.panel.registry
    }
}
