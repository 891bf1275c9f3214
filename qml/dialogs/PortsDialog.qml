// Local addresses that lead to ports inside one sandbox: those that are open, and one more.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic as Basic
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

DialogFrame {
    id: root

    required property PanelModel panel

    readonly property PortsPanel ports: root.panel.ports
    readonly property int wanted: root.ports.portIn(portField.text)

    function begin(): void {
        root.ports.begin();
        portField.text = "";
        kindSwitch.current = 0;
        root.ask();
        portField.field.forceActiveFocus();
    }
    function send(): void {
        if (root.wanted > 0 && !root.ports.sending)
            root.ports.openPort(root.wanted, kindSwitch.current === 1);
    }

    objectName: "portsDialog"
    title: qsTr("Ports of %1").arg(root.ports.sandbox)
    cancelText: qsTr("Close")
    width: Math.min(Theme.sized(620), (parent?.width ?? Theme.sized(660)) - Theme.gap48)

    DialogText {
        text: qsTr("An address of this host that leads to what listens in the sandbox. Whoever comes wakes it. It is gone when you close it, with the sandbox, or with the program.")
    }
    ListView {
        id: list

        objectName: "portRows"
        Layout.fillWidth: true
        implicitHeight: Math.min(contentHeight, 6 * Theme.controlHeight)
        visible: root.ports.count > 0
        model: root.ports
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        Basic.ScrollBar.vertical: ThinScrollBar {}

        delegate: RowLayout {
            id: row

            required property int index
            required property string port
            required property string kind
            required property string address
            required property string use
            required property bool http

            width: list.width - Theme.scrollBarWidth
            height: Theme.controlHeight
            spacing: Theme.gap8

            MonoLabel {
                Layout.preferredWidth: Theme.sized(48)
                text: row.port
            }
            Item { // addresses begin in one line
                implicitWidth: Theme.sized(48)
                implicitHeight: tag.implicitHeight

                Tag {
                    id: tag

                    text: row.kind
                }
            }
            ElidedLabel {
                Layout.fillWidth: true
                text: row.address
                font.family: Theme.monoFamily
                color: Theme.textSecondary
            }
            CaptionLabel {
                text: row.use
                color: Theme.textSecondary
            }
            Item { // it keeps its place: the others stand under each other
                implicitWidth: browse.implicitWidth
                implicitHeight: browse.implicitHeight

                IconButton {
                    id: browse

                    objectName: "browsePort" + row.index
                    visible: row.http
                    symbol: "box-arrow-up-right"
                    label: qsTr("Open port %1 in the browser").arg(row.port)
                    onClicked: root.ports.browse(row.index)
                }
            }
            IconButton {
                objectName: "copyPort" + row.index
                symbol: "copy"
                label: row.http ? qsTr("Copy a URL of port %1, with a token that is good once").arg(row.port)
                                : qsTr("Copy the address of port %1").arg(row.port)
                onClicked: root.ports.copyUrl(row.index)
            }
            IconButton {
                objectName: "closePort" + row.index
                symbol: "trash3"
                label: qsTr("Close port %1, and all that is open through it").arg(row.port)
                onClicked: root.ports.closePort(row.index)
            }
        }
    }
    RowLayout {
        Layout.fillWidth: true
        spacing: Theme.gap12

        InputField {
            id: portField

            objectName: "portField"
            Layout.preferredWidth: Theme.sized(120)
            label: qsTr("Port inside")
            hint: qsTr("1 to 65535")
            wrong: portField.text !== "" && root.wanted === 0
            mono: true
            maximumLength: 5
            onAccepted: root.send()
        }
        SegmentSwitch {
            id: kindSwitch

            objectName: "portKind"
            choices: [qsTr("HTTP"), qsTr("TCP")]
            current: 0
            onChosen: index => kindSwitch.current = index
        }
        Item {
            Layout.fillWidth: true
        }
        PushButton {
            objectName: "openPort"
            text: qsTr("Open")
            enabled: root.wanted > 0 && !root.ports.sending && !root.panel.host.stale
            onClicked: root.send()
        }
    }
    CaptionLabel {
        Layout.fillWidth: true
        text: kindSwitch.current === 0
              ? qsTr("Requests and WebSockets, each with a token: a browser that is sent there from here has one.")
              : qsTr("Bytes as they are, for every program and every user of this host.")
        color: Theme.textSecondary
        wrapMode: Text.Wrap
        elide: Text.ElideNone
    }
    NoteBox {
        objectName: "portRefusal"
        Layout.fillWidth: true
        visible: root.ports.refusal !== ""
        kind: "error"
        text: root.ports.refusal
    }
    Connections {
        function onOpened(): void {
            portField.text = "";
        }

        target: root.ports
    }
}
