// The dialogs about sandboxes and snapshots: what is asked before something is done to them.
import QtQuick
import Glovebox.App
import Glovebox.Controls

Item {
    id: root

    required property PanelModel panel

    signal closed

    function askToDestroy(): void { // destroy() is every object's own
        destroyDialog.get().ask();
    }
    function destroyMarked(): void {
        destroyMarkedDialog.get().show();
    }
    function takeSnapshot(): void {
        snapshotDialog.get().begin();
    }
    function fork(ofSnapshot: bool): void {
        forkDialog.get().begin(ofSnapshot);
    }
    function editLadder(ofTemplate: bool): void {
        ladderDialog.get().begin(ofTemplate);
    }
    function keepAwake(): void {
        keepAwakeDialog.get().begin();
    }
    function rename(): void {
        renameDialog.get().begin();
    }
    function restoreInPlace(): void {
        restoreDialog.get().begin();
    }
    function deleteSnapshots(): void {
        deleteSnapshotsDialog.get().show();
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
    LazyDialog {
        id: destroyDialog

        given: ({panel: root.panel})
        onClosed: root.closed()

        DestroyDialog {}
    }
    LazyDialog {
        id: destroyMarkedDialog

        given: ({panel: root.panel})
        onClosed: root.closed()

        DestroyMarkedDialog {}
    }
    LazyDialog {
        id: snapshotDialog

        given: ({panel: root.panel})
        onClosed: root.closed()

        SnapshotDialog {}
    }
    LazyDialog {
        id: forkDialog

        given: ({panel: root.panel})
        onClosed: root.closed()

        ForkDialog {}
    }
    LazyDialog {
        id: ladderDialog

        given: ({panel: root.panel})
        onClosed: root.closed()

        LadderDialog {}
    }
    LazyDialog {
        id: keepAwakeDialog

        given: ({panel: root.panel})
        onClosed: root.closed()

        KeepAwakeDialog {}
    }
    LazyDialog {
        id: renameDialog

        given: ({panel: root.panel})
        onClosed: root.closed()

        RenameDialog {}
    }
    LazyDialog {
        id: restoreDialog

        given: ({panel: root.panel})
        onClosed: root.closed()

        RestoreDialog {}
    }
    LazyDialog {
        id: deleteSnapshotsDialog

        given: ({panel: root.panel})
        onClosed: root.closed()

        DeleteSnapshotsDialog {}
    }
}
