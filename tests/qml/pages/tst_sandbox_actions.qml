import QtQuick
import QtTest
import Glovebox.Test
import Glovebox.App
import Glovebox.Theme
import Glovebox.Ui

// What can be asked of sandboxes and templates, with the dialogs that belong to it.
TestCase {
    id: root

    name: "SandboxActions"
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
    SignalSpy {
        id: toasts

        signalName: "toast"
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
    function dialog(name: string): var {
        return Dialogs.of(window, name);
    }
    function press(name: string): void {
        tryVerify(() => part(name) !== null && part(name).visible && part(name).width > 0 && check.settled(part(name)));
        mouseClick(part(name));
    }

    function openSandbox(id: string): void {
        bench.everything(true, false);
        bench.panel.openSandbox(id);
        settle();
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
        openSandbox("sbx-c0r5wj"); // it is being made
        toasts.target = bench.panel;
        toasts.clear();
        keyClick(Qt.Key_S);
        tryCompare(toasts, "count", 1); // it says why instead
        verify(!dialog("snapshotDialog").opened);
        toasts.target = null;
    }
    function test_escapeClosesASheetOrADialogAndTheListHasTheKeyboard_data() {
        return [{tag: "sandboxes", page: PanelModel.SandboxesPage, sheet: "sandboxSheet"}, {tag: "snapshots", page: PanelModel.SnapshotsPage, sheet: "snapshotSheet"}, {tag: "templates", page: PanelModel.TemplatesPage, sheet: "templateSheet"}];
    }
    function test_escapeClosesASheetOrADialogAndTheListHasTheKeyboard(data) {
        bench.everything(true, false);
        window.width = 1024;
        bench.panel.page = data.page;
        tryVerify(() => part(data.sheet) !== null);
        keyClick(Qt.Key_Down);
        keyClick(Qt.Key_Return);
        tryVerify(() => part(data.sheet).visible);
        keyClick(Qt.Key_Escape);
        tryVerify(() => !part(data.sheet).visible);
        keyClick(Qt.Key_Down);
        verify(!part(data.sheet).visible); // it was closed, not only hidden
        keyClick(Qt.Key_Return); // the list has the keyboard
        tryVerify(() => part(data.sheet).visible);
    }
    function test_afterADialogTheListHasTheKeyboardAgain() {
        openSandbox(bench.idleSandbox);
        for (const [key, name] of [[Qt.Key_S, "snapshotDialog"], [Qt.Key_F, "forkDialog"], [Qt.Key_Delete, "destroyDialog"]]) {
            keyClick(key);
            tryVerify(() => dialog(name).opened, 5000, name);
            keyClick(Qt.Key_Escape);
            tryVerify(() => !dialog(name).visible, 5000, name);
        }
        keyClick(Qt.Key_F10, Qt.ShiftModifier);
        tryVerify(() => dialog("sandboxMenu").opened);
        keyClick(Qt.Key_Escape);
        tryVerify(() => !dialog("sandboxMenu").visible);
        const was = bench.panel.sandboxes.currentKey;
        keyClick(Qt.Key_Down);
        verify(bench.panel.sandboxes.currentKey !== was);
        compare(bench.asked.length, 0);
    }
    function test_whatAHibernatedOneHasOnDiskIsKept() {
        openSandbox(bench.hibernatedSandbox);
        compare(part("keepStored").text, "Keep what it has on disk…");
        keyClick(Qt.Key_S);
        tryVerify(() => dialog("snapshotDialog").opened);
        verify(dialog("snapshotDialog").title.startsWith("Keep what"));
        keyClick(Qt.Key_Return);
        compare(bench.asked[0], "snapshot " + bench.hibernatedSandbox);
        tryVerify(() => !dialog("snapshotDialog").visible);
        press("resume");
        compare(bench.asked[1], "resume " + bench.hibernatedSandbox);
    }
    function test_theLadderIsEdited() {
        openSandbox(bench.idleSandbox);
        press("editLadder");
        const box = dialog("ladderDialog");
        tryVerify(() => box.opened);
        compare(findChild(box.contentItem, "pauseAfter").currentText, "1 min");
        compare(findChild(box.contentItem, "destroyAfter").currentText, "7 d");
        findChild(box.contentItem, "destroyAfter").forceActiveFocus();
        keyClick(Qt.Key_Home); // never
        compare(findChild(box.contentItem, "destroyAfter").currentText, "never");
        findChild(box.contentItem, "hibernateAfter").forceActiveFocus();
        keyClick(Qt.Key_End); // one's own
        const minutes = findChild(box.contentItem, "hibernateAfterMinutes");
        tryVerify(() => minutes.visible && minutes.field.activeFocus);
        verify(!findChild(box.contentItem, "dialogSecond").enabled);
        for (const letter of "45")
            keyClick(letter);
        settle();
        mouseClick(findChild(box.contentItem, "dialogSecond"));
        compare(bench.asked[0], "ladder " + bench.idleSandbox + ": pause 60000, hibernate 2700000, destroy never");
        tryVerify(() => !box.visible);
    }
    function test_aLadderThatIsNotChangedIsSentAsItWas() {
        bench.everything(true, false);
        bench.oddLadder(bench.idleSandbox); // times that are not offered
        bench.panel.openSandbox(bench.idleSandbox);
        press("editLadder");
        const box = dialog("ladderDialog");
        tryVerify(() => box.opened);
        compare(findChild(box.contentItem, "pauseAfter").currentText, "1 min 30 s");
        settle();
        mouseClick(findChild(box.contentItem, "dialogSecond"));
        compare(bench.asked[0], "ladder " + bench.idleSandbox + ": pause 90000, hibernate 7261500, destroy never");
    }
    function test_oneIsKeptAwakeForAWhile() {
        openSandbox(bench.idleSandbox);
        press("keepAwake");
        const box = dialog("keepAwakeDialog");
        tryVerify(() => box.opened);
        mouseClick(findChild(box.contentItem, "segment1")); // 4 h
        mouseClick(findChild(box.contentItem, "dialogSecond"));
        compare(bench.asked[0], "keep alive " + bench.idleSandbox + " 14400000");
        tryVerify(() => !box.visible);
        press("keepAwake");
        tryVerify(() => box.opened);
        mouseClick(findChild(box.contentItem, "segment3")); // until
        tryVerify(() => findChild(box.contentItem, "awakeUntil").visible && check.settled(box.contentItem));
        verify(!findChild(box.contentItem, "dialogSecond").enabled);
        for (const letter of "15:02")
            keyClick(letter);
        keyClick(Qt.Key_Return);
        compare(bench.asked[1], "keep alive " + bench.idleSandbox + " 3588520"); // it is 14:02:11.480
    }
    function test_portsLeadInAreListedOpenedAndClosed() {
        openSandbox(bench.idleSandbox);
        verify(!part("openPorts").visible);
        bench.egress();
        tryVerify(() => part("openPorts").visible);
        compare(part("openPorts").text, "2 ports lead into it");
        press("openPorts");
        const box = dialog("portsDialog");
        tryVerify(() => box.opened && check.settled(box.contentItem));
        compare(findChild(box.contentItem, "portRows").count, 2);
        verify(!findChild(box.contentItem, "browsePort0").visible); // bytes alone
        verify(!findChild(box.contentItem, "openPort").enabled);
        for (const letter of "8080")
            keyClick(letter);
        mouseClick(findChild(box.contentItem, "segment1")); // TCP
        verify(findChild(box.contentItem, "openPort").enabled);
        mouseClick(findChild(box.contentItem, "openPort"));
        compare(bench.asked[0], "open port " + bench.idleSandbox + ":8080");
        tryCompare(findChild(box.contentItem, "portField"), "text", "");
        mouseClick(findChild(box.contentItem, "closePort1"));
        tryCompare(bench, "asked", [bench.asked[0], "close port prt-4d5e6f"]);
        keyClick(Qt.Key_Escape);
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
    function test_aRowsMenuPreparesAndBinds_data() {
        return [{tag: "put files", entry: "menuFiles", opens: "seedDialog"}, {tag: "reserve", entry: "menuReserve", opens: "reservationDialog"}, {tag: "start a session", entry: "menuStart", opens: "startSessionDialog"}];
    }
    function test_aRowsMenuPreparesAndBinds(data) {
        openSandbox(bench.keptSandbox);
        const rows = findChild(part("sandboxesPage"), "rows");
        tryVerify(() => rows.currentItem !== null && rows.currentItem.height > 0);
        mouseClick(rows.currentItem, 300, 12, Qt.RightButton);
        tryVerify(() => dialog("sandboxMenu").opened);
        const entry = findChild(dialog("sandboxMenu").contentItem, data.entry);
        tryVerify(() => entry.enabled && entry.height > 0);
        mouseClick(entry);
        tryVerify(() => dialog(data.opens).opened);
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
