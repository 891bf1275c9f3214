import QtQuick
import QtTest
import Glovebox.Test
import Glovebox.App
import Glovebox.Ui

TestCase {
    id: root

    name: "QueuePage"
    when: windowShown
    visible: true // what is tested stands in it
    width: 1200
    height: 700

    property Bench bench: null
    property PageKeys keys: null
    property QueuePage page: null

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

        QueuePage {
            width: 1200
            height: 700
        }
    }
    SignalSpy {
        id: repairSpy

        signalName: "repairRequested"
    }

    function init() {
        bench = benches.createObject(null);
        bench.panel.page = PanelModel.QueuePage;
        keys = holders.createObject(root, {panel: bench.panel});
        page = pages.createObject(keys, {panel: bench.panel, roomForPane: true});
        page.forceActiveFocus();
        repairSpy.target = page;
        repairSpy.clear();
    }
    function cleanup() {
        repairSpy.target = null;
        page.destroy();
        keys.destroy();
        wait(0);
        bench.destroy();
    }
    function rows(): Item {
        const list = findChild(findChild(page, "workTable"), "rows");
        return list;
    }
    function fill(): void {
        bench.everything(true, false);
        tryVerify(() => rows().count === 10 && rows().itemAtIndex(9) !== null);
    }
    function pane(name: string): Item {
        return findChild(findChild(page, "workPane"), name);
    }
    function figure(name: string): Item {
        return findChild(findChild(page, "queueLine"), name);
    }

    function test_figuresOfTheQueueAndTheirAge() {
        fill();
        tryVerify(() => findChild(page, "queueLine") !== null);
        compare(figure("figureDepth").value, "3");
        compare(figure("figurePending").value, "0");
        compare(figure("figureOldest").value, "1 min");
        compare(figure("figureWorkers").value, "2");
        compare(figure("queueAge").text, "Read 6 s ago");
        tryVerify(() => figure("readQueue").width > 0);
        mouseClick(figure("readQueue"));
        verify(bench.asked[0].startsWith("refresh env_"));
        tryVerify(() => figure("queueAge").text === "Reading…" && !figure("readQueue").enabled);
    }
    function test_emptyUnreadAndRefusedAreDifferent() {
        bench.hostOnly();
        bench.queue("unknown");
        verify(!findChild(page, "queueEmpty").visible);
        verify(!findChild(page, "queueUnread").visible);
        bench.queue("refused");
        verify(findChild(page, "queueUnread").visible);
        tryVerify(() => figure("queueProblem").visible && findChild(page, "queueLine").height > 80);
        tryVerify(() => findChild(findChild(page, "queueUnread"), "emptyAction").width > 0);
        mouseClick(findChild(findChild(page, "queueUnread"), "emptyAction"));
        verify(bench.asked[0].startsWith("refresh env_"));
        bench.queue("empty");
        verify(findChild(page, "queueEmpty").visible);
        verify(!findChild(page, "queueUnread").visible);
    }
    function test_whatIsStuckStandsFirstAndSaysWhy() {
        fill();
        compare(rows().itemAtIndex(0).word, "Active");
        compare(rows().itemAtIndex(0).tone, "attention");
        verify(rows().itemAtIndex(0).reason.startsWith("Its heartbeats stopped"));
        compare(rows().itemAtIndex(1).heartbeat, "none");
        compare(rows().itemAtIndex(4).reason, "");
    }
    function test_theRepairIsOfferedWhereItHelps() {
        fill();
        mouseClick(rows().itemAtIndex(0));
        tryVerify(() => pane("repair").visible && pane("repair").width > 0);
        compare(pane("repair").text, "Force stop and interrupt…");
        verify(!pane("keyNote").visible);
        mouseClick(pane("repair"));
        compare(repairSpy.count, 1);
        compare(bench.asked.length, 0); // the dialog asks first
        mouseClick(rows().itemAtIndex(5));
        tryVerify(() => !pane("repair").visible);
    }
    function test_withoutTheKeyTheButtonPromisesLess() {
        fill();
        bench.withoutKey();
        mouseClick(rows().itemAtIndex(1));
        tryCompare(pane("repair"), "text", "Force stop…");
        verify(pane("keyNote").visible);
        verify(pane("keyNote").text.includes("Console"));
    }
    function test_aWaitingApprovalLeadsThere() {
        fill();
        mouseClick(rows().itemAtIndex(3));
        tryVerify(() => pane("toApprovals").visible && pane("toApprovals").width > 0);
        mouseClick(pane("toApprovals"));
        compare(bench.panel.page, PanelModel.ApprovalsPage);
    }
    function test_leadsToTheSession() {
        fill();
        mouseClick(rows().itemAtIndex(4));
        tryVerify(() => pane("openSession").visible && pane("openSession").width > 0);
        mouseClick(pane("openSession"));
        compare(bench.panel.page, PanelModel.SessionPage);
        compare(bench.panel.session.id, bench.runningSession);
    }
    function test_severalEnvironmentsHaveALineEach() {
        fill();
        bench.severalEnvironments();
        tryVerify(() => findChild(page, "queueFigures").count === 3);
    }
    function test_withoutRoomThePaneIsASheetThatSpaceOpens() {
        fill();
        page.roomForPane = false;
        keyClick(Qt.Key_Down);
        verify(!findChild(page, "workSheet").visible);
        keyClick(Qt.Key_Space);
        tryVerify(() => findChild(page, "workSheet").visible);
    }
    function test_filterFindsBySessionAndHolder() {
        fill();
        keyClick("/");
        verify(findChild(page, "filter").activeFocus);
        for (const letter of "another worker")
            keyClick(letter);
        tryVerify(() => rows().count === 2);
    }
}
