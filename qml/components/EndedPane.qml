// One ended microVM: why it ended, what it used and cost, and what a failed one left to be read.
import QtQuick
import QtQuick.Controls.Basic as Basic
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Card {
    id: root

    required property PanelModel panel

    readonly property EndedDetail sandbox: root.panel.endedSandbox

    signal closeRequested

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.gap16
        anchors.topMargin: Theme.gap12
        spacing: Theme.gap12

        PaneHead {
            Layout.fillWidth: true
            title: root.sandbox.name === "" ? root.sandbox.id : root.sandbox.name
            mono: root.sandbox.name === ""
            onCloseRequested: root.closeRequested()

            Tag {
                text: qsTr("kept")
                ink: Theme.textSecondary
                visible: root.sandbox.kept
            }
        }
        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.gap8

            StateChip {
                objectName: "endedCause"
                tone: root.sandbox.tone
                symbol: root.sandbox.symbol
                word: root.sandbox.word
                stale: root.panel.host.stale
            }
            CaptionLabel {
                Layout.fillWidth: true
                text: root.sandbox.endedText
            }
        }
        NoteBox {
            objectName: "endedWhy"
            Layout.fillWidth: true
            kind: root.sandbox.failed ? "error" : "info"
            text: root.sandbox.endText
        }
        LinkRow {
            objectName: "endedSession"
            Layout.fillWidth: true
            visible: root.sandbox.sessionId !== ""
            text: root.sandbox.sessionTitle
            symbol: "session"
            hint: qsTr("Open the session")
            onClicked: root.panel.openSession(root.sandbox.sessionId)
        }
        LinkRow {
            objectName: "endedLog"
            Layout.fillWidth: true
            text: qsTr("Its console's log")
            symbol: "journal-text"
            hint: qsTr("Open it")
            onClicked: root.panel.openLog("sandbox/" + root.sandbox.id, 0)
        }
        EvidenceTabs {
            Layout.fillWidth: true
            Layout.fillHeight: true
            panel: root.panel
            first: root.sandbox.console
            firstTitle: qsTr("Console")
            second: root.sandbox.monitor
            secondTitle: qsTr("Monitor")

            Flickable {
                anchors.fill: parent
                contentHeight: facts.height
                clip: true
                boundsBehavior: Flickable.StopAtBounds
                Basic.ScrollBar.vertical: ThinScrollBar {}

                FactTable {
                    id: facts

                    width: parent.width
                    labelWidth: Theme.sized(100)
                    model: root.sandbox.facts
                    onCopyRequested: text => root.panel.copyText(text)
                }
            }
        }
    }
}
