// The dialogs about sandboxes and snapshots: what is asked before something is done to them.
import QtQuick
import Glovebox.App

Item {
    id: root

    required property PanelModel panel

    signal closed

    function askToDestroy(): void { // destroy() is every object's own
        destroyDialog.ask();
    }
    function destroyMarked(): void {
        destroyMarkedDialog.show();
    }
    function takeSnapshot(): void {
        snapshotDialog.begin();
    }
    function fork(ofSnapshot: bool): void {
        forkDialog.begin(ofSnapshot);
    }
    function editLadder(ofTemplate: bool): void {
        ladderDialog.begin(ofTemplate);
    }
    function keepAwake(): void {
        keepAwakeDialog.begin();
    }
    function rename(): void {
        renameDialog.begin();
    }
    function restoreInPlace(): void {
        restoreDialog.begin();
    }
    function deleteSnapshots(): void {
        deleteSnapshotsDialog.show();
    }

    Connections { // of a sandbox that is looked at from the inside; pages ask for themselves
        function onAsked(id: string): void {
            switch (id) {
            case "sandbox.snapshot": root.takeSnapshot(); break;
            case "sandbox.fork": root.fork(false); break;
            case "snapshot.restore": root.fork(true); break;
            case "snapshot.inPlace": root.restoreInPlace(); break;
            case "snapshot.rename": root.rename(); break;
            case "snapshot.delete":
                root.panel.actions.prepareDeletion([root.panel.snapshot.id]);
                root.deleteSnapshots();
                break;
            }
        }

        enabled: root.panel.inside.looking
        target: root.panel.registry
    }
    DestroyDialog {
        id: destroyDialog

        panel: root.panel
        onClosed: root.closed()
    }
    DestroyMarkedDialog {
        id: destroyMarkedDialog

        panel: root.panel
        onClosed: root.closed()
    }
    SnapshotDialog {
        id: snapshotDialog

        panel: root.panel
        onClosed: root.closed()
    }
    ForkDialog {
        id: forkDialog

        panel: root.panel
        onClosed: root.closed()
    }
    LadderDialog {
        id: ladderDialog

        panel: root.panel
        onClosed: root.closed()
    }
    KeepAwakeDialog {
        id: keepAwakeDialog

        panel: root.panel
        onClosed: root.closed()
    }
    RenameDialog {
        id: renameDialog

        panel: root.panel
        onClosed: root.closed()
    }
    RestoreDialog {
        id: restoreDialog

        panel: root.panel
        onClosed: root.closed()
    }
    DeleteSnapshotsDialog {
        id: deleteSnapshotsDialog

        panel: root.panel
        onClosed: root.closed()
    }
}
