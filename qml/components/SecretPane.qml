// One secret of the gate: where it may go and how it is sent, and the sandboxes that may use it. Its value is nowhere.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic as Basic
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Card {
    id: root

    required property PanelModel panel

    readonly property SecretsPanel secrets: root.panel.secrets
    readonly property bool stale: root.panel.host.stale

    signal closeRequested
    signal changeRequested
    signal removeRequested
    signal grantRequested

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.gap16
        anchors.topMargin: Theme.gap12
        spacing: Theme.gap12

        PaneHead {
            Layout.fillWidth: true
            title: root.secrets.name
            titleWidth: Theme.sized(270)
            titleElide: Text.ElideMiddle // names differ at their ends
            onCloseRequested: root.closeRequested()
        }
        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.gap8

            StateChip {
                objectName: "secretState"
                tone: root.secrets.tone
                symbol: root.secrets.symbol
                word: root.secrets.word
                stale: root.stale
            }
            CaptionLabel {
                Layout.fillWidth: true
                text: root.secrets.keeping ? qsTr("on its way into the store") : ""
            }
        }
        PlainLabel {
            objectName: "secretDescription"
            Layout.fillWidth: true
            visible: root.secrets.description !== ""
            text: root.secrets.description
            color: Theme.textSecondary
            wrapMode: Text.Wrap
            elide: Text.ElideNone
            maximumLineCount: 4
        }
        NoteBox {
            objectName: "secretProblem"
            Layout.fillWidth: true
            visible: root.secrets.entryProblem !== ""
            kind: "error"
            text: qsTr("It is as it was before. %1").arg(root.secrets.entryProblem)
        }
        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.gap8

            PushButton {
                objectName: "changeSecret"
                text: qsTr("Change…")
                symbol: "pencil-square"
                enabled: !root.secrets.keeping && !root.stale
                hint: qsTr("Its hosts, how it is sent, or another value")
                onClicked: root.changeRequested()
            }
            Item {
                Layout.fillWidth: true
            }
            IconButton {
                objectName: "removeSecret"
                symbol: "trash3"
                label: qsTr("Remove it from this host…")
                keys: root.panel.registry.find("secret.remove").keysText
                enabled: !root.secrets.keeping && !root.stale
                onClicked: root.removeRequested()
            }
        }
        Rectangle {
            Layout.fillWidth: true
            implicitHeight: 1
            color: Theme.borderSubtle
        }
        Flickable {
            Layout.fillWidth: true
            Layout.fillHeight: true
            contentHeight: below.height
            clip: true
            boundsBehavior: Flickable.StopAtBounds
            Basic.ScrollBar.vertical: ThinScrollBar {}

            Column {
                id: below

                width: parent.width - Theme.scrollBarWidth
                spacing: Theme.gap12

                FactTable {
                    objectName: "secretFacts"
                    width: parent.width
                    labelWidth: Theme.sized(88)
                    model: root.secrets.facts
                    onCopyRequested: text => root.panel.copyText(text)
                }
                SectionLabel {
                    text: qsTr("Sandboxes that may use it")
                }
                CaptionLabel {
                    objectName: "noSecretUsers"
                    width: parent.width
                    visible: root.secrets.users.count === 0
                    text: qsTr("None. Programs see it in a sandbox only once that may use it.")
                    wrapMode: Text.Wrap
                    elide: Text.ElideNone
                }
                ListView { // of a thousand only those are made that are in sight
                    id: users

                    readonly property real rowHeight: Theme.controlHeight + Theme.gap8

                    objectName: "secretUsers"
                    width: parent.width
                    height: Math.min(users.count, 8) * users.rowHeight
                    visible: users.count > 0
                    interactive: users.count > 8
                    clip: users.interactive
                    boundsBehavior: Flickable.StopAtBounds
                    model: root.secrets.users
                    Basic.ScrollBar.vertical: ThinScrollBar {}

                    delegate: Item {
                        id: user

                        required property string sandboxId
                        required property string title
                        required property string why

                        objectName: "secretUser"
                        width: users.width - (users.interactive ? Theme.scrollBarWidth : 0)
                        height: users.rowHeight

                        LinkRow {
                            width: parent.width - take.width - Theme.gap8
                            text: user.title
                            symbol: "sandbox"
                            hint: qsTr("Open the sandbox")
                            onClicked: root.panel.openSandbox(user.sandboxId)
                        }
                        PushButton {
                            id: take

                            objectName: "takeAway"
                            x: parent.width - width
                            text: qsTr("Take away")
                            enabled: user.why === "" && !root.stale
                            hint: user.why === "" ? qsTr("At once: what it sends then is worth nothing") : user.why
                            onClicked: root.secrets.takeAway(user.sandboxId)
                        }
                    }
                }
                PushButton {
                    objectName: "grantSecret"
                    text: qsTr("Let a sandbox use it…")
                    symbol: "plus-lg"
                    enabled: root.secrets.canGrant && !root.secrets.keeping && !root.stale
                    hint: root.secrets.canGrant ? qsTr("One that runs now") : qsTr("No other sandbox runs that could use it")
                    onClicked: root.grantRequested()
                }
            }
        }
    }
}
