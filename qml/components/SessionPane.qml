// Beside the events: the selected entry in full, or the session itself when nothing is selected.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Card {
    id: root

    required property PanelModel panel
    required property SessionDetail session
    property bool closable: false

    signal closeRequested
    signal exportRequested

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.gap16
        anchors.topMargin: Theme.gap12
        spacing: Theme.gap12

        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.gap8
            visible: !root.session.selectionNeedsApproval // that has a head of its own

            SectionLabel {
                objectName: "paneTitle"
                text: root.session.hasSelection ? root.session.selectedTitle : qsTr("Session")
                font.family: root.session.selectionIsCall ? Theme.monoFamily : Theme.family
            }
            StateChip {
                visible: root.session.selectionIsCall
                tone: root.session.selectedTone
                symbol: root.session.selectedSymbol
                word: root.session.selectedWord
            }
            Item {
                Layout.fillWidth: true
            }
            PushButton {
                objectName: "cancelCall"
                implicitHeight: Theme.sized(28)
                visible: root.session.canCancel || root.session.cancelText !== ""
                text: root.session.cancelText === "" ? qsTr("Cancel call") : root.session.cancelText
                symbol: "slash-circle"
                busy: root.session.cancelText !== ""
                enabled: root.session.canCancel
                hint: qsTr("Ends this call; the agent gets an error result and goes on")
                onClicked: root.panel.cancelCall()
            }
            IconButton {
                implicitHeight: Theme.sized(26)
                implicitWidth: Theme.sized(26)
                objectName: "closePane"
                symbol: "x-lg"
                label: root.closable ? qsTr("Close") : qsTr("Clear the selection")
                keys: "Esc"
                visible: root.closable || root.session.hasSelection
                onClicked: root.closable ? root.closeRequested() : root.session.clearSelection()
            }
        }
        ErrorPanel {
            Layout.fillWidth: true
            visible: !root.session.hasSelection && root.session.problemCode !== ""
            what: root.session.problemWhat
            why: root.session.problemWhy
            todo: root.session.problemTodo
            detail: root.session.problemDetail
            code: root.session.problemCode
            onCopyRequested: root.panel.copySessionProblem()
        }
        SessionTabs {
            Layout.fillWidth: true
            Layout.fillHeight: true
            visible: !root.session.hasSelection
            panel: root.panel
            session: root.session
            onExportRequested: root.exportRequested()
        }
        ApprovalPane {
            objectName: "sessionApproval"
            Layout.fillWidth: true
            Layout.fillHeight: true
            visible: root.session.selectionNeedsApproval
            panel: root.panel
            approval: root.session.approval
            showsSession: false
            closable: true
            closeLabel: root.closable ? qsTr("Close") : qsTr("Clear the selection")
            onCloseRequested: root.closable ? root.closeRequested() : root.session.clearSelection()
        }
        CallPane {
            Layout.fillWidth: true
            Layout.fillHeight: true
            visible: root.session.selectionIsCall && !root.session.selectionNeedsApproval
            panel: root.panel
            session: root.session
        }
        LineList {
            Layout.fillWidth: true
            Layout.fillHeight: true
            visible: root.session.hasSelection && !root.session.selectionIsCall
            label: root.session.selectedTitle
            model: root.session.output
            numbered: false
        }
    }
}
