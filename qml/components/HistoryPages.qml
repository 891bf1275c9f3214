// The pages of the past that are read from the ledger: costs and the audit trail.
import QtQuick
import Glovebox.App

FocusScope {
    id: root

    required property PanelModel panel
    required property bool roomForPane

    readonly property bool costs: !root.panel.firstTime && root.panel.page === PanelModel.CostsPage
    readonly property bool audit: !root.panel.firstTime && root.panel.page === PanelModel.AuditPage

    signal costsExportRequested
    signal auditExportRequested(json: bool)
    signal budgetsRequested

    objectName: "historyPages"
    visible: root.costs || root.audit

    Loader { // made anew each time: layouts of Qt 6.4 miss what changes in them while they are hidden
        anchors.fill: parent
        active: root.costs
        visible: active
        focus: active
        sourceComponent: CostsPage {
            focus: true
            // A bound component would not be made here ("outside its creation context", Qt 6.4.2).
            panel: root.panel // qmllint disable unqualified
            onExportRequested: root.costsExportRequested() // qmllint disable unqualified
            onBudgetsRequested: root.budgetsRequested() // qmllint disable unqualified
        }
    }
    Loader {
        anchors.fill: parent
        active: root.audit
        visible: active
        focus: active
        sourceComponent: AuditPage {
            focus: true
            panel: root.panel // qmllint disable unqualified
            roomForPane: root.roomForPane // qmllint disable unqualified
            onExportRequested: json => root.auditExportRequested(json) // qmllint disable unqualified
        }
    }
}
