import QtQuick
import QtTest
import Glovebox.Test
import Glovebox.App
import Glovebox.Ui

TestCase {
    id: root

    name: "SessionsPage"
    when: windowShown
    visible: true // what is tested stands in it
    width: 1200
    height: 700

    property Bench bench: null
    property PageKeys keys: null
    property SessionsPage page: null

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

        SessionsPage {
            width: 1200
            height: 700
        }
    }

    function init() {
        bench = benches.createObject(null);
        bench.panel.page = PanelModel.SessionsPage;
        keys = holders.createObject(root, {panel: bench.panel});
        page = pages.createObject(keys, {panel: bench.panel});
        page.forceActiveFocus();
    }
    function cleanup() {
        page.destroy();
        keys.destroy();
        wait(0);
        bench.destroy();
    }
    function row(index: int): Item {
        return findChild(page, "rows").itemAtIndex(index);
    }
    function showRows(count: int): void {
        tryVerify(() => findChild(page, "rows").count === count && (count === 0 || row(0) !== null));
    }

    function test_saysNothingBeforeTheEngineDid() {
        verify(!findChild(page, "noSessions").visible);
    }
    function test_saysWhenThereIsNothing() {
        bench.hostOnly();
        bench.environment("polling");
        verify(findChild(page, "noSessions").visible);
    }
    function test_showsWhatNeedsSomebodyFirst() {
        bench.everything(true, false);
        showRows(17);
        compare(row(0).word, "Needs approval");
        compare(row(2).word, "Failed");
    }
    function test_slashLeadsToTheFilterAndTypingFilters() {
        bench.everything(true, false);
        keyClick("/");
        verify(findChild(page, "filter").activeFocus);
        for (const letter of "ledger")
            keyClick(letter);
        showRows(1);
        tryVerify(() => row(0).title === "Repair the failing test suite in python/ledger");
        keyClick(Qt.Key_Escape);
        showRows(17);
    }
    function test_filteredToNothingOffersToClear() {
        bench.everything(true, false);
        findChild(page, "filter").text = "no such thing";
        const empty = findChild(page, "nothingMatches");
        tryVerify(() => empty.visible && findChild(empty, "emptyAction").width > 0);
        mouseClick(findChild(empty, "emptyAction"));
        showRows(17);
    }
    function test_arrowsSelectAndEnterOpens() {
        bench.everything(true, false);
        showRows(17);
        keyClick(Qt.Key_Down);
        keyClick(Qt.Key_Down);
        compare(bench.panel.sessions.currentRow, 1);
        keyClick(Qt.Key_Return);
        compare(bench.panel.page, PanelModel.SessionPage);
        compare(bench.panel.session.id, bench.approvalSession);
    }
    function test_doubleClickOpens() {
        bench.everything(true, false);
        showRows(17);
        mouseDoubleClickSequence(row(3));
        compare(bench.panel.page, PanelModel.SessionPage);
    }
    function test_newSessionsWaitBehindThePillWhileOneReads() {
        bench.everything(true, false);
        showRows(17);
        bench.panel.sessions.showPending(); // the transcripts have moved one
        keyClick(Qt.Key_Down);
        bench.newSession("sesn_new", "Brand new");
        const pill = findChild(page, "pendingPill");
        tryVerify(() => pill.visible);
        compare(pill.text, "1 new");
        compare(findChild(page, "rows").count, 17);
        keyClick("R");
        showRows(18);
        verify(!pill.visible);
    }
    function test_aHeaderClickSorts() {
        bench.everything(true, false);
        showRows(17);
        bench.panel.sessions.sortBy("title");
        tryVerify(() => row(0).title === "Analyse Q3 churn and write the report");
    }
    function test_narrowWindowsDropColumnsAndUseTwoLines() {
        bench.everything(true, false);
        showRows(17);
        compare(row(0).height, 34);
        page.width = 700;
        tryVerify(() => row(0).height === 48);
        verify(row(0).word === "Needs approval");
    }
    function test_rowsSpeak() {
        bench.everything(true, false);
        showRows(17);
        verify(row(3).Accessible.name.startsWith("Session "));
    }
}
