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
    function part(name: string): Item {
        return findChild(window.contentItem, name);
    }
    function open(snapshot: string): void {
        bench.everything(true, false);
        bench.panel.page = PanelModel.SnapshotsPage;
        tryVerify(() => part("snapshotsPage") !== null);
        if (snapshot !== "")
            bench.panel.openSnapshot(snapshot);
        wait(50);
    }
    function dialog(name: string): var {
        return findChild(window, name);
    }
    function press(name: string): void {
        tryVerify(() => part(name) !== null && part(name).visible && part(name).width > 0);
        mouseClick(part(name));
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
        press("segment1");
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

    // What can be asked of sandboxes, with the dialogs that belong to it.

    function openSandbox(id: string): void {
        bench.everything(true, false);
        bench.panel.openSandbox(id);
        wait(50);
        part("sandboxesPage").forceActiveFocus();
    }

    function test_sTakesASnapshotWithAName() {
        openSandbox(bench.idleSandbox);
        keyClick(Qt.Key_S);
        tryVerify(() => dialog("snapshotDialog").opened);
        for (const letter of "green")
            keyClick(letter);
        keyClick(Qt.Key_Return);
        compare(bench.asked[0], "snapshot " + bench.idleSandbox + ": green");
        tryVerify(() => !dialog("snapshotDialog").visible);
    }
    function test_fForksAndHHibernates() {
        openSandbox(bench.idleSandbox);
        keyClick(Qt.Key_F);
        tryVerify(() => dialog("forkDialog").opened);
        for (const letter of "20")
            keyClick(letter);
        keyClick(Qt.Key_Return);
        compare(bench.asked[0], "fork " + bench.idleSandbox + " x20");
        tryVerify(() => !dialog("forkDialog").visible);
        part("sandboxesPage").forceActiveFocus();
        keyClick(Qt.Key_H);
        compare(bench.asked[1], "hibernate " + bench.idleSandbox);
        tryCompare(part("paneState"), "word", "Hibernating…");
    }
    function test_whatIsNotPossibleOpensNoDialog() {
        openSandbox(bench.hibernatedSandbox);
        keyClick(Qt.Key_S);
        wait(50);
        verify(!dialog("snapshotDialog").opened);
        press("resume");
        compare(bench.asked[0], "resume " + bench.hibernatedSandbox);
    }
    function test_theLadderIsEdited() {
        openSandbox(bench.idleSandbox);
        press("editLadder");
        const box = dialog("ladderDialog");
        tryVerify(() => box.opened);
        compare(findChild(box.contentItem, "pauseAfter").currentText, "1 min");
        compare(findChild(box.contentItem, "destroyAfter").currentText, "7 d");
        findChild(box.contentItem, "destroyAfter").currentIndex = 0; // never
        mouseClick(findChild(box.contentItem, "dialogSecond"));
        compare(bench.asked[0], "ladder " + bench.idleSandbox);
        tryVerify(() => !box.visible);
    }
    function test_theNextStepOfTheLadderCountsDown() {
        openSandbox(bench.forkedSandbox);
        tryVerify(() => part("nextStep").visible);
        compare(part("nextStep").text, "Unused: pauses in 40 s");
        bench.advance(10);
        compare(part("nextStep").text, "Unused: pauses in 30 s");
    }
    function test_severalAreHibernatedOrPausedEachWhereItIsPossible() {
        openSandbox(bench.idleSandbox);
        keyClick(Qt.Key_X);
        bench.panel.actions.markSandbox(bench.pausedSandbox, true);
        bench.panel.actions.markSandbox(bench.runningSandbox, true); // busy
        tryVerify(() => part("bulkBar").visible);
        compare(part("hibernateMarked").text, "Hibernate 2");
        compare(part("pauseMarked").text, "Pause 1");
        compare(part("destroyMarked").text, "Destroy 3…");
        press("pauseMarked");
        compare(bench.asked[0], "pause " + bench.idleSandbox);
        press("destroyMarked");
        tryVerify(() => dialog("destroyMarkedDialog").opened);
    }
    function test_aHostWithoutSnapshotsSaysSoWhereTheyAreAskedFor() {
        openSandbox(bench.idleSandbox);
        bench.poorHost();
        tryVerify(() => !part("snapshot").enabled);
        verify(bench.panel.sandbox.whyNotHibernate.includes("on this host"));
    }
    function test_aTemplateIsRebuiltAndDeletedUnlessOthersStandOnIt() {
        bench.everything(true, false);
        bench.panel.openTemplate(bench.readyTemplate);
        wait(50);
        press("rebuild");
        compare(bench.asked[0], "rebuild " + bench.readyTemplate);
        verify(!part("deleteTemplate").enabled);
        verify(part("whyNotDelete").text.includes("4 snapshots"));
        bench.panel.openTemplate(bench.failedTemplate);
        press("deleteTemplate");
        const box = dialog("deleteTemplateDialog");
        tryVerify(() => box.opened);
        bench.denyAll("A sandbox stands on it.");
        mouseClick(findChild(box.contentItem, "dialogAccept"));
        tryVerify(() => findChild(box.contentItem, "refusal").visible);
        compare(bench.asked[1], "delete " + bench.failedTemplate);
    }
}
