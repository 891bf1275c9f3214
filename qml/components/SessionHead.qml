// Which session, how it is, and where it runs.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

ColumnLayout {
    id: root

    required property PanelModel panel
    required property SessionDetail session
    property bool detailsOffered: false
    readonly property bool idShown: root.width > Theme.sized(720) && root.width > Theme.sized(340) + (details.visible ? details.implicitWidth : 0) + (interrupt.visible ? interrupt.implicitWidth : 0) + sandboxLink.implicitWidth // its details have it too

    signal detailsRequested

    spacing: Theme.gap8

    TextMetrics {
        id: natural

        text: root.session.title
        font.family: Theme.family
        font.pixelSize: Theme.pageSize
        font.weight: Font.DemiBold
    }
    Item { // placed by hand: buttons come and go with the session's state and the window's width
        Layout.fillWidth: true
        implicitHeight: Theme.controlHeight

        Row {
            height: parent.height
            spacing: Theme.gap8

            BackLink {
                id: crumb

                objectName: "backToSessions"
                anchors.verticalCenter: parent.verticalCenter
                text: root.panel.backText
                onClicked: root.panel.back()
            }
            CaptionLabel {
                anchors.verticalCenter: parent.verticalCenter
                text: "/"
                visible: root.idShown
            }
            MonoLabel {
                anchors.verticalCenter: parent.verticalCenter
                text: root.session.shortId
                color: Theme.textTertiary
                visible: root.idShown
            }
            IconButton {
                objectName: "copySessionId"
                anchors.verticalCenter: parent.verticalCenter
                implicitWidth: Theme.sized(26)
                implicitHeight: Theme.sized(24)
                symbol: "copy"
                visible: root.idShown
                label: qsTr("Copy the session's id")
                ink: Theme.textTertiary
                onClicked: root.panel.copyText(root.session.id)
            }
        }
        Row {
            anchors.right: parent.right
            spacing: Theme.gap8

            PushButton {
                id: details

                objectName: "sessionDetails"
                visible: root.detailsOffered
                text: root.session.outputs.count > 0 ? qsTr("Details · %1").arg(root.session.outputs.tabText) : qsTr("Details")
                symbol: "info-circle"
                hint: qsTr("Facts, outputs, usage, skills and memory of this session")
                onClicked: root.detailsRequested()
            }
            PushButton {
                id: interrupt

                objectName: "interruptSession"
                visible: root.session.interruptOffered
                text: root.session.interruptText === "" ? qsTr("Interrupt") : root.session.interruptText
                symbol: "stop-circle"
                busy: root.session.interruptText !== ""
                enabled: root.session.canInterrupt
                hint: root.session.interruptHint
                onClicked: root.panel.interruptSession()
            }
            PushButton {
                id: sandboxLink

                objectName: "openSandbox"
                visible: root.session.sandbox !== ""
                text: root.session.sandbox + "  " + root.session.sandboxWord
                symbol: "sandbox"
                hint: qsTr("Open this session's sandbox")
                onClicked: root.panel.openSandbox(root.session.sandbox)
            }
            IconButton {
                objectName: "openTerminal"
                visible: root.session.sandbox !== "" && root.idShown
                symbol: "terminal"
                label: qsTr("A terminal in this session's sandbox")
                onClicked: root.panel.openTerminals(root.session.sandbox)
            }
        }
    }
    Item { // by hand too: a layout misses what comes and goes while the page is hidden (docs/decisions/0008)
        id: line

        Layout.fillWidth: true
        implicitHeight: Math.max(title.implicitHeight, chip.implicitHeight)

        ElidedLabel {
            id: title

            objectName: "sessionTitle"
            anchors.verticalCenter: parent.verticalCenter
            width: Math.max(0, Math.min(Math.ceil(natural.advanceWidth) + Theme.gap4, line.width - chip.width - figures.width - 2 * Theme.gap12 - (runner.visible ? runner.width + Theme.gap12 : 0)))
            text: root.session.title
            font.pixelSize: Theme.pageSize
            font.weight: Font.DemiBold
            Accessible.role: Accessible.Heading
        }
        RunnerTag {
            id: runner

            objectName: "sessionRunner"
            anchors.verticalCenter: parent.verticalCenter
            x: title.width + Theme.gap12
            visible: root.session.guestRunner
        }
        StateChip {
            id: chip

            objectName: "sessionState"
            anchors.verticalCenter: parent.verticalCenter
            x: title.width + Theme.gap12 + (runner.visible ? runner.width + Theme.gap12 : 0)
            tone: root.session.tone
            symbol: root.session.symbol
            word: root.session.word
            stale: root.panel.host.stale
        }
        ElidedLabel {
            anchors.verticalCenter: parent.verticalCenter
            x: chip.x + chip.width + Theme.gap12
            width: Math.max(0, figures.x - Theme.gap12 - x)
            text: root.session.reason
            font.pixelSize: Theme.captionSize
            color: Theme.textTertiary
            mayElide: line.width < Theme.sized(980) || root.session.reason.length > 24
        }
        Row {
            id: figures

            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            spacing: Theme.gap12

            CaptionLabel {
                anchors.verticalCenter: parent.verticalCenter
                text: root.session.countsText
                visible: line.width > Theme.sized(980) // its details have them too
                color: Theme.textSecondary
                elide: Text.ElideNone
            }
            PlainLabel {
                objectName: "sessionCost"
                anchors.verticalCenter: parent.verticalCenter
                visible: root.session.costText !== ""
                text: qsTr("List cost %1").arg(root.session.costText)
                elide: Text.ElideNone
            }
        }
    }
}
