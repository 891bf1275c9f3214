import QtQuick
import QtTest
import Glovebox.Test
import Glovebox.App
import Glovebox.Theme
import Glovebox.Ui

TestCase {
    id: root

    name: "SnapshotsPage"
    when: windowShown

    property Bench bench: null
    property Main window: null

    Component {
        id: benches

        Bench {}
    }
    LayoutCheck {
        id: check
    }
    Component {
        id: windows

        Main {
            width: 1440
            height: 900
        }
    }

    function init() {
        Theme.reducedMotion = true;
        Theme.scheme = "dark";
        bench = benches.createObject(null);
        window = windows.createObject(null, {panel: bench.panel});
        window.show();
        window.requestActivate();
        tryVerify(() => window.active);
    }
    function cleanup() {
        window.destroy();
        wait(0);
        bench.destroy();
    }
    function settle(): void {
        tryVerify(() => check.settled(window.contentItem));
    }
    function part(name: string): Item {
        return findChild(window.contentItem, name);
    }
    function open(snapshot: string): void {
        bench.everything(true, false);
        bench.panel.page = PanelModel.SnapshotsPage;
        tryVerify(() => part("snapshotsPage") !== null);
        if (snapshot !== "")
            bench.panel.openSnapshot(snapshot);
        settle();
    }
    function dialog(name: string): var {
        return Dialogs.of(window, name);
    }
    function pressItem(item: Item): void {
        tryVerify(() => item.visible && item.width > 0 && check.settled(item));
        mouseClick(item);
    }
    function press(name: string): void {
        tryVerify(() => part(name) !== null);
        pressItem(part(name));
    }

    function test_emptySaysWhatASnapshotIsAndHowOneIsTaken() {
        bench.hostOnly();
        bench.environment("polling");
        bench.panel.page = PanelModel.SnapshotsPage;
        tryVerify(() => part("noSnapshots") !== null && part("noSnapshots").visible);
        verify(part("noSnapshots").text.includes("one point in time"));
        bench.poorHost();
        verify(part("noSnapshots").title.includes("on this host"));
        verify(part("noSnapshots").text.includes("cannot write a running machine down"));
    }
    function test_gThenNLeadsHere() {
        bench.everything(true, false);
        keyClick(Qt.Key_G);
        keyClick(Qt.Key_N);
        compare(bench.panel.page, PanelModel.SnapshotsPage);
    }
    function test_theTreeStandsBelowItsTemplateAndFolds() {
        open("");
        const all = bench.panel.lineage.count;
        verify(all > bench.panel.snapshots.count);
        part("snapshotsPage").forceActiveFocus();
        keyClick(Qt.Key_Down); // the template
        compare(bench.panel.lineage.currentKey, bench.readyTemplate);
        verify(!part("snapshotPane").visible);
        keyClick(Qt.Key_Left);
        tryCompare(bench.panel.lineage, "count", 1);
        keyClick(Qt.Key_Right);
        tryCompare(bench.panel.lineage, "count", all);
        keyClick(Qt.Key_Return); // no snapshot: it leads to where it is shown
        compare(bench.panel.page, PanelModel.TemplatesPage);
    }
    function test_theListHoldsSnapshotsAlone() {
        open("");
        pressItem(findChild(part("treeOrList"), "segment1"));
        tryCompare(findChild(part("snapshotsPage"), "rows"), "count", 6);
    }
    function test_theTotalsSayWhatIsOnDisk() {
        open("");
        verify(part("totals").text.includes("snapshots 694 MiB"));
    }
    function test_oneBeingTakenShowsHowFarItIsAndIsCancelled() {
        open(bench.takenSnapshot);
        tryVerify(() => part("takingProgress").visible);
        compare(part("snapshotState").word, "Creating 42%");
        press("cancelSnapshot");
        compare(bench.asked[0], "delete " + bench.takenSnapshot);
        bench.snapshotTaken(bench.takenSnapshot);
        tryCompare(part("snapshotState"), "word", "Ready");
        verify(!part("takingProgress").visible);
    }
    function test_restoringAsNewAsksHowMany() {
        open(bench.leafSnapshot);
        press("restoreNew");
        tryVerify(() => dialog("forkDialog").opened);
        keyClick("3");
        mouseClick(findChild(dialog("forkDialog").contentItem, "dialogSecond"));
        compare(bench.asked[0], "restore " + bench.leafSnapshot + " x3");
        tryVerify(() => !dialog("forkDialog").visible);
    }
    function test_aNewSandboxBeginsWithTheWizardAndThatSnapshot() {
        open(bench.leafSnapshot);
        press("snapshotSandbox");
        const ask = dialog("newSandboxDialog");
        tryVerify(() => ask.opened);
        verify(bench.panel.newSandbox.origins[bench.panel.newSandbox.origin].startsWith("Snapshot before migrate"));
        ask.close();
        tryVerify(() => !ask.visible);
    }
    function test_howManyIsBounded() {
        open(bench.leafSnapshot);
        part("snapshotsPage").forceActiveFocus();
        keyClick(Qt.Key_F);
        tryVerify(() => dialog("forkDialog").opened);
        for (const letter of "101")
            keyClick(letter);
        verify(!findChild(dialog("forkDialog").contentItem, "dialogSecond").enabled);
    }
    function test_inPlaceTakesASafetySnapshotUnlessSomebodySaysNo() {
        open(bench.leafSnapshot);
        press("restoreInPlace");
        const box = dialog("restoreDialog");
        tryVerify(() => box.opened);
        verify(findChild(box.contentItem, "safety").checked);
        mouseClick(findChild(box.contentItem, "dialogAccept"));
        compare(bench.asked[0], "restore " + bench.leafSnapshot + " in " + bench.keptSandbox);
        tryVerify(() => !box.visible);
        press("restoreInPlace");
        tryVerify(() => box.opened);
        mouseClick(findChild(box.contentItem, "safety"));
        mouseClick(findChild(box.contentItem, "dialogAccept"));
        compare(bench.asked[1], "restore " + bench.leafSnapshot + " in " + bench.keptSandbox + " unsafely");
    }
    function test_deletingNamesWhoStandsOnItAndIsNotOfferedThen() {
        open(bench.firstSnapshot);
        press("deleteSnapshot");
        const box = dialog("deleteSnapshotsDialog");
        tryVerify(() => box.opened);
        verify(findChild(box.contentItem, "inTheWay").text.includes("snap-a41f66"));
        verify(!findChild(box.contentItem, "dialogAccept").enabled);
    }
    function test_aRefusalStandsInTheDialog() {
        open(bench.leafSnapshot);
        bench.denyAll("snap-999999 stands on it.");
        part("snapshotsPage").forceActiveFocus();
        keyClick(Qt.Key_Delete);
        const box = dialog("deleteSnapshotsDialog");
        tryVerify(() => box.opened);
        mouseClick(findChild(box.contentItem, "dialogAccept"));
        tryVerify(() => findChild(box.contentItem, "refusal").visible);
        verify(findChild(box.contentItem, "refusal").text.includes("snap-999999"));
        verify(box.opened);
    }
    function test_severalAreDeletedTogether() {
        open("");
        part("snapshotsPage").tree = false;
        part("snapshotsPage").forceActiveFocus();
        keyClick(Qt.Key_Down);
        keyClick(Qt.Key_X);
        bench.panel.actions.toggleSnapshot(bench.leafSnapshot);
        press("deleteMarked");
        const box = dialog("deleteSnapshotsDialog");
        tryVerify(() => box.opened);
        compare(box.acceptText, "Delete 2 snapshots");
        mouseClick(findChild(box.contentItem, "dialogAccept"));
        compare(bench.asked[0], "delete " + bench.leafSnapshot + " " + bench.failedSnapshot);
    }
    function test_aFailedOneSaysWhy() {
        open(bench.failedSnapshot);
        tryVerify(() => part("snapshotProblem").visible);
        verify(!part("restoreNew").enabled);
        compare(part("whyNot").text, "Nothing of it is left.");
    }
    function test_leadsToItsSandboxItsParentAndWhoCameFromIt() {
        open(bench.leafSnapshot);
        press("openParent");
        tryCompare(bench.panel.snapshot, "id", "snap-a41f66");
        bench.panel.openSnapshot(bench.leafSnapshot);
        press("showLive");
        compare(bench.panel.page, PanelModel.SandboxesPage);
        compare(bench.panel.sandboxes.count, 4);
    }
    function test_aPinnedOneCannotBeDeleted() {
        open("snap-a41f66");
        compare(part("snapshotState").word, "Pinned");
        tryVerify(() => part("deleteSnapshot").visible);
        verify(!part("deleteSnapshot").enabled);
        compare(part("whyNot").text, "snap-a41f66 is pinned. Take the pin out first.");
        press("pinSnapshot");
        compare(bench.asked[0], "unpin snap-a41f66");
    }
    function test_aSnapshotIsRenamedAndVerified() {
        open(bench.leafSnapshot);
        press("verifySnapshot");
        compare(bench.asked[0], "verify " + bench.leafSnapshot);
        press("renameSnapshot");
        const box = dialog("renameDialog");
        tryVerify(() => box.opened);
        compare(findChild(box.contentItem, "newName").text, "before migrate");
        for (const letter of "green") // it is selected
            keyClick(letter);
        keyClick(Qt.Key_Return);
        compare(bench.asked[1], "rename " + bench.leafSnapshot + ": green");
        tryVerify(() => !box.visible);
    }
    function test_anotherSandboxOfItsKindCanGoBackToIt() {
        open(bench.leafSnapshot);
        press("restoreInPlace");
        const box = dialog("restoreDialog");
        tryVerify(() => box.opened);
        const choice = findChild(box.contentItem, "target");
        verify(choice.visible);
        compare(choice.currentText, bench.keptSandbox + " (migration bench), its own");
        const at = bench.panel.snapshot.targets.indexOf(bench.idleSandbox);
        verify(at > 0);
        choice.forceActiveFocus();
        for (let step = 0; step < at; ++step)
            keyClick(Qt.Key_Down);
        verify(findChild(box.contentItem, "consequence").text.startsWith(bench.idleSandbox + " becomes"));
        settle();
        mouseClick(findChild(box.contentItem, "dialogAccept"));
        compare(bench.asked[0], "restore " + bench.leafSnapshot + " in " + bench.idleSandbox);
    }
    function test_inANarrowWindowTheListComesFirstAndThePaneLiesBelow() {
        window.width = 1024;
        window.height = 700;
        open(bench.leafSnapshot);
        compare(part("snapshotsPage").tree, false);
        part("snapshotsPage").forceActiveFocus();
        keyClick(Qt.Key_Space);
        const sheet = part("snapshotSheet");
        tryVerify(() => sheet.visible);
        const share = sheet.height / part("snapshotsPage").height;
        verify(share > 0.39 && share < 0.44, share);
        compare(sheet.width, part("snapshotsPage").width);
        compare(sheet.y + sheet.height, part("snapshotsPage").height);
        tryVerify(() => findChild(sheet, "restoreNew") !== null);
        pressItem(findChild(sheet, "restoreNew"));
        tryVerify(() => dialog("forkDialog").opened);
    }
}
