// Which session, how it is, and where it runs.
import QtQuick
import QtQuick.Controls.Basic as Basic
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

ColumnLayout {
    id: root

    required property PanelModel panel
    required property SessionDetail session

    spacing: Theme.gap8

    TextMetrics {
        id: natural

        text: root.session.title
        font.family: Theme.family
        font.pixelSize: Theme.pageSize
        font.weight: Font.DemiBold
    }
    RowLayout {
        Layout.fillWidth: true
        spacing: Theme.gap8

        Basic.AbstractButton {
            id: crumb

            objectName: "backToSessions"
            text: qsTr("Sessions")
            focusPolicy: Qt.StrongFocus
            hoverEnabled: true
            onClicked: root.panel.back()
            Accessible.role: Accessible.Link
            Accessible.name: qsTr("Back to sessions")

            contentItem: Row {
                spacing: Theme.gap4

                Icon {
                    anchors.verticalCenter: parent.verticalCenter
                    symbol: "chevron-left"
                    size: 12
                    color: Theme.link
                }
                PlainLabel {
                    text: crumb.text
                    color: Theme.link
                    font.underline: crumb.hovered
                    Accessible.ignored: true
                }
            }
            background: Item {
                FocusRing {
                    shown: crumb.visualFocus
                }
            }
        }
        CaptionLabel {
            text: "/"
        }
        MonoLabel {
            text: root.session.shortId
            color: Theme.textTertiary
        }
        IconButton {
            objectName: "copySessionId"
            implicitWidth: 26
            implicitHeight: 24
            symbol: "copy"
            label: qsTr("Copy the session's id")
            ink: Theme.textTertiary
            onClicked: root.panel.copyText(root.session.id)
        }
        Item {
            Layout.fillWidth: true
        }
    }
    RowLayout {
        Layout.fillWidth: true
        spacing: Theme.gap12

        PlainLabel {
            objectName: "sessionTitle"
            Layout.fillWidth: true
            Layout.maximumWidth: Math.ceil(natural.advanceWidth) + Theme.gap4
            Layout.minimumWidth: Math.min(160, Layout.maximumWidth)
            text: root.session.title
            font.pixelSize: Theme.pageSize
            font.weight: Font.DemiBold
            Accessible.role: Accessible.Heading
        }
        StateChip {
            objectName: "sessionState"
            tone: root.session.tone
            symbol: root.session.symbol
            word: root.session.word
            stale: root.panel.host.stale
        }
        CaptionLabel {
            Layout.fillWidth: true
            text: root.session.reason
        }
        CaptionLabel {
            text: root.session.countsText
            color: Theme.textSecondary
        }
        PushButton {
            objectName: "openSandbox"
            visible: root.session.sandbox !== ""
            text: root.session.sandbox + "  " + root.session.sandboxWord
            symbol: "sandbox"
            hint: qsTr("Open this session's sandbox")
            onClicked: root.panel.openSandbox(root.session.sandbox)
        }
    }
}
