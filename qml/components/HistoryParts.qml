// What lies over the pages on behalf of history: the drawers of operations, alerts and leftovers, of which one is open at
// a time, and the dialogs of exports, budgets and recovery.
import QtQuick
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Item {
    id: root

    required property PanelModel panel

    readonly property bool floats: true // over the page on purpose
    readonly property real drawerWidth: root.width < Theme.sized(820) ? Math.min(root.width, Theme.sized(480)) : Theme.sized(440)

    signal closed

    function open(drawer: Item): void {
        for (const each of [operations, alerts, leftovers])
            root.show(each, each === drawer);
        drawer.focusList();
    }
    function close(drawer: Item): void {
        root.show(drawer, false);
        root.closed();
    }
    function show(drawer: Item, shown: bool): void {
        if (drawer === alerts && shown)
            alerts.begin();
        else if (drawer === alerts && alerts.visible)
            alerts.end();
        drawer.visible = shown;
    }
    function toggleOperations(): void {
        if (operations.visible)
            root.close(operations);
        else
            root.open(operations);
    }
    function toggleAlerts(): void {
        if (alerts.visible)
            root.close(alerts);
        else
            root.open(alerts);
    }
    /// The newest of that object, unfolded.
    function showOperation(object: string): void {
        root.open(operations);
        root.panel.history.operations.showOf(object);
    }
    function showLeftovers(): void {
        root.open(leftovers);
    }
    function showRecovery(): void {
        recovery.get().ask();
    }
    function exportCosts(): void {
        if (root.panel.history.prepareCostsExport())
            fileExport.get().show();
    }
    function exportAudit(json: bool): void {
        if (root.panel.history.prepareAuditExport(json))
            fileExport.get().show();
    }
    function exportEgress(json: bool, text: string): void {
        if (root.panel.history.prepareEgressExport(json, text))
            fileExport.get().show();
    }
    function editBudgets(): void {
        budgets.get().begin();
    }

    objectName: "historyParts"

    OperationsDrawer {
        id: operations

        anchors.right: parent.right
        width: root.drawerWidth
        height: parent.height
        visible: false
        panel: root.panel
        onCloseRequested: root.close(operations)
    }
    AlertsDrawer {
        id: alerts

        anchors.right: parent.right
        width: root.drawerWidth
        height: parent.height
        visible: false
        panel: root.panel
        onCloseRequested: root.close(alerts)
    }
    Connections {
        function onTableReady(): void {
            fileExport.get().show();
        }

        target: root.panel.history
    }
    Connections { // what an alert or a need is about
        function onOperationAsked(object: string): void {
            root.showOperation(object);
        }
        function onLeftoversAsked(): void {
            root.showLeftovers();
        }

        target: root.panel.overview
    }
    LeftoversDrawer {
        id: leftovers

        anchors.right: parent.right
        width: root.drawerWidth
        height: parent.height
        visible: false
        panel: root.panel
        onCloseRequested: root.close(leftovers)
        onRemoveRequested: (id, title, where, size) => removeLeftover.get().begin(id, title, where, size)
    }
    LazyDialog {
        id: removeLeftover

        given: ({panel: root.panel})
        onClosed: leftovers.focusList()

        RemoveLeftoverDialog {}
    }
    LazyDialog {
        id: recovery

        given: ({history: root.panel.history})
        onClosed: root.closed()

        RecoveryDialog {}
    }
    LazyDialog {
        id: budgets

        given: ({budgets: root.panel.history.budgets})
        onClosed: root.closed()

        BudgetsDialog {}
    }
    LazyDialog {
        id: fileExport

        given: ({fileExport: root.panel.history.fileExport})
        onClosed: root.closed()

        FileExportDialog {}
    }
}
