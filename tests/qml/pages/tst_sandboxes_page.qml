import QtQuick
import QtTest
import Glovebox.Test
import Glovebox.App
import Glovebox.Ui

TestCase {
    id: root

    name: "SandboxesPage"
    when: windowShown
    visible: true // what is tested stands in it
    width: 1200
    height: 700

    property Bench bench: null
    property PageKeys keys: null
    property SandboxesPage page: null

    Component {
        id: benches

        Bench {}
    }
    Component { id: holders; PageKeys {} } // keys are the window's: a page alone has none
    Component {
        id: pages

        SandboxesPage {
            width: 1200
            height: 700
        }
    }
    LayoutCheck {
        id: check
    }
    SignalSpy {
        id: newSpy

        signalName: "newRequested"
    }
    SignalSpy {
        id: destroySpy

        signalName: "destroyRequested"
    }

    function init() {
        bench = benches.createObject(null);
        bench.panel.page = PanelModel.SandboxesPage;
        keys = holders.createObject(root, {panel: bench.panel});
        page = pages.createObject(keys, {panel: bench.panel, roomForPane: true});
        page.forceActiveFocus();
        destroySpy.target = page;
        destroySpy.clear();
    }
    function cleanup() {
        destroySpy.target = null;
        page.destroy();
        keys.destroy();
        wait(0);
        bench.destroy();
    }

    function press(item: Item): void {
        tryVerify(() => item.visible && item.width > 0 && check.settled(item));
        mouseClick(item);
    }

    function test_emptySaysWhatASandboxIs() {
        bench.hostOnly();
        verify(findChild(page, "noSandboxes").visible);
    }
    function test_selectionOpensThePaneBesideTheList() {
        bench.everything(true, false);
        verify(!findChild(page, "sandboxPane").visible);
        keyClick(Qt.Key_Down);
        verify(findChild(page, "sandboxPane").visible);
        compare(bench.panel.sandbox.id, bench.failedSandbox);
        verify(findChild(page, "sandboxProblem").visible);
        keyClick(Qt.Key_Escape);
        verify(!findChild(page, "sandboxPane").visible);
    }
    function test_deleteAsksAndNeverActsByItself() {
        bench.everything(true, false);
        keyClick(Qt.Key_Delete);
        compare(destroySpy.count, 0);
        keyClick(Qt.Key_Down);
        keyClick(Qt.Key_Delete);
        compare(destroySpy.count, 1);
        compare(bench.asked.length, 0);
    }
    function test_theButtonAsksToo() {
        bench.everything(true, false);
        bench.panel.openSandbox(bench.runningSandbox);
        const button = findChild(page, "destroy");
        tryVerify(() => button.visible && button.width > 0);
        mouseClick(button);
        compare(destroySpy.count, 1);
    }
    function test_pauseAndResumeFromThePane() {
        bench.everything(true, false);
        bench.panel.openSandbox(bench.idleSandbox);
        const pane = findChild(page, "sandboxPane");
        tryVerify(() => findChild(pane, "pause").visible && findChild(pane, "pause").width > 0);
        verify(!findChild(pane, "resume").visible);
        press(findChild(pane, "pause"));
        compare(bench.asked[0], "pause " + bench.idleSandbox);
        compare(findChild(pane, "paneState").word, "Pausing…"); // not "Paused" before the engine says so
        verify(!findChild(pane, "pause").enabled);
        bench.sandboxIs(bench.idleSandbox, "paused");
        compare(findChild(pane, "paneState").word, "Paused");
        tryVerify(() => findChild(pane, "resume").visible && findChild(pane, "resume").width > 0);
        press(findChild(pane, "resume"));
        compare(bench.asked[1], "resume " + bench.idleSandbox);
        compare(findChild(pane, "paneState").word, "Resuming…");
        bench.sandboxIs(bench.idleSandbox, "running");
        compare(findChild(pane, "paneState").word, "Running");
    }
    function test_pauseAndResumeByKey() {
        bench.everything(true, false);
        bench.panel.openSandbox(bench.idleSandbox);
        page.forceActiveFocus();
        keyClick(Qt.Key_P);
        compare(bench.asked[0], "pause " + bench.idleSandbox);
        bench.panel.openSandbox(bench.pausedSandbox);
        keyClick(Qt.Key_U);
        compare(bench.asked[1], "resume " + bench.pausedSandbox);
    }
    function test_pauseFromTheRow() {
        bench.everything(true, false);
        const rows = findChild(page, "rows");
        let row = null;
        tryVerify(() => {
            for (let i = 0; i < rows.count; ++i)
                if (rows.itemAtIndex(i) !== null && rows.itemAtIndex(i).sandboxId === bench.idleSandbox)
                    row = rows.itemAtIndex(i);
            return row !== null;
        });
        const button = findChild(row, "rowMove");
        verify(button.visible);
        mouseClick(button);
        compare(bench.asked[0], "pause " + bench.idleSandbox);
        verify(!button.visible); // nothing to press until it is answered
        compare(row.chipWord, "Pausing…");
    }
    function test_aBusyOneSaysWhyItCannotBePaused() {
        bench.everything(true, false);
        bench.panel.openSandbox(bench.runningSandbox);
        const pane = findChild(page, "sandboxPane");
        tryVerify(() => findChild(pane, "pauseNote").visible);
        verify(findChild(pane, "pauseNote").text.includes("bash runs in it"));
        verify(!findChild(pane, "pause").enabled);
        page.forceActiveFocus();
        keyClick(Qt.Key_P);
        compare(bench.asked.length, 0);
    }
    function test_aDenialStandsWithTheSandbox() {
        bench.everything(true, false);
        bench.denyAll("Its files are being read or written. Try again in a moment.");
        bench.panel.openSandbox(bench.idleSandbox);
        const pane = findChild(page, "sandboxPane");
        verify(!findChild(pane, "refusal").visible);
        bench.panel.actions.pauseSandbox(bench.idleSandbox);
        tryVerify(() => findChild(pane, "refusal").visible);
        compare(findChild(pane, "refusal").text, "Its files are being read or written. Try again in a moment.");
        compare(findChild(pane, "paneState").word, "Running");
    }
    function test_theMenuOffersTheSameAndSaysWhyNot_data() {
        return [{tag: "right button"}, {tag: "key"}];
    }
    function test_theMenuOffersTheSameAndSaysWhyNot(data) {
        bench.everything(true, false);
        bench.panel.openSandbox(bench.idleSandbox);
        page.forceActiveFocus();
        const menu = findChild(page, "sandboxMenu");
        const rows = findChild(page, "rows");
        tryVerify(() => rows.itemAtIndex(rows.currentIndex) !== null);
        if (data.tag === "key")
            keyClick(Qt.Key_F10, Qt.ShiftModifier);
        else
            mouseClick(rows.itemAtIndex(rows.currentIndex), 300, 12, Qt.RightButton);
        tryVerify(() => menu.opened);
        verify(findChild(menu.contentItem, "menuPause").enabled);
        verify(!findChild(menu.contentItem, "menuResume").enabled);
        compare(findChild(menu.contentItem, "menuResume").why, "It runs already.");
        mouseClick(findChild(menu.contentItem, "menuPause"));
        compare(bench.asked[0], "pause " + bench.idleSandbox);
        tryVerify(() => !menu.visible);
    }
    function test_whatItCameFromAndHowFastIsSaid() {
        bench.everything(true, false);
        page.width = 1480;
        bench.panel.openSandbox(bench.idleSandbox);
        const rows = findChild(page, "rows");
        page.width = 1800; // beside the pane, too
        tryVerify(() => rows.itemAtIndex(rows.currentIndex) !== null);
        const cell = findChild(rows.itemAtIndex(rows.currentIndex), "start");
        tryVerify(() => cell.text === "clone · 33 ms", 1000, cell.text);
        const link = findChild(findChild(page, "sandboxPane"), "openTemplate");
        compare(link.text, "Clone of " + bench.readyTemplate);
        tryVerify(() => link.visible && link.width > 0);
        mouseClick(link);
        compare(bench.panel.page, PanelModel.TemplatesPage);
        compare(bench.panel.base.id, bench.readyTemplate);
        bench.panel.openSandbox(bench.runningSandbox);
        verify(!link.visible); // booted
    }
    function test_aFilterSetElsewhereStandsInTheField() {
        bench.everything(true, false);
        bench.panel.showSandboxesOf(bench.readyTemplate);
        compare(findChild(page, "filter").text, bench.readyTemplate);
        compare(findChild(page, "rows").count, 9);
    }
    function test_onceAskedForItIsNotOfferedAgain() {
        bench.everything(true, false);
        bench.panel.openSandbox(bench.runningSandbox);
        bench.panel.actions.destroySandbox(bench.runningSandbox);
        verify(!findChild(page, "destroy").enabled);
        compare(bench.asked[0], "destroy " + bench.runningSandbox);
    }
    function test_withoutRoomThePaneIsASheetThatSpaceOpens() {
        bench.everything(true, false);
        page.roomForPane = false;
        keyClick(Qt.Key_Down);
        verify(!findChild(page, "sandboxSheet").visible);
        keyClick(Qt.Key_Space);
        verify(findChild(page, "sandboxSheet").visible);
    }
    function test_keptSandboxesSayWhoseTheyAre() {
        bench.everything(true, false);
        bench.panel.openSandbox(bench.keptSandbox);
        tryVerify(() => findChild(page, "paneKept").visible);
        compare(bench.panel.sandbox.name, "migration bench");
        page.forceActiveFocus();
        findChild(page, "filter").text = "kept";
        tryVerify(() => findChild(page, "rows").count === 4);
        for (let row = 0; row < 4; ++row)
            verify(findChild(page, "rows").itemAtIndex(row).kept);
    }
    function test_newAsksForOne() {
        bench.everything(true, false);
        newSpy.target = page;
        newSpy.clear();
        tryVerify(() => findChild(page, "newSandbox").width > 0);
        mouseClick(findChild(page, "newSandbox"));
        compare(newSpy.count, 1);
        newSpy.target = null;
    }
    function test_shortTextsUnderNowAreNotCut() {
        bench.everything(true, false);
        page.width = 940; // what 1024 leaves
        const rows = findChild(page, "rows");
        tryVerify(() => rows.count === 17 && rows.itemAtIndex(11) !== null);
        for (let i = 0; i < rows.count; ++i) {
            const row = rows.itemAtIndex(i);
            if (row === null || row.tone === "failed" || row.reason === "")
                continue;
            const cell = findChild(row, "now");
            tryVerify(() => cell.visible && !cell.truncated, 1000, row.reason);
        }
    }
    function test_leadsToTheSession() {
        bench.everything(true, false);
        bench.panel.openSandbox(bench.runningSandbox);
        const button = findChild(findChild(page, "sandboxPane"), "openSession");
        tryVerify(() => button.visible && button.width > 0);
        mouseClick(button);
        compare(bench.panel.page, PanelModel.SessionPage);
        compare(bench.panel.session.id, bench.runningSession);
    }
    function test_aQueuedOneSaysItsPlaceInShortAndInFull() {
        bench.everything(true, false);
        bench.panel.openSandbox("sbx-z7p1fa");
        const note = findChild(page, "queueNote");
        tryVerify(() => note.visible);
        compare(note.text, "It is next. It waits for memory: needs 2.1 GiB, 0.4 GiB is free.");
        compare(findChild(page, "rows").currentItem.reason, "next, for memory");
    }
    function test_theFourChecksAreListedAndAFailureIsRed() {
        bench.everything(true, false);
        bench.panel.openSandbox(bench.forkedSandbox);
        compare(bench.panel.sandbox.checks.count, 4);
        compare(bench.panel.sandbox.checks.failed, 1);
        let lines = [];
        tryVerify(() => {
            lines = [];
            collect(findChild(page, "sandboxPane"), "check", lines);
            return lines.length === 4;
        });
        verify(lines[0].ok);
        compare(lines[2].name, "Machine id");
        verify(!lines[2].ok);
        verify(lines[2].Accessible.name.includes("failed, /etc/machine-id"));
    }
    function collect(item, name, found) {
        if (item.objectName === name && item.visible)
            found.push(item);
        for (let i = 0; i < item.children.length; ++i) // a list property, no array
            collect(item.children[i], name, found);
    }
    function test_whatAFailedOnePrintedIsReadAndCopied() {
        bench.everything(true, false);
        bench.panel.openSandbox(bench.failedSandbox);
        const pane = findChild(page, "sandboxPane");
        const tabs = findChild(pane, "evidenceTabs");
        tryVerify(() => tabs.visible && tabs.tabs.length === 3);
        verify(!findChild(pane, "evidence").visible);
        press(findChild(tabs, "tab1"));
        tryVerify(() => findChild(pane, "evidence").visible);
        press(findChild(pane, "copyEvidence"));
        verify(bench.clipboard.includes("Kernel panic - not syncing"));
        bench.panel.openSandbox(bench.idleSandbox); // nothing was kept of it
        tryVerify(() => !tabs.visible && !findChild(pane, "evidence").visible);
    }
    function test_endedOnesAreAListOfTheirOwn() {
        bench.everything(true, false);
        press(findChild(page, "segment1"));
        compare(bench.panel.ended.count, 7);
        tryVerify(() => page.ended && page.activeFocus);
        keyClick(Qt.Key_Down);
        compare(bench.panel.ended.currentKey, bench.failedSandbox); // the newest
        tryVerify(() => findChild(page, "endedWhy") !== null);
        verify(findChild(page, "endedWhy").text.includes("deadlocked on memory"));
        compare(findChild(page, "endedCause").word, "Guest panic");
        findChild(page, "filter").text = "idle timer";
        tryCompare(bench.panel.ended, "count", 1);
        compare(bench.panel.sandboxes.filterText, ""); // the other list is another list
        bench.panel.openSandbox(bench.idleSandbox); // a link leads to what lives
        tryVerify(() => !page.ended);
        compare(findChild(page, "filter").text, "");
    }
    function test_rowsOfTwoLinesUseBoth() {
        bench.everything(true, false);
        page.roomForPane = false;
        page.width = 700; // in the narrowest window
        let tags = []; // of rows that have one: most have not, the first among them
        tryVerify(() => {
            tags = [];
            collect(page, "keptTag", tags);
            return tags.length > 0;
        });
        const kept = tags[0];
        const middle = item => item.mapToItem(page, 0, item.height / 2).y;
        const caption = findChild(kept.parent, "rowCaption"); // no session's title is above it
        verify(caption.visible && caption.text !== "");
        fuzzyCompare(middle(caption), middle(kept), 1);
        page.ended = true;
        let of = null;
        tryVerify(() => (of = findChild(page, "endedOf")) !== null);
        tryVerify(() => findChild(of, "rowCaption").visible);
        compare(findChild(of, "rowCaption").text, "ran 23 min");
        page.width = 1200;
    }
    function test_aLinkToOneThatEndedOpensItsRow() {
        bench.everything(true, false);
        compare(page.ended, false);
        findChild(page, "filter").text = "ledger"; // of those that live
        bench.panel.openSandbox("sbx-v5g1tk");
        tryVerify(() => page.ended && findChild(page, "endedCause") !== null);
        compare(bench.panel.ended.currentKey, "sbx-v5g1tk");
        compare(findChild(page, "filter").text, "");
        bench.panel.openSandbox(bench.runningSandbox);
        tryVerify(() => !page.ended);
    }
    function test_withoutHistoryThePageSaysWhatWillBeThere() {
        bench.hostOnly();
        page.ended = true;
        verify(findChild(page, "noneEnded").visible);
        verify(!findChild(page, "noSandboxes").visible);
    }
    function test_whatIsNotBegunOfSeveralCanBeCancelled() {
        bench.everything(true, false);
        for (const id of [bench.idleSandbox, "sbx-m1c7ye", "sbx-t5b8gh", "sbx-f2k7qa", "sbx-k8d2rf"])
            bench.panel.actions.markSandbox(id, true);
        press(findChild(page, "pauseMarked"));
        tryVerify(() => findChild(page, "cancelMarked").visible);
        verify(!findChild(page, "closeResult").visible); // what waits does not go on unseen
        compare(findChild(page, "resultTitle").text, "Pause: 4 under way, 1 waiting");
        press(findChild(page, "cancelMarked"));
        compare(findChild(page, "resultTitle").text, "Pause: 4 under way, 1 not begun");
        verify(findChild(page, "closeResult").visible);
        verify(!findChild(page, "cancelMarked").visible);
    }
    function test_whatBecameOfSeveralStaysUntilItIsClosed() {
        bench.everything(true, false);
        for (const id of [bench.idleSandbox, bench.pausedSandbox, bench.runningSandbox])
            bench.panel.actions.markSandbox(id, true);
        verify(!findChild(page, "bulkResults").visible);
        press(findChild(page, "pauseMarked"));
        tryVerify(() => findChild(page, "bulkResults").visible);
        compare(findChild(page, "resultTitle").text, "Pause: 1 under way, 2 skipped");
        bench.sandboxIs(bench.idleSandbox, "paused");
        compare(findChild(page, "resultTitle").text, "Pause: 1 done, 2 skipped");
        bench.advance(3600);
        verify(findChild(page, "bulkResults").visible);
        press(findChild(page, "closeResult"));
        tryVerify(() => !findChild(page, "bulkResults").visible);
    }
}
