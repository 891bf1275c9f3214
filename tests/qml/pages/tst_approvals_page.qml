import QtQuick
import QtTest
import Glovebox.Test
import Glovebox.App
import Glovebox.Ui

TestCase {
    id: root

    name: "ApprovalsPage"
    when: windowShown
    visible: true // what is tested stands in it
    width: 1200
    height: 620

    property Bench bench: null
    property PageKeys keys: null
    property ApprovalsPage page: null

    SignalSpy {
        id: denialSpy

        signalName: "denialPrepared"
    }
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

        ApprovalsPage {
            width: 1200
            height: 620
        }
    }

    function init() {
        bench = benches.createObject(null);
        bench.panel.page = PanelModel.ApprovalsPage;
        keys = holders.createObject(root, {panel: bench.panel});
        page = pages.createObject(keys, {panel: bench.panel, roomForPane: true});
        page.forceActiveFocus();
    }
    function cleanup() {
        page.destroy();
        keys.destroy();
        wait(0);
        bench.destroy();
    }
    function fill(): void {
        bench.everything(true, false);
        tryVerify(() => findChild(page, "rows").count === 3 && findChild(page, "rows").itemAtIndex(2) !== null);
    }
    function part(name: string): Item {
        return findChild(findChild(page, "approvalPane"), name);
    }

    function test_saysWhenNothingWaits() {
        verify(!findChild(page, "noApprovals").visible); // not known yet
        bench.hostOnly();
        verify(findChild(page, "noApprovals").visible);
    }
    function test_theOldestStandsFirstAndLettersWalk() {
        fill();
        compare(findChild(page, "rows").itemAtIndex(0).sessionTitle, "Refactor billing: move VAT to its own module");
        verify(findChild(page, "noneSelected").visible);
        keyClick(Qt.Key_J);
        compare(bench.panel.approval.sessionId, bench.approvalSession);
        keyClick(Qt.Key_J);
        compare(bench.panel.approval.sessionId, bench.teamSession);
        keyClick(Qt.Key_K);
        compare(bench.panel.approval.sessionId, bench.approvalSession);
        keyClick(Qt.Key_Escape);
        verify(!bench.panel.approval.known);
    }
    function test_aShortInputCanBeAllowedAtOnce() {
        fill();
        mouseClick(findChild(page, "rows").itemAtIndex(0));
        tryVerify(() => part("allow").enabled && part("allow").width > 0);
        mouseClick(part("allow"));
        verify(bench.asked[0].startsWith("allow sevt_"));
        tryVerify(() => part("allow").busy);
        verify(!part("deny").enabled);
        bench.answered("sent");
        tryVerify(() => part("approvalState").word === "Answer sent");
        verify(part("approvalStatus").text.includes("has the answer"));
        bench.answered("running");
        tryVerify(() => !part("allow").visible);
        verify(part("approvalState").word.startsWith("Running"));
    }
    function test_allowWaitsUntilTheWholeInputWasInView() {
        fill();
        mouseClick(findChild(page, "rows").itemAtIndex(2));
        compare(bench.panel.approval.sessionId, bench.longSession);
        tryVerify(() => part("approvalInput").height > 50 && part("approvalStatus").text.includes("have not been in view")
                  && !part("approvalStatus").text.startsWith("36 of 36"));
        verify(!part("allow").enabled);
        verify(part("deny").enabled); // to refuse, nobody has to read all of it
        mouseClick(part("allow"));
        compare(bench.asked.length, 0);
        const list = findChild(part("approvalInput"), "lines");
        for (let turns = 0; turns < 40 && !part("allow").enabled; ++turns) {
            mouseWheel(part("approvalInput"), 60, 60, 0, -60);
            tryVerify(() => !list.moving); // turns that add up go past lines where frames are rare
        }
        tryVerify(() => part("allow").enabled);
        mouseClick(part("allow"));
        verify(bench.asked[0].startsWith("allow sevt_"));
    }
    function test_jumpingToTheEndIsNotReading() {
        fill();
        mouseClick(findChild(page, "rows").itemAtIndex(2));
        const list = findChild(part("approvalInput"), "lines");
        tryVerify(() => list.height > 50 && list.contentHeight > 2 * list.height);
        tryVerify(() => part("approvalStatus").text.includes("have not been in view"));
        list.positionViewAtEnd();
        wait(400);
        verify(!part("allow").enabled);
        // The rest is found without searching.
        for (let presses = 0; presses < 8 && !part("allow").enabled; ++presses) {
            tryVerify(() => part("nextUnseen").visible && part("nextUnseen").width > 0);
            mouseClick(part("nextUnseen"));
            wait(100);
        }
        tryVerify(() => part("allow").enabled);
        verify(!part("nextUnseen").visible);
    }
    function test_aDenialTakesItsReasonAlong() {
        fill();
        mouseClick(findChild(page, "rows").itemAtIndex(0));
        tryVerify(() => part("denyReason").field.width > 0 && part("approvalInput").height > 50); // laid out
        waitForRendering(page);
        mouseClick(part("denyReason").field);
        for (const letter of "not today")
            keyClick(letter);
        mouseClick(part("deny"));
        verify(bench.asked[0].endsWith(": not today"));
        mouseClick(findChild(page, "rows").itemAtIndex(1));
        tryCompare(part("denyReason"), "text", ""); // a reason belongs to one call
    }
    function test_aFailedAnswerSaysWhyAndIsOfferedAgain() {
        fill();
        mouseClick(findChild(page, "rows").itemAtIndex(0));
        bench.answered("failed");
        tryVerify(() => part("answerProblem").visible);
        verify(part("answerProblem").text.includes("503"));
        verify(part("deny").enabled);
    }
    function test_withoutTheKeyTheViewIsTheSameAndSaysWhatIsMissing() {
        fill();
        bench.withoutKey();
        mouseClick(findChild(page, "rows").itemAtIndex(0));
        tryVerify(() => part("keyMissing").visible);
        verify(part("approvalInput").visible);
        verify(!part("allow").visible);
        verify(!part("deny").visible);
        verify(part("keyMissing").text.includes("--operator-key-file"));
        tryVerify(() => findChild(part("keyMissing"), "noteAction").width > 0);
        mouseClick(findChild(part("keyMissing"), "noteAction"));
        keySequence("Ctrl+Shift+A");
        compare(bench.asked.length, 0);
    }
    function test_detailsSayWhoAskedAndWhere() {
        fill();
        mouseClick(findChild(page, "rows").itemAtIndex(1));
        tryVerify(() => part("tab1").width > 0);
        mouseClick(part("tab1"));
        tryVerify(() => part("approvalFacts").visible);
        verify(!part("approvalInput").visible);
    }
    function test_besideTheInputStandsWhereItWouldRun() {
        fill();
        mouseClick(findChild(page, "rows").itemAtIndex(1));
        tryVerify(() => part("approvalWhere").visible && part("approvalWhere").height > 80);
        verify(part("approvalInput").visible); // both at once
    }
    function test_severalAreSelectedAndDeniedTogether() {
        fill();
        verify(!findChild(page, "markedBar").visible);
        tryVerify(() => findChild(findChild(page, "rows").itemAtIndex(0), "mark").width > 0);
        mouseClick(findChild(findChild(page, "rows").itemAtIndex(0), "mark"));
        compare(bench.panel.markedApprovals, 1);
        mouseClick(findChild(page, "rows").itemAtIndex(2));
        keyClick(Qt.Key_X); // the keyboard's way
        compare(bench.panel.markedApprovals, 2);
        tryVerify(() => findChild(page, "denyMarked").visible && findChild(page, "denyMarked").width > 0);
        denialSpy.target = bench.panel;
        denialSpy.clear();
        mouseClick(findChild(page, "denyMarked"));
        compare(denialSpy.count, 1);
        compare(bench.panel.denial.question, "Deny 2 calls?");
        compare(bench.asked.length, 0);
        denialSpy.target = null;
        mouseClick(findChild(page, "clearMarks"));
        compare(bench.panel.markedApprovals, 0);
        tryVerify(() => !findChild(page, "markedBar").visible);
    }
    function test_withoutTheKeyNothingCanBeSelected() {
        fill();
        bench.withoutKey();
        verify(!findChild(findChild(page, "rows").itemAtIndex(0), "mark").visible);
        keyClick(Qt.Key_Down);
        keyClick(Qt.Key_X);
        compare(bench.panel.markedApprovals, 0);
    }
    function test_leadsToTheSession() {
        fill();
        mouseClick(findChild(page, "rows").itemAtIndex(0));
        tryVerify(() => part("approvalSession").width > 0);
        mouseClick(part("approvalSession"));
        compare(bench.panel.page, PanelModel.SessionPage);
        bench.panel.back();
        compare(bench.panel.page, PanelModel.ApprovalsPage);
    }
    function test_withoutRoomTheCallIsASheet() {
        fill();
        page.roomForPane = false;
        verify(!findChild(page, "approvalSheet").visible);
        keyClick(Qt.Key_Down);
        tryVerify(() => findChild(page, "approvalSheet").visible);
        keyClick(Qt.Key_Escape);
        tryVerify(() => !findChild(page, "approvalSheet").visible);
    }
}
