// Making sandboxes ready for somebody: the dialogs that create one, put things into it, lead to its ports, keep it for a
// session, and start a session in it.
import QtQuick
import Glovebox.App
import Glovebox.Controls

Item {
    id: root

    required property PanelModel panel

    signal closed

    function create(): void {
        newSandboxDialog.get().show();
    }
    function createFrom(image: string, base: string): void {
        newSandboxDialog.get().showFrom(image, base);
    }
    function createFromSnapshot(snapshot: string): void {
        newSandboxDialog.get().showFromSnapshot(snapshot);
    }
    function reserve(): void {
        reservationDialog.get().show(root.panel.sandbox.id);
    }
    function putFiles(): void {
        seedDialog.get().show(root.panel.sandbox.id);
    }
    function putDropped(files: var): void {
        const why = root.panel.preparation.whyNotSeed(root.panel.sandbox.id);
        if (why === "")
            seedDialog.get().showFiles(root.panel.sandbox.id, files);
        else
            root.panel.toast(why, true);
    }
    function seedAgain(): void {
        seedDialog.get().showAgain(root.panel.sandbox.id);
    }
    function showPorts(): void {
        portsDialog.get().begin();
    }
    function startSession(sandbox: string): void {
        startSessionDialog.get().show(sandbox);
    }

    objectName: "preparation"

    Connections { // of a sandbox that is looked at from the inside; pages ask for themselves
        function onAsked(id: string): void {
            if (id === "snapshot.sandbox")
                root.createFromSnapshot(root.panel.snapshot.id);
        }

        enabled: root.panel.inside.looking
        target: root.panel.registry
    }
    LazyDialog {
        id: newSandboxDialog

        given: ({panel: root.panel})
        onClosed: root.closed()

        NewSandboxDialog {
            onSessionRequested: sandbox => startSessionDialog.get().show(sandbox)
        }
    }
    LazyDialog {
        id: reservationDialog

        given: ({panel: root.panel})
        onClosed: root.closed()

        ReservationDialog {}
    }
    LazyDialog {
        id: seedDialog

        given: ({panel: root.panel})
        onClosed: root.closed()

        SeedDialog {}
    }
    LazyDialog {
        id: portsDialog

        given: ({panel: root.panel})
        onClosed: root.closed()

        PortsDialog {}
    }
    LazyDialog {
        id: startSessionDialog

        given: ({panel: root.panel})
        onClosed: root.closed()

        StartSessionDialog {}
    }
    Connections {
        function onAsked(id: string): void {
            switch (id) {
            case "sandbox.new": root.create(); break;
            case "session.new": root.startSession(""); break;
            }
        }

        target: root.panel.registry
    }
}
