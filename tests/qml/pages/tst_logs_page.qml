import QtQuick
import QtTest
import Glovebox.Test
import Glovebox.App
import Glovebox.Ui

TestCase {
    id: root

    name: "LogsPage"
    when: windowShown
    visible: true // what is tested stands in it
    width: 1200
    height: 700

    property Bench bench: null
    property PageKeys keys: null
    property LogsPage page: null

    Component {
        id: benches

        Bench {}
    }
    Component { // keys are the window's: a page alone has none
        id: holders

        PageKeys {}
    }
    Component {
        id: pages

        LogsPage {
            width: 1200
            height: 700
        }
    }

    function init() {
        bench = benches.createObject(null);
        bench.panel.page = PanelModel.LogsPage;
        keys = holders.createObject(root, {panel: bench.panel});
        page = pages.createObject(keys, {panel: bench.panel});
        bench.panel.log.watching = true;
        page.forceActiveFocus();
    }
    function everything() {
        bench.everything(true, false);
        tryVerify(() => bench.panel.log.count > 100);
    }
    function cleanup() {
        page.destroy();
        keys.destroy();
        wait(0);
        bench.destroy();
    }

    function test_emptySaysWhatWillCome() {
        verify(findChild(page, "noLines").visible);
        bench.logLine("first");
        tryVerify(() => !findChild(page, "noLines").visible);
    }
    function test_selectingPausesAndEndFollowsAgain() {
        everything();
        verify(bench.panel.log.following);
        keyClick(Qt.Key_Up);
        verify(!bench.panel.log.following);
        const bar = findChild(page, "pauseBar");
        tryVerify(() => bar.visible);
        bench.logLine("more");
        tryVerify(() => bar.text.includes("1 new"));
        keyClick(Qt.Key_End);
        verify(bench.panel.log.following);
        verify(!bar.visible);
    }
    function test_findWalksThroughMatches() {
        everything();
        keyClick("f", Qt.ControlModifier);
        verify(findChild(page, "find").activeFocus);
        for (const letter of "lease")
            keyClick(letter);
        tryCompare(bench.panel.log, "findResult", "14 / 14");
        keyClick(Qt.Key_F3);
        compare(bench.panel.log.findResult, "1 / 14");
        keyClick(Qt.Key_F3, Qt.ShiftModifier);
        compare(bench.panel.log.findResult, "14 / 14");
        verify(findChild(page, "findNext").enabled);
    }
    function test_filterToNothingCanBeCleared() {
        everything();
        const filter = findChild(page, "filter");
        filter.text = "no such words";
        const empty = findChild(page, "noLines");
        tryVerify(() => empty.visible);
        mouseClick(findChild(empty, "emptyAction"));
        tryVerify(() => !empty.visible);
        compare(filter.text, "");
    }
    function test_copyNeedsASelection() {
        everything();
        verify(!findChild(page, "copyLines").enabled);
        keyClick(Qt.Key_Up);
        verify(findChild(page, "copyLines").enabled);
    }
    function test_pausedLinesDoNotMove() {
        everything();
        keyClick(Qt.Key_Home);
        const view = findChild(page, "logView");
        const top = view.model.data(view.model.index(0, 0), 0x101);
        const before = bench.panel.log.count;
        for (let i = 0; i < 50; ++i)
            bench.logLine("line " + i);
        tryCompare(bench.panel.log, "count", before + 50);
        compare(bench.panel.log.selectedRow, 0);
        compare(view.model.data(view.model.index(0, 0), 0x101), top);
    }
    function list() {
        return findChild(page, "logList");
    }
    function manyLines() {
        bench.logLines(400);
        tryVerify(() => bench.panel.log.total >= 400);
        tryVerify(() => list().atYEnd);
    }
    function test_theChartIsReadByKeyboardAndLeadsToATime() {
        manyLines();
        const chart = findChild(page, "logChart");
        tryVerify(() => chart.visible && bench.panel.log.volume.count > 1);
        chart.forceActiveFocus();
        keyClick(Qt.Key_Home);
        verify(chart.readText.includes("lines, warnings"));
        compare(findChild(chart, "volumeReadout").text, chart.readText);
        verify(chart.Accessible.name === chart.readText);
        keyClick(Qt.Key_Return);
        tryCompare(bench.panel.log, "selectedRow", 0);
        tryVerify(() => list().contentY < 18);
        verify(!bench.panel.log.following);
    }
    function test_aStretchIsMarkedByKeyboardAndFiltered() {
        manyLines();
        const chart = findChild(page, "logChart");
        tryVerify(() => bench.panel.log.volume.count > 10);
        chart.forceActiveFocus();
        keyClick(Qt.Key_Home);
        for (let i = 0; i < 4; ++i)
            keyClick(Qt.Key_Right, Qt.ShiftModifier);
        verify(chart.readText.includes("Enter shows only these"));
        keyClick(Qt.Key_Return);
        tryVerify(() => bench.panel.log.count > 0 && bench.panel.log.count < 200 && !bench.panel.log.busy);
        compare(bench.panel.log.range, 4);
    }
    function test_aPressOnTheChartGoesThere() {
        manyLines();
        const chart = findChild(page, "logChart");
        tryVerify(() => chart.visible && bench.panel.log.volume.count > 10);
        tryVerify(() => chart.width > page.width / 2); // a press before it stands there goes nowhere
        waitForRendering(page, 200);
        mouseClick(chart, chart.width - 2, 20);
        tryVerify(() => bench.panel.log.selectedRow > 350, 5000, "row " + bench.panel.log.selectedRow + " of " + bench.panel.log.volume.count);
        mouseClick(chart, 60, 20);
        tryVerify(() => bench.panel.log.selectedRow >= 0 && bench.panel.log.selectedRow < 20);
    }
    function test_draggingSelectsAlsoBeyondTheEdge() {
        manyLines();
        keyClick(Qt.Key_Home);
        tryVerify(() => list().contentY === 0);
        const view = findChild(page, "logView");
        mousePress(view, 300, 100);
        const first = bench.panel.log.selectedRow;
        mouseMove(view, 300, 200);
        verify(bench.panel.log.selectedRow > first);
        mouseMove(view, 300, view.height + 40); // below the last line: it comes on by itself
        tryVerify(() => bench.panel.log.selectedRow > 60);
        verify(list().contentY > 0);
        mouseRelease(view, 300, view.height + 40);
        const last = bench.panel.log.selectedRow;
        wait(120);
        compare(bench.panel.log.selectedRow, last);
        keyClick("c", Qt.ControlModifier);
        tryVerify(() => bench.clipboard.split("\n").length === last - first + 1);
    }
    function test_shiftEndSelectsToTheEndAndCtrlAAll() {
        manyLines();
        keyClick(Qt.Key_Home);
        keyClick(Qt.Key_Down);
        keyClick(Qt.Key_End, Qt.ShiftModifier);
        const all = bench.panel.log.count;
        tryVerify(() => bench.panel.log.selectedText.startsWith((all - 1) + " lines"));
        keyClick("a", Qt.ControlModifier);
        tryVerify(() => bench.panel.log.selectedText.startsWith(all + " lines"));
    }
    function test_longLinesWrapAndUnfold() {
        bench.logLine("x".repeat(600));
        bench.logLine('{"a": [1, 2], "b": "text"}');
        tryCompare(bench.panel.log, "total", 2);
        keyClick(Qt.Key_Home);
        tryVerify(() => list().itemAtIndex(0) !== null && list().itemAtIndex(0).text.length === 600);
        compare(list().itemAtIndex(0).height, 18);
        keyClick("w");
        tryVerify(() => list().itemAtIndex(0).height >= 4 * 18);
        keyClick("w");
        tryCompare(list().itemAtIndex(0), "height", 18);
        keyClick(Qt.Key_Down);
        keyClick(Qt.Key_Return);
        tryVerify(() => list().itemAtIndex(1).height > 5 * 18);
        verify(findChild(list().itemAtIndex(1), "logDetail").text.includes('\n  "b": "text"'));
        keyClick(Qt.Key_Return);
        tryCompare(list().itemAtIndex(1), "height", 18);
        mouseClick(findChild(list().itemAtIndex(1), "unfold"));
        tryVerify(() => list().itemAtIndex(1).height > 5 * 18);
    }
    function test_matchesAndErrorsAreMarkedOnTheScrollBar() {
        manyLines();
        findChild(page, "find").text = "line 39";
        tryVerify(() => bench.panel.log.findMarks.length > 0);
        const marks = findChild(page, "findMarks");
        tryVerify(() => marks.children.length >= bench.panel.log.findMarks.length);
        tryVerify(() => findChild(page, "currentMark").visible);
        tryVerify(() => bench.panel.log.errorMarks.length === 4);
    }
    function test_neighboursOfAMatchComeByKey() {
        manyLines();
        findChild(page, "filter").text = "line 200";
        tryCompare(bench.panel.log, "count", 1);
        list().forceActiveFocus();
        keyClick(Qt.Key_Up);
        keyClick("+");
        compare(bench.panel.log.count, 11);
        verify(bench.panel.log.countText.startsWith("1 of"));
        keyClick(Qt.Key_Escape); // the selection
        keyClick(Qt.Key_Escape); // what is around it
        compare(bench.panel.log.count, 1);
    }
    function test_keysAreAboutTheSelectedLineAlsoWhenRowsCameAboveIt() {
        bench.logLines(199);
        bench.logLine('{"needle": [1, 2]}');
        bench.logLine('[{"other": 1}]');
        tryVerify(() => bench.panel.log.total >= 201 && list().atYEnd);
        findChild(page, "filter").text = "needle";
        tryCompare(bench.panel.log, "count", 1);
        list().forceActiveFocus();
        keyClick(Qt.Key_Up);
        tryVerify(() => bench.panel.log.selectedText !== "");
        keyClick("+");
        const row = bench.panel.log.count - 2; // five above it, one below
        compare(bench.panel.log.selectedRow, row);
        compare(findChild(page, "logView").selectedRow, row);
        keyClick(Qt.Key_Return);
        tryVerify(() => list().itemAtIndex(row) !== null && list().itemAtIndex(row).height > 3 * 18);
        findChild(page, "filter").text = "need";
        tryCompare(bench.panel.log, "count", 1);
        tryVerify(() => findChild(page, "selectedLine").visible);
        compare(findChild(page, "logView").selectedRow, 0);
    }
    function test_whatIsOnScreenIsSoWhenItIsAskedFor() {
        manyLines();
        const view = findChild(page, "logView");
        bench.panel.log.following = false;
        findChild(page, "filter").text = "line 1";
        tryVerify(() => bench.panel.log.filtering && !bench.panel.log.busy && bench.panel.log.count > 100);
        const fits = () => {
            const first = list().itemAtIndex(view.firstRow());
            const last = list().itemAtIndex(view.lastRow());
            return first !== null && last !== null && first.y <= list().contentY + 1 && first.y + first.height > list().contentY + 1
                && last.y < list().contentY + list().height && last.y + last.height >= list().contentY + list().height - 1;
        };
        list().positionViewAtIndex(60, ListView.Beginning);
        verify(fits());
        const before = list().itemAtIndex(view.firstRow()).number;
        const rows = bench.panel.log.count;
        bench.panel.log.addContext(0); // far above what is seen
        verify(bench.panel.log.count > rows);
        verify(fits());
        compare(list().itemAtIndex(view.firstRow()).number, before);
    }
    function test_whatIsDoneWithLinesIsInAMenuByKeyAndMouse() {
        manyLines();
        keyClick(Qt.Key_Home);
        tryVerify(() => findChild(page, "selectedLine").visible);
        keyClick(Qt.Key_F10, Qt.ShiftModifier);
        const menu = findChild(page, "logMenu");
        tryVerify(() => menu.opened);
        findChild(menu.contentItem, "copyJson").triggered();
        tryVerify(() => bench.clipboard.startsWith('{"t":"2026-'));
        menu.close();
        tryVerify(() => !menu.visible);
        mouseClick(findChild(page, "logView"), 300, 60, Qt.RightButton);
        tryVerify(() => menu.opened);
        menu.close();
        tryVerify(() => !menu.visible);
    }
    function test_goingToALineOrATime() {
        manyLines();
        keyClick("g", Qt.ControlModifier);
        const dialog = Dialogs.of(page, "goToDialog");
        tryVerify(() => dialog.opened);
        for (const letter of "soon")
            keyClick(letter);
        keyClick(Qt.Key_Return);
        verify(dialog.opened && dialog.wrong);
        keyClick("a", Qt.ControlModifier);
        for (const letter of "120")
            keyClick(letter);
        keyClick(Qt.Key_Return);
        tryCompare(bench.panel.log, "selectedRow", 119);
        tryVerify(() => !dialog.visible);
    }
    function test_theLogIsExportedFromADialog() {
        manyLines();
        keyClick("e", Qt.ControlModifier);
        const dialog = Dialogs.of(page, "logExportDialog");
        tryVerify(() => dialog.opened);
        const form = bench.panel.log.exporting;
        form.folder = "file://" + bench.exportFolder;
        form.compressed = true;
        verify(form.target.endsWith("engine.log.gz"));
        mouseClick(findChild(dialog.contentItem, "dialogSecond"));
        tryVerify(() => form.done);
        verify(findChild(dialog.contentItem, "logExportOutcome").text.includes("400 lines"));
        verify(!form.canStart);
        keyClick(Qt.Key_Escape);
        tryVerify(() => !dialog.visible);
    }
    function test_anExportGoesOnWhenItsDialogIsLeftAndEndsWhenItIsCancelled() {
        manyLines();
        const dialog = Dialogs.of(page, "logExportDialog");
        const form = bench.panel.log.exporting;
        page.beginExport();
        tryVerify(() => dialog.opened);
        form.folder = "file://" + bench.exportFolder;
        form.asJson = true;
        const second = findChild(dialog.contentItem, "dialogSecond");
        second.clicked();
        verify(form.running);
        compare(second.text, "Go on in the background");
        verify(second.enabled);
        verify(findChild(dialog.contentItem, "logExportProgress").visible);
        second.clicked();
        verify(form.running);
        tryVerify(() => !dialog.visible);
        tryVerify(() => form.done);
        verify(form.outcome.startsWith("400 lines"));
        page.beginExport();
        tryVerify(() => dialog.opened);
        form.compressed = true;
        verify(form.canStart);
        second.clicked();
        verify(form.running);
        dialog.close(); // as Escape does
        verify(!form.running && !form.done);
    }
    function test_howTimesAreShownIsSetOnce() {
        everything();
        const menu = findChild(page, "logViewMenu");
        mouseClick(findChild(page, "viewMenu"));
        tryVerify(() => menu.opened);
        findChild(menu.contentItem, "times2").triggered();
        compare(bench.panel.settings.times, 2);
        tryVerify(() => list().itemAtIndex(list().count - 1)?.time === "just now");
        bench.advance(120);
        tryVerify(() => list().itemAtIndex(list().count - 1)?.time === "2 min ago");
        bench.panel.settings.times = 0;
        menu.close();
        tryVerify(() => !menu.visible);
    }
}
