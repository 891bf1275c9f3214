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
    property LogsPage page: null

    Component {
        id: benches

        Bench {}
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
        page = pages.createObject(root, {panel: bench.panel});
        bench.panel.log.watching = true;
        page.forceActiveFocus();
    }
    function everything() {
        bench.everything(true, false);
        tryVerify(() => bench.panel.log.count > 100);
    }
    function cleanup() {
        page.destroy();
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
}
