// One work item: why it does not move, what would help, and what came of it.
import QtQuick
import QtQuick.Controls.Basic as Basic
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Card {
    id: root

    required property PanelModel panel

    readonly property WorkDetail work: root.panel.workItem

    signal closeRequested
    signal repairRequested

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.gap16
        anchors.topMargin: Theme.gap12
        spacing: Theme.gap12

        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.gap8

            SectionLabel {
                text: qsTr("Work item")
            }
            StateChip {
                objectName: "workState"
                tone: root.work.tone
                symbol: root.work.symbol
                word: root.work.word
                stale: root.panel.host.stale
            }
            Item {
                Layout.fillWidth: true
            }
            IconButton {
                objectName: "closePane"
                implicitHeight: Theme.sized(26)
                implicitWidth: Theme.sized(26)
                symbol: "x-lg"
                label: qsTr("Close")
                keys: "Esc"
                onClicked: root.closeRequested()
            }
        }
        LinkRow {
            objectName: "openSession"
            Layout.fillWidth: true
            visible: root.work.sessionId !== ""
            text: root.work.title
            symbol: "session"
            hint: qsTr("Open the session")
            onClicked: root.panel.openSession(root.work.sessionId)
        }
        NoteBox {
            objectName: "workReason"
            Layout.fillWidth: true
            visible: root.work.reason !== ""
            kind: "warning"
            text: root.work.reason
        }
        PlainLabel {
            objectName: "workAdvice"
            Layout.fillWidth: true
            visible: root.work.advice !== ""
            text: root.work.advice
            color: Theme.textSecondary
            wrapMode: Text.Wrap
            elide: Text.ElideNone
        }
        PushButton {
            objectName: "toApprovals"
            visible: root.work.waitsForApproval
            text: qsTr("Approvals")
            symbol: "shield-check"
            hint: qsTr("Read and answer the call")
            onClicked: root.panel.page = PanelModel.ApprovalsPage
        }
        Rectangle {
            Layout.fillWidth: true
            implicitHeight: 1
            color: Theme.borderSubtle
        }
        Flickable {
            Layout.fillWidth: true
            Layout.fillHeight: true
            contentHeight: facts.height
            clip: true
            boundsBehavior: Flickable.StopAtBounds
            Basic.ScrollBar.vertical: ThinScrollBar {}

            FactTable {
                id: facts

                width: parent.width
                model: root.work.facts
                onCopyRequested: text => root.panel.copyText(text)
            }
        }
        StateWord {
            objectName: "repairState"
            visible: root.work.repairWord !== ""
            tone: root.work.repairTone
            symbol: root.work.repairSymbol
            word: root.work.repairWord
            strong: true
        }
        NoteBox {
            objectName: "repairProblem"
            Layout.fillWidth: true
            visible: root.work.repairProblem !== ""
            kind: root.work.repairTone === "failed" ? "error" : "warning"
            text: root.work.repairProblem
        }
        CaptionLabel {
            objectName: "keyNote"
            Layout.fillWidth: true
            visible: root.work.keyNote !== "" && root.work.repairProblem === ""
            text: root.work.keyNote
            wrapMode: Text.Wrap
            elide: Text.ElideNone
        }
        PushButton {
            objectName: "repair"
            Layout.alignment: Qt.AlignRight
            visible: root.work.repairOffered
            text: root.work.repairVerb + "…"
            symbol: "stop-circle"
            enabled: root.work.canRepair
            hint: root.work.canRepair ? qsTr("Says first what it will do") : qsTr("Already asked for")
            onClicked: root.repairRequested()
        }
    }
}
