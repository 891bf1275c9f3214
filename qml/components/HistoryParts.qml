// What lies over the pages on behalf of history: the drawers of operations and leftovers, and the dialogs of exports,
// budgets and recovery.
import QtQuick
import Glovebox.App

Item {
    id: root

    required property PanelModel panel

    readonly property bool floats: true // over the page on purpose
    readonly property real drawerWidth: root.width < 820 ? Math.min(root.width, 480) : 440

    signal closed

    function toggleOperations(): void {
        leftovers.visible = false;
        operations.visible = !operations.visible;
        if (operations.visible)
            operations.focusList();
        else
            root.closed();
    }
    /// The newest of that object, unfolded.
    function showOperation(object: string): void {
        leftovers.visible = false;
        operations.visible = true;
        root.panel.history.operations.showOf(object);
        operations.focusList();
    }
    function showLeftovers(): void {
        operations.visible = false;
        leftovers.visible = true;
        leftovers.focusList();
    }
    function showRecovery(): void {
        recovery.ask();
    }
    function exportCosts(): void {
        if (root.panel.history.prepareCostsExport())
            fileExport.show();
    }
    function exportAudit(json: bool): void {
        if (root.panel.history.prepareAuditExport(json))
            fileExport.show();
    }
    function exportEgress(json: bool, text: string): void {
        if (root.panel.history.prepareEgressExport(json, text))
            fileExport.show();
    }
    function editBudgets(): void {
        budgets.begin();
    }

    objectName: "historyParts"

    OperationsDrawer {
        id: operations

        anchors.right: parent.right
        width: root.drawerWidth
        height: parent.height
        visible: false
        panel: root.panel
        onCloseRequested: {
            operations.visible = false;
            root.closed();
        }
    }
    LeftoversDrawer {
        id: leftovers

        anchors.right: parent.right
        width: root.drawerWidth
        height: parent.height
        visible: false
        panel: root.panel
        onCloseRequested: {
            leftovers.visible = false;
            root.closed();
        }
        onRemoveRequested: (id, title, where, size) => removeLeftover.begin(id, title, where, size)
    }
    RemoveLeftoverDialog {
        id: removeLeftover

        panel: root.panel
        onClosed: leftovers.focusList()
    }
    RecoveryDialog {
        id: recovery

        history: root.panel.history
        onClosed: root.closed()
    }
    BudgetsDialog {
        id: budgets

        budgets: root.panel.history.budgets
        onClosed: root.closed()
    }
    FileExportDialog {
        id: fileExport

        fileExport: root.panel.history.fileExport
        onClosed: root.closed()
    }
}
