// Where the local API listens, for people who set up a client.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Card {
    id: root

    required property PanelModel panel

    readonly property KeysPanel keys: root.panel.keys

    objectName: "apiCard"
    implicitHeight: column.implicitHeight + Theme.gap24

    ColumnLayout {
        id: column

        x: Theme.gap16
        y: Theme.gap12
        width: parent.width - 2 * x
        spacing: Theme.gap8

        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.gap8

            Icon {
                symbol: "link-45deg"
            }
            SectionLabel {
                text: qsTr("Where it listens")
            }
            StateChip {
                objectName: "apiState"
                visible: root.keys.known
                tone: root.keys.notListening !== "" ? "failed" : root.keys.listening ? "live" : "neutral"
                symbol: root.keys.notListening !== "" ? "octagon-cross" : root.keys.listening ? "disc" : "circle"
                word: root.keys.notListening !== "" ? qsTr("Not listening") : root.keys.listening ? qsTr("Listening") : qsTr("Socket only")
                stale: root.panel.host.stale
            }
            Item {
                Layout.fillWidth: true
            }
        }
        NoteBox {
            objectName: "notListening"
            Layout.fillWidth: true
            visible: root.keys.notListening !== ""
            kind: "error"
            text: root.keys.notListening
        }
        Repeater {
            model: root.keys.addresses

            CopyLine {
                required property int index
                required property string modelData

                objectName: "apiAddress" + index
                Layout.fillWidth: true
                label: index === 0 ? qsTr("Address") : ""
                text: modelData
                hint: qsTr("Copy the address")
                onCopyRequested: root.panel.copyText(modelData)
            }
        }
        CopyLine {
            objectName: "apiSocket"
            Layout.fillWidth: true
            visible: root.keys.socket !== ""
            label: qsTr("Socket")
            text: root.keys.socket
            hint: qsTr("Copy the socket's path")
            onCopyRequested: root.panel.copyText(root.keys.socket)
        }
        PlainLabel {
            objectName: "apiHow"
            Layout.fillWidth: true
            text: root.keys.listening ? qsTr("Programs of this host reach it with a key. The socket is yours alone, and needs none.")
                                      : qsTr("No port is open: programs reach it through the socket, which is yours alone and needs no key. Start Glovebox with --api-port 8467 to let clients that speak HTTP in, each with a key.")
            color: Theme.textSecondary
            wrapMode: Text.Wrap
            elide: Text.ElideNone
        }
    }
}
