// One call that waits for a yes: what will run, in full, where, and the two answers. Without the operator key the same,
// with the way to where it can be answered.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Item {
    id: root

    required property PanelModel panel
    required property ApprovalDetail approval
    // The inbox says which session; on the session's own page that is known.
    property bool showsSession: true
    property bool closable: false
    property string closeLabel: qsTr("Clear the selection")

    signal closeRequested

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.gap12

        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.gap8

            SectionLabel {
                objectName: "approvalTool"
                text: root.approval.tool
                font.family: Theme.monoFamily
            }
            StateChip {
                objectName: "approvalState"
                tone: root.approval.tone
                symbol: root.approval.symbol
                word: root.approval.word
                stale: root.panel.host.stale
            }
            CaptionLabel {
                Layout.fillWidth: true
                text: root.approval.waitedText
            }
            CaptionLabel {
                text: root.approval.more
                color: Theme.attention
                font.weight: Font.Medium
                visible: text !== ""
            }
            IconButton {
                implicitHeight: 26
                implicitWidth: 26
                objectName: "closeApproval"
                symbol: "x-lg"
                label: root.closeLabel
                keys: "Esc"
                visible: root.closable
                onClicked: root.closeRequested()
            }
        }
        PushButton {
            objectName: "approvalSession"
            Layout.fillWidth: true
            visible: root.showsSession
            text: root.approval.sessionTitle
            symbol: "session"
            hint: qsTr("Open the session")
            onClicked: root.panel.openSession(root.approval.sessionId)
        }
        ColumnLayout {
            Layout.fillWidth: true
            spacing: Theme.gap2
            visible: root.approval.context !== "" && root.height > 420

            CaptionLabel {
                text: qsTr("What the agent said before")
            }
            PlainLabel {
                objectName: "approvalContext"
                Layout.fillWidth: true
                text: root.approval.context
                color: Theme.textSecondary
                wrapMode: Text.Wrap
                maximumLineCount: 3
                lineHeight: 18
                lineHeightMode: Text.FixedHeight
            }
        }
        TabStrip {
            id: tabs

            objectName: "approvalTabs"
            Layout.fillWidth: true
            tabs: [qsTr("Input"), qsTr("Details")]

            PushButton {
                anchors.right: parent.right
                anchors.verticalCenter: parent.verticalCenter
                implicitHeight: 26
                kind: "quiet"
                text: qsTr("Copy")
                symbol: "copy"
                visible: tabs.current === 0
                onClicked: root.panel.copyApprovalInput()
            }
        }
        LineList {
            objectName: "approvalInput"
            Layout.fillWidth: true
            Layout.fillHeight: true
            visible: tabs.current === 0
            focus: true
            label: qsTr("The whole input")
            model: root.approval.input
            reports: root.approval.known
            onSeen: (first, last) => root.approval.saw(first, last)
        }
        Item {
            Layout.fillWidth: true
            Layout.fillHeight: true
            visible: tabs.current === 1
            clip: true

            FactTable {
                objectName: "approvalFacts"
                width: parent.width
                model: root.approval.facts
                onCopyRequested: text => root.panel.copyText(text)
            }
        }
        NoteBox {
            objectName: "keyMissing"
            Layout.fillWidth: true
            visible: root.approval.waiting && !root.approval.hasKey
            kind: "warning"
            text: root.approval.keyMissing
            actionText: qsTr("Copy link")
            actionSymbol: "link-45deg"
            onActionRequested: root.panel.copyApprovalLink()
        }
        NoteBox {
            objectName: "answerProblem"
            Layout.fillWidth: true
            visible: root.approval.problem !== ""
            kind: "error"
            text: root.approval.problem
        }
        InputField {
            id: reason

            objectName: "denyReason"
            Layout.fillWidth: true
            visible: root.approval.waiting && root.approval.hasKey
            label: qsTr("Reason to deny, sent to the agent (optional)")
            fieldEnabled: root.approval.canDeny
            maximumLength: root.approval.denyReasonMax
            onEdited: text => root.approval.denyReason = text

            Connections {
                function onDenyReasonChanged(): void {
                    if (reason.text !== root.approval.denyReason)
                        reason.text = root.approval.denyReason;
                }

                target: root.approval
            }
        }
        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.gap12
            visible: root.approval.waiting && root.approval.hasKey

            CaptionLabel {
                objectName: "approvalStatus"
                Layout.fillWidth: true
                text: root.approval.statusText === "" ? qsTr("Ctrl+Shift+A allows, Ctrl+Shift+D denies") : root.approval.statusText
                wrapMode: Text.Wrap
                maximumLineCount: 2
            }
            PushButton {
                objectName: "deny"
                text: qsTr("Deny")
                symbol: "state/hand"
                enabled: root.approval.canDeny
                hint: qsTr("It does not run; the agent is told   Ctrl+Shift+D")
                onClicked: root.panel.denyShown()
            }
            PushButton {
                objectName: "allow"
                kind: "primary"
                text: qsTr("Allow")
                symbol: "check-lg"
                enabled: root.approval.canAllow
                busy: root.approval.sending
                hint: root.approval.allowHint
                onClicked: root.panel.allowShown()
            }
        }
        CaptionLabel {
            Layout.fillWidth: true
            visible: root.approval.known && !root.approval.waiting
            text: root.approval.statusText
        }
    }
}
