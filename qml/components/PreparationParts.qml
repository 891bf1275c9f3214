// Making sandboxes ready for somebody: the dialogs that create one, put things into it, lead to its ports, keep it for a
// session, and start a session in it.
import QtQuick
import Glovebox.App

Item {
    id: root

    required property PanelModel panel

    signal closed

    function create(): void {
        newSandboxDialog.show();
    }
    function createFrom(image: string, base: string): void {
        newSandboxDialog.showFrom(image, base);
    }
    function createFromSnapshot(snapshot: string): void {
        newSandboxDialog.showFromSnapshot(snapshot);
    }
    function reserve(): void {
        reservationDialog.show(root.panel.sandbox.id);
    }
    function putFiles(): void {
        seedDialog.show(root.panel.sandbox.id);
    }
    function putDropped(files: var): void {
        const why = root.panel.preparation.whyNotSeed(root.panel.sandbox.id);
        if (why === "")
            seedDialog.showFiles(root.panel.sandbox.id, files);
        else
            root.panel.toast(why, true);
    }
    function seedAgain(): void {
        seedDialog.showAgain(root.panel.sandbox.id);
    }
    function showPorts(): void {
        portsDialog.begin();
    }
    function startSession(sandbox: string): void {
        startSessionDialog.show(sandbox);
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
    NewSandboxDialog {
        id: newSandboxDialog

        panel: root.panel
        onClosed: root.closed()
        onSessionRequested: sandbox => startSessionDialog.show(sandbox)
    }
    ReservationDialog {
        id: reservationDialog

        panel: root.panel
        onClosed: root.closed()
    }
    SeedDialog {
        id: seedDialog

        panel: root.panel
        onClosed: root.closed()
    }
    PortsDialog {
        id: portsDialog

        panel: root.panel
        onClosed: root.closed()
    }
    StartSessionDialog {
        id: startSessionDialog

        panel: root.panel
        onClosed: root.closed()
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
