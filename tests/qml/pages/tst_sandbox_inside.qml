import QtQuick
import QtTest
import Glovebox.Test
import Glovebox.App
import Glovebox.Theme
import Glovebox.Ui

// One sandbox from the inside, with mouse and keyboard: walked through, looked at, copied out and in; what it tried to
// reach allowed; its snapshots taken and gone back to.
TestCase {
    id: root

    name: "SandboxInside"
    when: windowShown

    property Bench bench: null
    property Desks desks: null
    property Main window: null

    Component {
        id: benches

        Bench {}
    }
    Component {
        id: deskses

        Desks {}
    }
    Component {
        id: windows

        Main {
            width: 1440
            height: 900
        }
    }
    LayoutCheck {
        id: check
    }

    function init() {
        Theme.reducedMotion = true;
        Theme.scheme = "dark";
        bench = benches.createObject(null);
        desks = deskses.createObject(null, {panel: bench.panel});
        window = windows.createObject(null, {panel: bench.panel});
        window.show();
        window.requestActivate();
        tryVerify(() => window.active);
        bench.everything(true, false);
        bench.egress();
    }
    function cleanup() {
        window.destroy();
        wait(0);
        bench.destroy();
        wait(0);
        desks.destroy();
    }
    readonly property FilesPanel files: bench?.panel.inside.files ?? null

    function part(name: string): var {
        return findChild(window.contentItem, name);
    }
    function press(owner: var, name: string): void {
        tryVerify(() => findChild(owner, name) !== null && findChild(owner, name).visible && findChild(owner, name).width > 0 && check.settled(findChild(owner, name)));
        mouseClick(findChild(owner, name));
    }
    function openTab(index: int): void {
        bench.panel.openSession(bench.runningSession);
        press(part("insideTabs"), "tab" + index);
    }
    function browse(): void {
        openTab(1);
        tryVerify(() => part("fileTable") !== null && part("fileTable").visible);
        part("fileTable").forceActiveFocus();
        tryVerify(() => rows().activeFocus);
    }
    function rows(): var {
        return findChild(part("fileTable"), "rows");
    }
    function row(title: string): var {
        for (let i = 0; i < rows().count; ++i) {
            const item = rows().itemAtIndex(i);
            if (item !== null && item.title === title)
                return item;
        }
        return null;
    }
    function enter(title: string): void {
        tryVerify(() => row(title) !== null && check.settled(row(title)));
        mouseDoubleClickSequence(row(title), 40, 10);
    }

    function test_foldersAreWalkedThroughWithTheMouse() {
        browse();
        compare(files.folder, "/mnt/session");
        enter("ledger");
        tryCompare(files, "folder", "/mnt/session/ledger");
        tryVerify(() => row("money.py") !== null);
        press(part("crumbs"), "crumb2"); // session
        tryCompare(files, "folder", "/mnt/session");
        press(part("filesPart"), "folderUp");
        tryCompare(files, "folder", "/mnt");
        tryVerify(() => row("session") !== null);
        verify(row("session").isCurrent); // where one came from
    }
    function test_foldersAreWalkedThroughWithTheKeyboard() {
        browse();
        keyClick("l"); // a letter finds a name
        compare(files.selectedPath, "/mnt/session/ledger");
        keyClick(Qt.Key_Return);
        tryCompare(files, "folder", "/mnt/session/ledger");
        keyClick(Qt.Key_Backspace);
        tryCompare(files, "folder", "/mnt/session");
        compare(files.selectedPath, "/mnt/session/ledger");
        wait(0);
        bench.advance(2);
        keyClick("g"); // no page is gone to while a name is looked for
        compare(bench.panel.registry.waiting, false);
        bench.advance(2);
        keyClick("p");
        keyClick("y");
        keyClick("t");
        compare(files.selectedPath, "/mnt/session/pytest.log");
        keyClick(Qt.Key_C, Qt.ControlModifier);
        compare(bench.clipboard, "/mnt/session/pytest.log");
    }
    function test_aFileIsLookedAt() {
        browse();
        enter("README.md");
        tryVerify(() => part("previewText") !== null && part("previewText").visible);
        compare(files.preview.lines.count, 3);
        keyClick(Qt.Key_Escape);
        tryVerify(() => !part("filePreview").visible);
        keyClick("c");
        keyClick("h"); // chart.png
        keyClick(Qt.Key_Space);
        tryVerify(() => part("previewNoText").visible);
        tryCompare(files.preview, "note", "Binary, 47 KiB");
        verify(!part("previewText").visible);
        keyClick(Qt.Key_Space);
        tryVerify(() => !part("filePreview").visible);
        compare(desks.askedOfFiles.filter(each => each.startsWith("look")).length, 2);
    }
    function test_aFileIsDownloaded() {
        browse();
        verify(!part("download").enabled);
        mouseClick(row("README.md"));
        tryVerify(() => part("download").enabled);
        press(part("filesPart"), "download");
        const dialog = findChild(window, "downloadDialog");
        tryVerify(() => dialog.opened);
        files.download.folder = desks.hereFolder();
        desks.holdFiles("copy");
        const start = findChild(dialog.contentItem, "dialogSecond");
        tryVerify(() => start !== null && start.enabled);
        mouseClick(start);
        tryVerify(() => files.download.running);
        desks.releaseFiles();
        tryVerify(() => files.download.done && !files.download.failed);
        verify(desks.here("README.md").startsWith("# ledger"));
        verify(findChild(dialog.contentItem, "fileOutcome").visible);
        keyClick(Qt.Key_Escape);
        tryVerify(() => !dialog.opened);
        tryVerify(() => rows().activeFocus);
    }
    function test_aDownloadThatFailsSaysWhy() {
        browse();
        mouseClick(row("README.md"));
        press(part("filesPart"), "download");
        const dialog = findChild(window, "downloadDialog");
        tryVerify(() => dialog.opened);
        files.download.folder = desks.hereFolder();
        desks.refuseFiles("copy", "no answer");
        mouseClick(findChild(dialog.contentItem, "dialogSecond"));
        tryVerify(() => files.download.failed);
        verify(findChild(dialog.contentItem, "fileOutcome").text.includes("GBX-FIL-040"));
        compare(desks.here("README.md"), "");
    }
    function test_filesAreDropped() {
        browse();
        desks.dropOn(part("filesDrop"), [desks.hereFile("prices.csv", "a;b\n"), desks.hereFile("run.sh", "exit 1\n")]);
        tryVerify(() => desks.inside("/mnt/session/prices.csv") === "a;b\n");
        tryVerify(() => row("prices.csv") !== null);
        verify(desks.inside("/mnt/session/run.sh").startsWith("#!/bin/sh")); // it was there, and nobody was asked yet
        tryVerify(() => part("uploadQuestion").visible);
        press(part("uploadQuestion"), "replaceThere");
        tryVerify(() => desks.inside("/mnt/session/run.sh") === "exit 1\n");
        tryVerify(() => !part("uploadQuestion").visible);
    }
    function test_anUploadIsCancelledAndOneThatFailsSaysSo() {
        browse();
        desks.holdFiles("copy");
        desks.dropOn(part("filesDrop"), [desks.hereFile("big.bin", "x")]);
        tryVerify(() => part("uploading").visible);
        compare(part("uploadText").text, "Uploading big.bin");
        press(part("uploading"), "cancelUpload");
        tryVerify(() => !part("uploading").visible);
        desks.releaseFiles();
        compare(desks.inside("/mnt/session/big.bin"), "");
        desks.refuseFiles("copy", "no answer");
        desks.dropOn(part("filesDrop"), [desks.hereFile("other.bin", "x")]);
        tryVerify(() => part("uploadProblem").visible);
        verify(part("uploadProblem").text.includes("GBX-FIL-040"));
        press(part("uploadProblem"), "noteAction");
        tryVerify(() => !part("uploadProblem").visible);
    }
    function test_aSleeperIsAskedNothingUntilSomebodySaysSo() {
        bench.panel.openSession(bench.runningSession);
        bench.sandboxIs(bench.runningSandbox, "paused");
        press(part("insideTabs"), "tab1");
        tryVerify(() => part("filesAsleep") !== null && part("filesAsleep").visible);
        compare(desks.askedOfFiles.length, 0);
        press(part("filesAsleep"), "emptyAction");
        tryCompare(desks, "askedOfFiles", ["list /mnt/session"]);
        bench.sandboxIs(bench.runningSandbox, "running");
        tryVerify(() => part("fileTable").visible);
    }
    function test_aFolderThatCannotBeReadSaysWhy() {
        browse();
        desks.refuseFiles("list", "no answer");
        enter("ledger");
        tryVerify(() => part("filesTroubled").visible);
        desks.refuseFiles("list", "");
        press(part("filesTroubled"), "filesAgain");
        tryVerify(() => part("fileTable").visible);
        compare(files.folder, "/mnt/session");
    }
    function test_whatItTriedToReachIsAllowedByKey() {
        openTab(2);
        tryVerify(() => part("networkTable") !== null && part("networkTable").visible);
        part("networkTable").forceActiveFocus();
        keyClick(Qt.Key_Home);
        tryVerify(() => part("networkPane").visible);
        compare(bench.panel.egress.word, "Denied");
        const host = bench.panel.egress.target.split(":")[0];
        bench.acceptAll("");
        keyClick("a");
        tryVerify(() => bench.asked.some(each => each.includes(host)));
        tryVerify(() => part("networkUndo").visible);
    }
    function test_snapshotsAreTakenAndGoneBackTo() {
        openTab(3);
        tryVerify(() => part("whyNotNow") !== null && part("whyNotNow").visible); // a tool runs in it
        verify(!part("snapshotNow").enabled);
        bench.panel.openTerminals(bench.idleSandbox);
        press(part("insideTabs"), "tab3");
        tryVerify(() => part("snapshotNow") !== null && part("snapshotNow").visible);
        press(part("snapshotsPart"), "snapshotNow");
        const dialog = findChild(window, "snapshotDialog");
        tryVerify(() => dialog.opened);
        keyClick(Qt.Key_Escape);
        tryVerify(() => !dialog.opened);
        press(part("snapshotsPart"), "forkNow");
        tryVerify(() => findChild(window, "forkDialog").opened);
        keyClick(Qt.Key_Escape);
        tryVerify(() => !findChild(window, "forkDialog").opened);
        bench.panel.openTerminals(bench.keptSandbox);
        press(part("insideTabs"), "tab3");
        tryVerify(() => part("ownSnapshots") !== null && part("ownSnapshots").visible);
        part("ownSnapshots").forceActiveFocus();
        keyClick(Qt.Key_Home);
        tryVerify(() => part("ownSnapshotPane").visible);
        press(part("ownSnapshotPane"), "restoreInPlace");
        tryVerify(() => findChild(window, "restoreDialog").opened);
        keyClick(Qt.Key_Escape);
        tryVerify(() => !findChild(window, "restoreDialog").opened);
    }
    function test_theSandboxesPaneLeadsThere() {
        bench.panel.page = PanelModel.SandboxesPage;
        bench.panel.openSandbox(bench.runningSandbox);
        press(part("sandboxPane"), "openFiles");
        tryVerify(() => part("fileTable") !== null && part("fileTable").visible);
        press(part("insideTabs"), "tab0");
        tryVerify(() => part("noTerminals").visible);
    }
    function test_anApprovalLeadsBackToTheEvents() {
        bench.panel.openSession(bench.approvalSession);
        press(part("insideTabs"), "tab1");
        tryVerify(() => part("filesPart") !== null);
        press(part("approvalCard"), "showApproval");
        compare(bench.panel.inside.tab, SandboxInside.Page);
        tryVerify(() => part("sessionApproval").visible);
    }
}
