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

    SignalSpy {
        id: exportSpy

        signalName: "exportRequested"
    }
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
        const tabs = findChild(page, "callTabs");
        mouseClick(findChild(tabs, "tab1"));
        tryVerify(() => findChild(page, "callInput").visible);
        mouseClick(findChild(tabs, "tab2"));
        tryVerify(() => findChild(page, "callFacts").visible);
        verify(!findChild(page, "callOutput").visible);
    }
    function test_aWaitingApprovalIsShownWithItsWholeInput() {
        open(bench.approvalSession, true);
        const card = findChild(page, "approvalCard");
        verify(card.visible);
        tryVerify(() => findChild(card, "showApproval").width > 0);
        mouseClick(findChild(card, "showApproval"));
        verify(bench.panel.session.selectionNeedsApproval);
        tryVerify(() => findChild(page, "approvalInput").visible);
        verify(!card.visible); // the pane says it now
        tryVerify(() => findChild(page, "allow").enabled); // four lines: all in view
        mouseClick(findChild(page, "allow"));
        verify(bench.asked[0].startsWith("allow sevt_"));
        bench.answered("running");
        tryVerify(() => !findChild(page, "sessionApproval").visible);
        verify(findChild(page, "callTabs").visible);
    }
    function test_aRunningCallCanBeCancelled() {
        open(bench.runningSession, true);
        verify(!findChild(page, "cancelCall").visible);
        keyClick(Qt.Key_Up);
        const cancel = findChild(page, "cancelCall");
        tryVerify(() => cancel.visible && cancel.width > 0);
        mouseClick(cancel);
        verify(bench.asked[0].startsWith("cancel sevt_"));
        tryVerify(() => cancel.busy && cancel.text.startsWith("Cancelling"));
        mouseClick(cancel);
        compare(bench.asked.length, 1);
    }
    function test_interruptingIsOneClickAndNeedsTheKey() {
        open(bench.runningSession, true);
        const interrupt = findChild(page, "interruptSession");
        tryVerify(() => interrupt.visible && interrupt.width > 0);
        mouseClick(interrupt);
        compare(bench.asked[0], "interrupt " + bench.runningSession);
        verify(interrupt.text.startsWith("Interrupting"));
        verify(!interrupt.enabled);
    }
    function test_aSessionThatIsOverIsNotInterrupted() {
        open(bench.outputsSession, true);
        verify(!findChild(page, "interruptSession").visible); // it is over
    }
    function test_theSessionsCostStandsInItsHead() {
        open(bench.runningSession, true);
        compare(findChild(page, "sessionCost").text, "List cost $0.23 of $5.00");
        tryVerify(() => findChild(findChild(page, "sessionTabs"), "tab2").width > 0);
        mouseClick(findChild(findChild(page, "sessionTabs"), "tab2"));
        tryVerify(() => findChild(page, "usagePane").visible);
    }
    function test_outputsAreListedOpenedAndExportedAfterTheSandboxIsGone() {
        bench.realOutputs();
        open(bench.outputsSession, true);
        compare(bench.panel.session.sandbox, "");
        const tabs = findChild(page, "sessionTabs");
        tryVerify(() => findChild(tabs, "tab1").width > 0);
        compare(findChild(tabs, "tab1").modelData, "Outputs 4");
        mouseClick(findChild(tabs, "tab1"));
        const list = findChild(page, "outputList");
        tryVerify(() => list.visible && list.count === 4 && list.itemAtIndex(3) !== null);
        mouseClick(findChild(list.itemAtIndex(3), "openOutput"));
        compare(bench.opened[0], bench.outputsFolder + "/tokens.patch");
        mouseClick(findChild(page, "openFolder"));
        compare(bench.opened[1], bench.outputsFolder);
        verify(findChild(page, "outputsSkipped").visible);
        exportSpy.target = page;
        exportSpy.clear();
        mouseClick(findChild(page, "exportOutputs"));
        compare(exportSpy.count, 1);
        exportSpy.target = null;
    }
    function test_aFailedCollectionSaysWhy() {
        open(bench.failedSession, true);
        tryVerify(() => findChild(page, "sessionTabs").visible);
        findChild(page, "sessionTabs").current = 1;
        tryVerify(() => findChild(page, "outputsProblem").visible);
        verify(findChild(page, "outputsProblem").text.includes("before its outputs were read"));
    }
    function test_skillsAndMemoryShowWhatIsInPlaceAndWhatWentWrong() {
        open(bench.teamSession, true);
        findChild(page, "sessionTabs").current = 3;
        tryVerify(() => findChild(page, "skillProblem") !== null && findChild(page, "skillProblem").visible);
        verify(findChild(page, "skillProblem").text.includes("brand-fonts"));
        compare(bench.panel.session.memories.count, 2);
        verify(findChild(page, "memoryProblem").text.includes("quarterly.md"));
    }
    function test_aThreadsFilterNarrowsTheEvents() {
        open(bench.teamSession, true);
        const filter = findChild(page, "threadFilter");
        tryVerify(() => filter.visible && filter.width > 0);
        const all = bench.panel.session.transcript.count;
        filter.forceActiveFocus();
        keyClick(Qt.Key_Down); // main
        keyClick(Qt.Key_Down); // reviewer
        compare(bench.panel.session.threadIndex, 2);
        compare(bench.panel.session.transcript.count, 3); // a heading and two calls
        verify(all > 3);
    }
    function test_oneAgentNeedsNoFilter() {
        open(bench.runningSession, true);
        verify(!findChild(page, "threadFilter").visible); // one agent only
    }
    function test_withoutRoomTheSessionsFactsAreOneClickAway() {
        open(bench.outputsSession, false);
        const details = findChild(page, "sessionDetails");
        tryVerify(() => details.visible && details.width > 0);
        verify(details.text.includes("Outputs 4"));
        mouseClick(details);
        verify(page.sheetOpen);
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
