import QtQuick
import QtTest
import Glovebox.Test
import Glovebox.App
import Glovebox.Ui

// The layout of terminals, and of the local API with its keys; see tst_layout.qml.
LayoutCase {
    id: root

    name: "DoorsLayout"

    property Desks desks: null

    Component {
        id: deskses

        Desks {}
    }

    function begin(): void {
        bench.everything(true, false);
        desks = deskses.createObject(root, {panel: bench.panel});
    }
    function cleanup() { // the desks outlive who asks them
        const gone = desks;
        if (window !== null)
            window.destroy();
        window = null;
        wait(0);
        bench.destroy();
        wait(0);
        gone.destroy();
    }

    function test_terminals_data() {
        return root.everyStory(["none", "one", "many", "ended", "asleep", "unsupported", "close", "paste"]);
    }
    function test_terminals(data) {
        begin();
        const many = data.name === "many" ? 14 : data.name === "none" || data.name === "unsupported" ? 0 : 1;
        for (let i = 0; i < many; ++i)
            desks.put("a program with a rather long name " + i, "$ ");
        if (data.name === "unsupported")
            desks.refuse("list", "none", true);
        root.open(data.width, data.height);
        bench.panel.openTerminals(bench.runningSandbox);
        tryVerify(() => !bench.panel.terminals.loading && bench.panel.terminals.count === many);
        if (data.name === "ended")
            desks.end(1, 127);
        if (data.name === "asleep")
            desks.fallAsleep();
        if (data.name === "close")
            Dialogs.of(window, "closeTerminalDialog").askFor(0);
        if (data.name === "paste")
            root.askToPaste();
        root.verifyTidy(data.tag);
    }

    function askToPaste(): void {
        desks.setClipboard(Array.from({length: 300}, (_, i) => "a line of several " + i + " ".repeat(i % 3 * 200) + "end").join("\n"));
        part("terminal").paste();
        tryVerify(() => Dialogs.of(window, "pasteDialog").opened);
    }

    function test_keys_data() {
        return root.everyStory(["", "socket", "refused", "broken", "empty", "crowd", "new", "made", "rotate", "revoke"]);
    }
    function test_keys(data) {
        begin();
        const isDialog = ["new", "made", "rotate", "revoke"].includes(data.name);
        desks.keys(isDialog ? "" : data.name);
        bench.panel.page = PanelModel.EnvironmentsPage;
        bench.panel.keys.shown = true;
        root.open(data.width, data.height);
        const pages = part("environmentPages");
        if (data.name === "new" || data.name === "made")
            pages.newKey();
        if (data.name === "made") {
            bench.panel.keys.create("nightly tests", 1, 0);
            tryVerify(() => bench.panel.keys.secret !== "");
        }
        if (data.name === "rotate")
            pages.rotateKey("key-7f3a91");
        if (data.name === "revoke")
            pages.revokeKey("key-7f3a91");
        root.verifyTidy(data.tag);
    }
}
