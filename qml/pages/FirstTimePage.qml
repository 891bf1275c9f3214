// Nothing to poll yet: what this is, how to connect, and a demo to look at first.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

FocusScope {
    id: root

    required property PanelModel panel

    ColumnLayout {
        anchors.centerIn: parent
        width: Math.min(Theme.sized(620), parent.width - Theme.gap48)
        spacing: Theme.gap16

        Icon {
            Layout.alignment: Qt.AlignHCenter
            symbol: "glovebox"
            size: Theme.sized(56)
            color: Theme.link
        }
        PlainLabel {
            Layout.alignment: Qt.AlignHCenter
            text: qsTr("Give your agents a sealed box")
            font.pixelSize: Theme.pageSize
            font.weight: Font.DemiBold
            Accessible.role: Accessible.Heading
        }
        PlainLabel {
            Layout.fillWidth: true
            horizontalAlignment: Text.AlignHCenter
            text: qsTr("Glovebox takes work from a self-hosted environment of Claude Managed Agents. Every session gets a microVM of its own on this host; its tool calls run in there, and you watch.")
            color: Theme.textSecondary
            font.pixelSize: Theme.readingSize
            lineHeight: 1.35
            wrapMode: Text.Wrap
            elide: Text.ElideNone
        }
        Card {
            Layout.fillWidth: true
            Layout.topMargin: Theme.gap8
            implicitHeight: steps.implicitHeight + Theme.gap32

            ColumnLayout {
                id: steps

                anchors.left: parent.left
                anchors.right: parent.right
                anchors.margins: Theme.gap16
                anchors.verticalCenter: parent.verticalCenter
                spacing: Theme.gap12

                SectionLabel {
                    text: qsTr("Connect an environment")
                }
                PlainLabel {
                    Layout.fillWidth: true
                    text: qsTr("Create a self-hosted environment and a key for it in the Console, then start Glovebox with both:")
                    color: Theme.textSecondary
                    wrapMode: Text.Wrap
                    elide: Text.ElideNone
                }
                Rectangle {
                    Layout.fillWidth: true
                    implicitHeight: command.implicitHeight + Theme.gap24
                    radius: Theme.radius
                    color: Theme.surfaceTerminal
                    border.color: Theme.borderSubtle

                    SelectableText {
                        id: command

                        objectName: "connectCommand"
                        anchors.left: parent.left
                        anchors.right: copy.left
                        anchors.margins: Theme.gap12
                        anchors.verticalCenter: parent.verticalCenter
                        font.family: Theme.monoFamily
                        font.pixelSize: Theme.monoSize
                        text: "ANTHROPIC_ENVIRONMENT_ID=env_… \\\nANTHROPIC_ENVIRONMENT_KEY=sk-ant-… \\\nglovebox"
                    }
                    IconButton {
                        id: copy

                        anchors.right: parent.right
                        anchors.rightMargin: Theme.gap4
                        anchors.top: parent.top
                        anchors.topMargin: Theme.gap4
                        symbol: "copy"
                        label: qsTr("Copy")
                        onClicked: root.panel.copyText(command.text)
                    }
                }
                PlainLabel {
                    Layout.fillWidth: true
                    text: qsTr("The key stays on this host. It is never readable inside a sandbox.")
                    color: Theme.textTertiary
                    font.pixelSize: Theme.captionSize
                    wrapMode: Text.Wrap
                    elide: Text.ElideNone
                }
            }
        }
        RowLayout {
            Layout.alignment: Qt.AlignHCenter
            Layout.topMargin: Theme.gap8
            spacing: Theme.gap12

            PushButton {
                objectName: "checkHost"
                focus: !root.panel.offersDemo
                text: qsTr("Check this host")
                symbol: "cpu"
                onClicked: root.panel.page = PanelModel.DoctorPage
            }
            PlainLabel {
                text: qsTr("No environment at hand?")
                color: Theme.textSecondary
                visible: root.panel.offersDemo
            }
            PushButton {
                objectName: "exploreDemo"
                visible: root.panel.offersDemo
                focus: root.panel.offersDemo
                kind: "primary"
                text: qsTr("Explore the demo")
                symbol: "play-fill"
                onClicked: root.panel.exploreDemo()
            }
        }
    }
}
