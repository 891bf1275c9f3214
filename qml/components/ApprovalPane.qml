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

        Item { // placed by hand: on the session's page it is filled while it is hidden
            Layout.fillWidth: true
            implicitHeight: Theme.sized(26)

            ElidedLabel {
                id: tool

                objectName: "approvalTool"
                width: Math.min(implicitWidth, parent.width / 3)
                height: parent.height
                text: root.approval.tool
                mono: true
                font.pixelSize: Theme.sectionSize
                font.weight: Font.DemiBold
                elide: implicitWidth > parent.width / 3 ? Text.ElideRight : Text.ElideNone
                Accessible.role: Accessible.Heading
            }
            StateChip {
                id: chip

                objectName: "approvalState"
                x: tool.width + Theme.gap8
                width: implicitWidth
                anchors.verticalCenter: parent.verticalCenter
                tone: root.approval.tone
                symbol: root.approval.symbol
                word: root.approval.word
                stale: root.panel.host.stale
            }
            CaptionLabel {
                x: chip.x + chip.width + Theme.gap8
                width: Math.max(0, rest.x - x - Theme.gap8)
                height: parent.height
                text: root.approval.waitedText
            }
            Row {
                id: rest

                anchors.right: parent.right
                height: parent.height
                spacing: Theme.gap8

                IconButton {
                    objectName: "closeApproval"
                    width: Theme.sized(26)
                    height: Theme.sized(26)
                    symbol: "x-lg"
                    label: root.closeLabel
                    keys: "Esc"
                    visible: root.closable
                    onClicked: root.closeRequested()
                }
            }
        }
        LinkRow {
            objectName: "approvalSession"
            Layout.fillWidth: true
            visible: root.showsSession
            text: root.approval.sessionTitle
            symbol: "session"
            hint: qsTr("Open the session")
            onClicked: root.panel.openSession(root.approval.sessionId)
        }
        FactTable {
            objectName: "approvalWhere"
            Layout.fillWidth: true
            labelWidth: Theme.sized(128)
            lineHeight: Theme.sized(22)
            model: root.approval.where
        }
        ColumnLayout {
            Layout.fillWidth: true
            spacing: Theme.gap2
            visible: root.approval.context !== "" && root.height > Theme.sized(480)

            CaptionLabel {
                text: qsTr("What the agent said before")
            }
            ElidedLabel {
                objectName: "approvalContext"
                Layout.fillWidth: true
                text: root.approval.context
                color: Theme.textSecondary
                wrapMode: Text.Wrap
                maximumLineCount: root.height > Theme.sized(640) ? 3 : 2
                lineHeight: Theme.sized(18)
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
                implicitHeight: Theme.sized(26)
                kind: "quiet"
                text: qsTr("Copy")
                symbol: "copy"
                visible: tabs.current === 0
                onClicked: root.panel.copyApprovalInput()
            }
        }
        LineList {
            id: lines

            objectName: "approvalInput"
            Layout.fillWidth: true
            Layout.fillHeight: true
            visible: tabs.current === 0
            focus: true
            label: qsTr("The whole input")
            model: root.approval.input
            reports: root.approval.known
            subject: root.approval.call
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
        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.gap12
            visible: root.approval.more !== ""

            CaptionLabel {
                objectName: "approvalMore"
                Layout.fillWidth: true
                text: root.approval.more
                color: Theme.attention
                font.weight: Font.Medium
                wrapMode: Text.Wrap
            }
            PushButton {
                objectName: "denySession"
                implicitHeight: Theme.sized(28)
                kind: "quiet"
                text: qsTr("Deny all %1…").arg(root.approval.waitingInSession)
                visible: root.approval.hasKey && root.approval.waitingInSession > 1
                enabled: !root.panel.host.stale
                hint: qsTr("Lists every waiting call of this session first, and takes one reason for all")
                onClicked: root.panel.prepareDenialOfSession(root.approval.sessionId)
            }
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
        GridLayout { // a narrow sheet has its words above the buttons
            Layout.fillWidth: true
            columns: root.width < Theme.sized(560) ? 1 : 2
            columnSpacing: Theme.gap12
            rowSpacing: Theme.gap8
            visible: root.approval.waiting && root.approval.hasKey

            CaptionLabel {
                objectName: "approvalStatus"
                Layout.fillWidth: true
                text: root.approval.statusText === "" ? qsTr("Ctrl+Shift+A allows, Ctrl+Shift+D denies") : root.approval.statusText
                wrapMode: Text.Wrap
                elide: Text.ElideNone
            }
            Row {
                Layout.alignment: Qt.AlignRight
                spacing: Theme.gap12

                PushButton {
                    objectName: "nextUnseen"
                    kind: "quiet"
                    text: qsTr("Show the next")
                    symbol: "arrow-down"
                    visible: root.approval.firstUnseen >= 0 && tabs.current === 0
                    hint: qsTr("The first lines that were not in view yet")
                    onClicked: lines.showLine(root.approval.firstUnseen)
                }
                PushButton {
                    objectName: "deny"
                    text: qsTr("Deny")
                    symbol: "state/hand"
                    enabled: root.approval.canDeny && !root.panel.host.stale
                    hint: qsTr("It does not run; the agent is told   %1").arg(root.panel.registry.find("approval.deny").keysText)
                    onClicked: root.panel.denyShown()
                }
                PushButton {
                    objectName: "allow"
                    kind: "primary"
                    text: qsTr("Allow")
                    symbol: "check-lg"
                    enabled: root.approval.canAllow && !root.panel.host.stale
                    busy: root.approval.sending
                    hint: root.approval.canAllow ? root.approval.allowHint + "   " + root.panel.registry.find("approval.allow").keysText : root.approval.allowHint
                    onClicked: root.panel.allowShown()
                }
            }
        }
        CaptionLabel {
            Layout.fillWidth: true
            visible: root.approval.known && !root.approval.waiting
            text: root.approval.statusText
        }
    }
}
