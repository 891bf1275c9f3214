// The webhook switch: the control plane calls this host when a session starts to run, instead of being asked all the time.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Card {
    id: root

    required property PanelModel panel

    readonly property WebhookStatus webhook: root.panel.webhook
    readonly property real cell: (root.width - Theme.gap32) / (root.width < Theme.sized(860) ? 4 : 5)

    objectName: "webhookCard"
    implicitHeight: column.implicitHeight + Theme.gap24

    ColumnLayout {
        id: column

        x: Theme.gap16
        y: Theme.gap12
        width: parent.width - 2 * x
        spacing: Theme.gap12

        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.gap8

            Icon {
                symbol: "broadcast"
            }
            SectionLabel {
                text: qsTr("Webhooks")
            }
            StateChip {
                objectName: "webhookState"
                tone: root.webhook.tone
                symbol: root.webhook.symbol
                word: root.webhook.word
                stale: root.panel.host.stale
            }
            MonoLabel {
                objectName: "webhookAddress"
                text: root.webhook.address
                color: Theme.textSecondary
                elide: Text.ElideNone
                visible: text !== ""
            }
            IconButton {
                implicitWidth: Theme.sized(26)
                implicitHeight: Theme.sized(24)
                symbol: "copy"
                label: qsTr("Copy the address")
                ink: Theme.textTertiary
                visible: root.webhook.address !== ""
                onClicked: root.panel.copyText(root.webhook.address)
            }
            Item {
                Layout.fillWidth: true
            }
            CaptionLabel {
                text: root.webhook.requestText
                visible: text !== ""
            }
            PlainLabel {
                text: qsTr("Listen")
                color: root.webhook.available ? Theme.textPrimary : Theme.textTertiary
            }
            ToggleSwitch {
                objectName: "webhookSwitch"
                label: qsTr("Listen for webhooks")
                on: root.webhook.on
                enabled: root.webhook.canSwitch
                hint: root.webhook.available ? qsTr("Whether this host answers the control plane's calls") : root.webhook.whyNot
                onClicked: root.panel.switchWebhook(!root.webhook.on)
            }
        }
        NoteBox {
            objectName: "webhookProblem"
            Layout.fillWidth: true
            visible: root.webhook.problem !== ""
            kind: "error"
            text: root.webhook.problem
        }
        PlainLabel {
            objectName: "webhookWhyNot"
            Layout.fillWidth: true
            text: root.webhook.available ? qsTr("The control plane calls this host when a session starts to run; the queue is then taken at once. Register the public address in the Console.") : root.webhook.whyNot
            color: Theme.textSecondary
            wrapMode: Text.Wrap
            elide: Text.ElideNone
        }
        Row {
            visible: root.webhook.available

            Figure {
                objectName: "webhookAccepted"
                width: root.cell
                label: qsTr("Good calls")
                value: root.webhook.accepted
            }
            Figure {
                objectName: "webhookRejected"
                width: root.cell
                label: qsTr("Refused calls")
                value: root.webhook.rejected
                notable: root.webhook.anyRejected
            }
            Figure {
                width: root.cell
                label: qsTr("Last good call")
                value: root.webhook.last
            }
        }
    }
}
