import QtQuick
import QtTest
import Glovebox.Test
import Glovebox.App
import Glovebox.Theme
import Glovebox.Ui

// The layout of one sandbox from the inside: files, attempts, snapshots; see tst_layout.qml.
LayoutCase {
    id: root

    name: "InsideLayout"

    property Desks desks: null

    Component {
        id: deskses

        Desks {}
    }

    function begin(width: int, height: int): void {
        bench.everything(true, false);
        bench.egress();
        desks = deskses.createObject(root, {panel: bench.panel});
        root.open(width, height);
        bench.panel.openSession(bench.runningSession);
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
        Theme.textScale = 1;
    }
    function show(name: string): void {
        const inside = bench.panel.inside;
        if (name.startsWith("own"))
            bench.panel.openTerminals(bench.keptSandbox);
        if (name === "asleep")
            bench.sandboxIs(bench.runningSandbox, "paused");
        if (name === "troubled")
            desks.refuseFiles("list", "no answer to list within 30 s");
        inside.tab = name.startsWith("network") ? SandboxInside.Network : name.startsWith("own") ? SandboxInside.Snapshots : SandboxInside.Files;
        if (inside.tab === SandboxInside.Files && name !== "asleep" && name !== "troubled")
            tryVerify(() => inside.files.rows.count > 0);
        if (name === "preview" || name === "binary") {
            for (const letter of name === "preview" ? "pyt" : "ch")
                inside.files.rows.type(letter);
            inside.files.togglePreview();
            tryVerify(() => !inside.files.preview.loading);
        }
        if (name === "upload") {
            desks.holdFiles("copy");
            inside.files.upload([desks.hereFile("a file with a rather long name of this host.csv", "x"), desks.hereFile("run.sh", "x"), desks.hereFolder()]);
        }
        if (name === "download") {
            inside.files.rows.type("c"); // in sight as it is
            part("filesPart").download();
        }
        if (name === "network selected") {
            inside.attempts.select(0);
            part("networkPart").sheetOpen = true;
        }
        if (name === "own selected") {
            inside.snapshots.select(0);
            part("snapshotsPart").sheetOpen = true;
        }
    }

    readonly property var stories: ["files", "preview", "binary", "upload", "download", "asleep", "troubled", "network", "network selected", "own", "own selected"]

    function test_parts_data() {
        return root.everyStory(root.stories);
    }
    function test_parts(data) {
        root.begin(data.width, data.height);
        root.show(data.name);
        root.verifyTidy(data.tag);
    }
    function test_largeTexts_data() {
        return root.stories.map(name => ({tag: name + " at 200 %", name: name}));
    }
    function test_largeTexts(data) {
        Theme.textScale = 2;
        root.begin(1440, 900);
        root.show(data.name);
        root.verifyTidy(data.tag);
    }
}
