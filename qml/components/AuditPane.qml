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
            text: root.audit.entryObject
            symbol: root.audit.entryObject.startsWith("sandbox") ? "sandbox" : "file-text"
            hint: qsTr("Open it")
            onClicked: root.panel.openObject(root.audit.entryObject)
        }
        LinkRow {
            objectName: "auditSession"
            Layout.fillWidth: true
            visible: root.audit.entrySession !== "" && root.panel.hasObject("session/" + root.audit.entrySession)
            text: root.audit.entrySession
            symbol: "session"
            hint: qsTr("Open the session")
            onClicked: root.panel.openSession(root.audit.entrySession)
        }
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
        Flickable {
            Layout.fillWidth: true
            Layout.fillHeight: true
            contentHeight: column.height
            clip: true
            boundsBehavior: Flickable.StopAtBounds
            Basic.ScrollBar.vertical: ThinScrollBar {}

            Column {
                id: column

                width: parent.width
                spacing: Theme.gap8

                Repeater {
                    model: [
                        {label: qsTr("Object"), text: root.audit.entryObject},
                        {label: qsTr("Session"), text: root.audit.entrySession},
                        {label: qsTr("Before"), text: root.audit.entryBefore},
                        {label: qsTr("After"), text: root.audit.entryAfter}
                    ]

                    Column {
                        id: part

                        required property var modelData

                        width: column.width
                        visible: part.modelData.text !== ""

                        CaptionLabel {
                            text: part.modelData.label
                        }
                        SelectableText {
                            objectName: "audit" + part.modelData.label
                            width: parent.width
                            text: part.modelData.text
                            font.family: Theme.monoFamily
                            font.pixelSize: Theme.monoSize
                        }
                    }
                }
                FactTable {
                    width: parent.width
                    labelWidth: 96
                    model: root.audit.facts
                    onCopyRequested: text => root.panel.copyText(text)
                }
            }
        }
    }
}
