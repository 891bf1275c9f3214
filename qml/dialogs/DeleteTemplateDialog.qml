// Deleting a template: what becomes free, and who stands on it.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls

AskDialog {
    id: root

    readonly property TemplateDetail base: root.panel.base

    objectName: "deleteTemplateDialog"
    title: qsTr("Delete %1?").arg(root.base.id)
    acceptText: qsTr("Delete 1 template")
    acceptEnabled: root.base.whyNotDelete === "" && !root.actions.sending && !root.panel.host.stale
    onAccepted: root.actions.deleteTemplate(root.base.id)

    FactLines {
        lines: [root.base.deleteConsequence]
    }
    DialogText {
        text: qsTr("The next sandbox of its size makes a new one be built.")
    }
    NoteBox {
        objectName: "inTheWay"
        Layout.fillWidth: true
        visible: root.base.whyNotDelete !== ""
        kind: "warning"
        text: root.base.whyNotDelete
    }
    RefusalNote {
        actions: root.actions
    }
}
