import QtQuick
import QtTest
import Glovebox.Test
import Glovebox.App
import Glovebox.Ui

// The layout of the palette, the sheet of keys, the hints and the emergency; see tst_layout.qml.
LayoutCase {
    id: root

    name: "ActionsLayout"

    function trigger(id: string): void {
        bench.panel.registry.trigger(id);
    }

    function test_palette_data() {
        return root.everyStory(["empty", "selection", "typed", "impossible", "objects", "nothing", "crowd"]);
    }
    function test_palette(data) {
        bench.everything(true, false);
        if (data.name === "crowd")
            bench.manySandboxes(200);
        root.open(data.width, data.height);
        bench.panel.openSession(bench.runningSession);
        if (["selection", "impossible"].includes(data.name))
            bench.panel.openSandbox(bench.pausedSandbox);
        root.trigger(data.name === "objects" ? "app.goTo" : "app.palette");
        const palette = Dialogs.of(window, "palette");
        tryVerify(() => palette.opened);
        const typed = {typed: "sand", impossible: "pause", nothing: "zzqzzq", crowd: "#"}[data.name] ?? "";
        findChild(window, "paletteField").text = typed;
        tryVerify(() => palette.y + palette.height <= window.contentItem.height);
        root.verifyTidy(data.tag);
    }

    function test_keys_data() {
        return root.everyStory(["sandboxes", "logs", "session", "changing", "problem", "terminal"]);
    }
    function test_keys(data) {
        bench.everything(true, false);
        root.open(data.width, data.height);
        bench.panel.page = {logs: PanelModel.LogsPage, session: PanelModel.SessionPage, terminal: PanelModel.TerminalPage}[data.name] ?? PanelModel.SandboxesPage;
        root.trigger("app.keys");
        const sheet = bench.panel.registry.sheet;
        if (data.name === "changing")
            sheet.change("sandbox.pause");
        if (data.name === "problem") {
            sheet.change("sandbox.pause");
            sheet.press(Qt.Key_H, 0);
        }
        tryVerify(() => Dialogs.of(window, "keysDialog").opened);
        root.verifyTidy(data.tag);
    }

    function test_hints_data() {
        return root.everyStory([""]);
    }
    function test_hints(data) {
        bench.everything(true, false);
        root.open(data.width, data.height);
        bench.panel.registry.wait();
        verify(findChild(window, "keyHints").visible);
        root.verifyTidy(data.tag);
    }

    function test_stop_data() {
        return root.everyStory(["", "nothing", "begun", "crowd"]);
    }
    function test_stop(data) {
        if (data.name === "nothing")
            bench.hostOnly();
        else
            bench.everything(true, false);
        if (data.name === "crowd")
            bench.manySandboxes(200);
        root.open(data.width, data.height);
        root.trigger("app.stop");
        const dialog = Dialogs.of(window, "stopDialog");
        tryVerify(() => dialog.opened);
        if (data.name === "begun")
            bench.panel.registry.stop.hibernateAll();
        verify(dialog.height <= window.contentItem.height);
        root.verifyTidy(data.tag);
    }
}
