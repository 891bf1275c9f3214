// One entry of the audit trail in full: what was before, what after, and its place in the chain.
import QtQuick
import QtQuick.Controls.Basic as Basic
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Card {
    id: root

    required property PanelModel panel

    readonly property AuditModel audit: root.panel.history.audit
    readonly property string kind: root.audit.entryObject.split("/")[0] // "sandbox", of what is open to be looked at

    signal closeRequested

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.gap16
        anchors.topMargin: Theme.gap12
        spacing: Theme.gap12

        PaneHead {
            Layout.fillWidth: true
            title: root.audit.entryAction
            mono: true
            titleWidth: root.width - 2 * Theme.gap16 - Theme.gap48
            onCloseRequested: root.closeRequested()
        }
        StateChip {
            objectName: "auditOutcome"
            tone: root.audit.entryTone
            symbol: root.audit.entrySymbol
            word: root.audit.entryWord
        }
        NoteBox {
            objectName: "auditReason"
            Layout.fillWidth: true
            visible: root.audit.entryReason !== ""
            kind: root.audit.entryTone === "failed" ? "error" : root.audit.entryTone === "attention" ? "warning" : "info"
            text: root.audit.entryReason
        }
        LinkRow {
            objectName: "auditObject"
            Layout.fillWidth: true
            visible: root.audit.known && root.panel.hasObject(root.audit.entryObject)
            text: root.kind === "session" ? qsTr("Open the session") : root.kind === "template" ? qsTr("Open the template")
                : root.kind === "snapshot" ? qsTr("Open the snapshot") : qsTr("Open the sandbox")
            symbol: root.kind === "sandbox" || root.kind === "session" || root.kind === "template" ? root.kind : "state/diamond"
            hint: root.audit.entryObject
            onClicked: root.panel.openObject(root.audit.entryObject)
        }
        LinkRow {
            objectName: "auditSession"
            Layout.fillWidth: true
            visible: root.kind !== "session" && root.audit.entrySession !== "" && root.panel.hasObject("session/" + root.audit.entrySession)
            text: qsTr("Open the session")
            symbol: "session"
            hint: root.audit.entrySession
            onClicked: root.panel.openSession(root.audit.entrySession)
        }
        RowLayout {
            spacing: Theme.gap8

            PushButton {
                objectName: "onlyThisObject"
                visible: root.audit.entryObject !== "" && root.audit.object !== root.audit.entryObject
                text: qsTr("Only this object")
                symbol: "filter"
                hint: root.audit.entryObject
                onClicked: root.audit.object = root.audit.entryObject
            }
            PushButton {
                objectName: "auditToLog"
                visible: root.audit.known
                text: qsTr("Log at this time")
                symbol: "journal-text"
                hint: qsTr("What the engine said then")
                onClicked: root.panel.openLog("", root.audit.entryAt)
            }
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

                width: parent.width - Theme.scrollBarWidth
                labelWidth: Theme.sized(96)
                model: root.audit.facts
                onCopyRequested: text => root.panel.copyText(text)
            }
        }
    }
}
