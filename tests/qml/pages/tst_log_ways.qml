import QtQuick
import QtTest
import Glovebox.Test
import Glovebox.App
import Glovebox.Theme
import Glovebox.Ui

// From what happened to its log, and back.
TestCase {
    id: root

    name: "LogWays"
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
        bench.everything(true, false);
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

    function test_aCallLeadsToTheSessionsLogAndItsLineBack() {
        const session = bench.runningSession;
        bench.panel.openSession(session);
        const detail = bench.panel.session;
        tryVerify(() => part("sessionTabs") !== null);
        let row = 0;
        for (detail.select(row); !detail.selectionIsCall && row < 50; ++row)
            detail.select(row);
        verify(detail.selectionIsCall);
        verify(detail.selectedAt > 0);
        const id = bench.callOf(session);
        bench.objectLine("session/" + session, "bash " + id + ": running, thread x");
        tryVerify(() => part("callToLog") !== null);
        part("callToLog").clicked();
        compare(bench.panel.page, PanelModel.LogsPage);
        tryVerify(() => bench.panel.log.object === "session/" + session);
        tryCompare(bench.panel.log, "selectedRow", 0);
        tryVerify(() => bench.panel.log.selectedCall === id);
        tryVerify(() => part("footOpen") !== null && part("footOpen").visible);
        detail.clearSelection();
        mouseClick(part("footOpen"));
        compare(bench.panel.page, PanelModel.SessionPage);
        verify(detail.selectionIsCall);
    }
    function test_fromTheLogOneComesBackToWhereOneWas() {
        bench.panel.page = PanelModel.SandboxesPage;
        bench.panel.openLog("sandbox/" + bench.runningSandbox, 0);
        compare(bench.panel.page, PanelModel.LogsPage);
        tryVerify(() => part("logBack") !== null && part("logBack").visible);
        compare(part("logBack").text, "Sandboxes");
        keyClick(Qt.Key_Left, Qt.AltModifier);
        compare(bench.panel.page, PanelModel.SandboxesPage);
        bench.panel.page = PanelModel.LogsPage;
        compare(bench.panel.logBackText, "");
    }
    function test_aSandboxLeadsToItsConsoleByKey() {
        bench.panel.page = PanelModel.SandboxesPage;
        tryVerify(() => part("sandboxesPage") !== null && part("sandboxesPage").visible);
        part("sandboxesPage").forceActiveFocus();
        bench.panel.openSandbox(bench.runningSandbox);
        keyClick("l");
        tryVerify(() => bench.panel.page === PanelModel.LogsPage);
        compare(bench.panel.log.object, "sandbox/" + bench.runningSandbox);
    }
    function test_anAuditEntryAndAnOperationLeadToTheEnginesLogAtTheirTime() {
        bench.panel.page = PanelModel.AuditPage;
        bench.answerHistory();
        bench.panel.history.audit.rows.select(1);
        tryVerify(() => part("auditToLog") !== null && part("auditToLog").visible);
        part("auditToLog").clicked();
        compare(bench.panel.page, PanelModel.LogsPage);
        compare(bench.panel.log.object, "");
        compare(bench.panel.logBackText, "Audit");
        tryVerify(() => bench.panel.log.selectedRow >= 0);
        bench.panel.page = PanelModel.SessionsPage;
        bench.operations();
        keyClick(Qt.Key_J, Qt.ControlModifier);
        tryVerify(() => part("operationsDrawer").visible);
        const list = part("operations");
        tryVerify(() => list.itemAtIndex(2) !== null);
        mouseClick(list.itemAtIndex(2), 40, 12);
        const link = findChild(list.itemAtIndex(2), "operationToLog");
        tryVerify(() => link.visible && link.y > 0);
        mouseClick(link);
        tryVerify(() => bench.panel.page === PanelModel.LogsPage);
    }
    function test_theClockSwitchesHowTimesAreShown() {
        const clock = part("clock");
        compare(bench.panel.settings.times, 0);
        mouseClick(clock);
        compare(bench.panel.settings.times, 1);
        verify(clock.Accessible.name.includes("UTC"));
        bench.panel.settings.times = 0;
    }
}
