// Whether the trail is whole: what verifying means, that it goes on, or what came of it; what is wrong, and the head to be
// written down elsewhere.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

ColumnLayout {
    id: root

    required property PanelModel panel

    readonly property AuditVerifier seal: root.panel.history.verifier

    spacing: Theme.gap8

    NoteBox {
        objectName: "verifyNote"
        Layout.fillWidth: true
        kind: root.seal.known && !root.seal.whole ? "error" : "info"
        text: root.seal.running ? qsTr("Looking at every entry…")
                                : root.seal.known ? root.seal.text
                                                  : qsTr("Each entry is sealed to the one before. Verifying finds any change, gap or truncation, and says where.")
        actionText: root.seal.running ? qsTr("Cancel") : root.seal.known ? qsTr("Verify again") : qsTr("Verify")
        actionSymbol: root.seal.running ? "x-lg" : "patch-check"
        onActionRequested: root.seal.running ? root.seal.cancel() : root.seal.verify()
    }
    Card {
        Layout.fillWidth: true
        Layout.preferredHeight: Math.min(160, findings.linesHeight + Theme.gap16)
        visible: root.seal.findings.count > 0

        LineList {
            id: findings

            objectName: "auditFindings"
            anchors.fill: parent
            anchors.margins: Theme.gap8
            label: qsTr("What is wrong with the trail")
            model: root.seal.findings
            numbered: false
            sentences: true
        }
    }
    CopyLine {
        objectName: "auditHead"
        Layout.fillWidth: true
        visible: root.seal.head !== ""
        label: qsTr("Its head")
        text: root.seal.head
        hint: qsTr("Copy the head: kept elsewhere, it shows later that nothing was cut off (gloveboxctl audit verify --expect)")
        onCopyRequested: root.panel.copyText(root.seal.head)
    }
}
