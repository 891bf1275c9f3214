import QtQuick
import QtTest
import Glovebox.Test
import Glovebox.App
import Glovebox.Ui

TestCase {
    id: root

    name: "SessionPage"
    when: windowShown
    visible: true // what is tested stands in it
    width: 1200
    height: 800

    property Bench bench: null
    property SessionPage page: null

    Component {
        id: benches

        Bench {}
    }
    Component {
        id: pages

        SessionPage {
            width: 1200
            height: 800
        }
    }

    function init() {
        bench = benches.createObject(null);
        bench.everything(true, false);
    }
    function open(session: string, room: bool): void {
        bench.panel.openSession(session);
        page = pages.createObject(root, {panel: bench.panel, roomForPane: room});
        page.forceActiveFocus();
    }
    function cleanup() {
        page.destroy();
        wait(0);
        bench.destroy();
    }

    function test_saysWhichSessionAndHowItIs() {
        open(bench.runningSession, true);
        compare(findChild(page, "sessionState").word, "Running");
        verify(findChild(page, "openSandbox").text.startsWith(bench.runningSandbox));
        verify(!findChild(page, "approvalCard").visible);
        compare(findChild(page, "paneTitle").text, "Session");
    }
    function test_selectingACallShowsItsOutput() {
        open(bench.runningSession, true);
        keyClick(Qt.Key_Up);
        verify(bench.panel.session.selectionIsCall);
        compare(findChild(page, "paneTitle").text, "bash");
        tryVerify(() => findChild(page, "callOutput").visible);
        verify(bench.panel.session.output.count > 5);
        keyClick(Qt.Key_Escape);
        verify(!bench.panel.session.hasSelection);
        keyClick(Qt.Key_Escape);
        compare(bench.panel.page, PanelModel.SessionsPage);
    }
    function test_tabsLeadToInputAndDetails() {
        open(bench.runningSession, true);
        keyClick(Qt.Key_Up);
        mouseClick(findChild(page, "tab1"));
        tryVerify(() => findChild(page, "callInput").visible);
        mouseClick(findChild(page, "tab2"));
        tryVerify(() => findChild(page, "callFacts").visible);
        verify(!findChild(page, "callOutput").visible);
    }
    function test_aWaitingApprovalIsShownWithItsWholeInput() {
        open(bench.approvalSession, true);
        const card = findChild(page, "approvalCard");
        verify(card.visible);
        mouseClick(findChild(card, "showApproval"));
        verify(bench.panel.session.selectionNeedsApproval);
        tryVerify(() => findChild(page, "callInput").visible);
    }
    function test_aFailureSaysWhyAndWhatToDo() {
        open(bench.failedSession, true);
        compare(bench.panel.session.problemCode, "GBX-SES-041");
        verify(bench.panel.session.problemTodo !== "");
    }
    function test_withoutRoomTheDetailsAreASheet() {
        open(bench.runningSession, false);
        keyClick(Qt.Key_Up);
        verify(!page.sheetOpen);
        keyClick(Qt.Key_Return);
        verify(page.sheetOpen);
        keyClick(Qt.Key_Escape);
        verify(!page.sheetOpen);
        verify(bench.panel.session.hasSelection);
    }
    function test_leadsToTheSandbox() {
        open(bench.runningSession, true);
        mouseClick(findChild(page, "openSandbox"));
        compare(bench.panel.page, PanelModel.SandboxesPage);
        compare(bench.panel.sandboxes.currentKey, bench.runningSandbox);
    }
}
