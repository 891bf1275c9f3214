import QtQuick
import QtTest
import Glovebox.Test
import Glovebox.App
import Glovebox.Theme
import Glovebox.Ui

// The Overview page and the alerts, in the whole window, by mouse and by keyboard.
TestCase {
    id: root

    name: "OverviewPage"
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
    function open(): void {
        bench.everything(true, false);
        bench.egress();
        bench.operations();
        keyClick(Qt.Key_G);
        keyClick(Qt.Key_O);
        compare(bench.panel.page, PanelModel.OverviewPage);
        bench.answerHistory();
        tryVerify(() => part("overviewPage") !== null && needs().count > 3 && needs().itemAtIndex(0) !== null);
        waitForRendering(window.contentItem, 200);
    }
    function needs(): Item {
        return findChild(part("needsList"), "glanceRows");
    }
    function activity(): Item {
        return findChild(part("activityList"), "glanceRows");
    }
    function alerts(): Item {
        return findChild(part("alertsList"), "glanceRows");
    }
    function press(item: Item): void {
        tryVerify(() => item !== null && item.visible && item.width > 0 && item.height > 0);
        waitForRendering(window.contentItem, 100);
        mouseClick(item);
    }

    function test_itIsAllSeenWithoutScrolling() {
        open();
        const view = part("overviewView");
        tryVerify(() => view.contentHeight <= view.height);
        for (const name of ["needsCard", "capacityCard", "queueCard", "sandboxesCard", "sessionsCard", "costTodayCard", "activityCard"]) {
            const card = part(name);
            verify(card.visible && card.mapToItem(null, 0, card.height).y <= window.height - Theme.statusBarHeight, name);
        }
        verify(activity().height >= 3 * part("activityCard").rowHeight);
    }
    function test_whatNeedsSomebodyIsNeverBelowTheFold() {
        bench.crowd();
        for (const size of [[1024, 700], [800, 600], [1440, 900]]) {
            window.width = size[0];
            window.height = size[1];
            open();
            const card = part("needsCard");
            tryVerify(() => card.mapToItem(null, 0, card.height).y <= window.height - Theme.statusBarHeight, 2000, "at " + size[0]);
            verify(needs().height >= 3 * 40);
        }
        verify(needs().contentHeight > needs().height); // it scrolls within its card
    }
    function test_aRowsButtonLeadsToItsPlace() {
        open();
        press(findChild(needs().itemAtIndex(0), "needAction"));
        compare(bench.panel.page, PanelModel.ApprovalsPage);
        verify(bench.panel.approval.known);
    }
    function test_rowsAreWalkedAndOpenedByKeyboard() {
        open();
        tryVerify(() => needs().activeFocus);
        keyClick(Qt.Key_Down);
        compare(needs().currentIndex, 0);
        let row = 0;
        while (!needs().itemAtIndex(row).what.startsWith("Sandbox failed") && row < needs().count - 1) {
            keyClick(Qt.Key_Down);
            ++row;
        }
        compare(needs().currentIndex, row);
        keyClick(Qt.Key_Return);
        compare(bench.panel.page, PanelModel.SandboxesPage);
        compare(bench.panel.sandbox.id, bench.failedSandbox);
    }
    function test_aFailedOperationOpensAmongTheOperations() {
        open();
        let found = null;
        for (let row = 0; row < needs().count && found === null; ++row) {
            needs().positionViewAtIndex(row, ListView.Contain);
            if (needs().itemAtIndex(row).what === "Fork failed")
                found = needs().itemAtIndex(row);
        }
        verify(found !== null);
        press(findChild(found, "needAction"));
        tryVerify(() => part("operationsDrawer").visible);
        tryVerify(() => findChild(part("operationsDrawer"), "operations").currentIndex >= 0);
    }
    function test_nothingNeedsYouIsSaidOnlyOnceItIsKnown() {
        bench.panel.page = PanelModel.OverviewPage;
        tryVerify(() => part("nothingNeedsYou") !== null);
        verify(part("needsCard").loading); // not a word before the engine told
        verify(!part("nothingNeedsYou").visible);
        bench.hostOnly();
        bench.environment("polling");
        tryVerify(() => part("nothingNeedsYou") !== null && part("nothingNeedsYou").visible);
    }
    function test_aCountOpensItsList() {
        open();
        press(part("count-state:paused"));
        compare(bench.panel.page, PanelModel.SandboxesPage);
        compare(bench.panel.sandboxes.filterText, "state:paused");
        compare(findChild(part("sandboxesPage"), "filter").text, "state:paused");
        verify(bench.panel.sandboxes.count > 0);
        keyClick(Qt.Key_G);
        keyClick(Qt.Key_O);
        const approval = part("sessionsCard");
        press(findChild(approval, "count-state:approval"));
        compare(bench.panel.page, PanelModel.SessionsPage);
        compare(findChild(part("sessionsPage"), "filter").text, "state:approval");
        compare(bench.panel.sessions.count, 2);
    }
    function test_countsAreReachedByTab() {
        open();
        let reached = false;
        for (let step = 0; step < 60 && !reached; ++step) {
            keyClick(Qt.Key_Tab);
            reached = window.activeFocusItem !== null && window.activeFocusItem.objectName === "count-state:running";
        }
        verify(reached);
        keyClick(Qt.Key_Space);
        verify(bench.panel.page === PanelModel.SandboxesPage || bench.panel.page === PanelModel.SessionsPage);
    }
    function test_whatHasTheFocusIsScrolledIntoView() {
        window.width = 1024;
        window.height = 700;
        open();
        part("openAudit").forceActiveFocus();
        tryVerify(() => part("openAudit").mapToItem(null, 0, 0).y < window.height - Theme.statusBarHeight);
        keyClick(Qt.Key_PageUp);
        keyClick(Qt.Key_PageUp);
        tryCompare(part("overviewView"), "contentY", 0);
    }
    function test_theQueueAndTheHostAreReadAtAGlance() {
        open();
        compare(part("glanceWaiting").value, "3");
        compare(part("glancePending").value, "0");
        compare(part("glanceOldest").value, "1 min");
        compare(part("glancePolls").word, "yes");
        compare(part("sparkNewest").text, "3");
        compare(part("sparkMost").text, "max 3");
        verify(part("queueSpark").Accessible.name.startsWith("Waiting 3"));
        compare(part("roomText").text, "No room for another: all slots are taken");
        compare(part("listToday").text, "$54.26");
        compare(part("localToday").text, "$0.4797");
    }
    function test_aRefusedHostIsAllowedFromHereAndTakenBack() {
        open();
        tryVerify(() => activity().count > 3 && activity().itemAtIndex(0) !== null);
        const row = activity().itemAtIndex(0);
        verify(row.object.startsWith("api.weather.example:443"));
        press(findChild(row, "allowAttempt"));
        const menu = findChild(window, "allowMenu"); // in the window's overlay once it is open
        tryVerify(() => menu.opened);
        bench.acceptAll("");
        press(findChild(menu.contentItem, "allowForSandbox"));
        verify(bench.asked[bench.asked.length - 1].includes(bench.runningSandbox), bench.asked.join("; "));
        tryVerify(() => part("overviewUndo").visible);
    }
    function test_silenceIsShownAsAge() {
        open();
        bench.advance(40);
        verify(bench.panel.host.stale);
        compare(part("needsCard").source, "Updated 40 s ago");
        compare(part("sandboxesCard").source, "This host, updated 40 s ago");
        verify(part("sandboxesCard").stale);
        verify(part("overviewAge").text.startsWith("Updated 40 s"));
    }
    function test_theRailCountsProblemsAndLeadsHere() {
        bench.everything(true, false);
        bench.operations();
        compare(part("railOverview").badge, bench.panel.overview.problems);
        verify(bench.panel.overview.problems > 0);
        press(part("railOverview"));
        compare(bench.panel.page, PanelModel.OverviewPage);
    }

    function openAlerts(): void {
        keyClick(Qt.Key_J, Qt.ControlModifier | Qt.ShiftModifier);
        tryVerify(() => part("alertsDrawer").visible && alerts().count > 0 && alerts().itemAtIndex(0) !== null);
    }
    function test_alertsAreCountedInTheHeaderUntilSomebodyLooked() {
        bench.everything(true, false);
        const button = part("alertsButton");
        verify(bench.panel.overview.alerts.unseen > 0);
        tryVerify(() => button.text === "Alerts " + bench.panel.overview.alerts.unseen);
        press(button);
        tryVerify(() => part("alertsDrawer").visible);
        press(button);
        tryVerify(() => !part("alertsDrawer").visible);
        tryCompare(button, "text", "Alerts");
    }
    function test_anAlertLeadsToItsObjectByKeyboard() {
        bench.everything(true, false);
        openAlerts();
        tryVerify(() => alerts().activeFocus);
        let row = -1;
        do {
            keyClick(Qt.Key_Down);
            ++row;
        } while (alerts().currentItem.what !== "Sandbox failed" && row < alerts().count - 1);
        keyClick(Qt.Key_Return);
        tryVerify(() => !part("alertsDrawer").visible);
        compare(bench.panel.page, PanelModel.SandboxesPage);
        compare(bench.panel.sandbox.id, bench.failedSandbox);
    }
    function test_anAlertLeadsToItsObjectByMouse() {
        bench.everything(true, false);
        openAlerts();
        let found = null;
        for (let row = 0; row < alerts().count && found === null; ++row) {
            alerts().positionViewAtIndex(row, ListView.Contain);
            if (alerts().itemAtIndex(row).what.startsWith("Approve"))
                found = alerts().itemAtIndex(row);
        }
        press(findChild(found, "openAlert"));
        tryVerify(() => !part("alertsDrawer").visible);
        compare(bench.panel.page, PanelModel.ApprovalsPage);
    }
    function test_alertsAreFiltered() {
        bench.everything(true, false);
        openAlerts();
        const all = alerts().count;
        bench.panel.overview.alerts.level = 2;
        tryVerify(() => alerts().count > 0 && alerts().count < all);
        part("alertsFilter").forceActiveFocus();
        for (const letter of "nothing like it")
            keyClick(letter);
        tryVerify(() => part("noAlertMatches").visible);
        press(findChild(part("noAlertMatches"), "emptyAction"));
        tryVerify(() => alerts().count === all);
        compare(part("alertsFilter").text, "");
    }
    function test_aToastIsFoundAgainAmongTheAlerts() {
        bench.hostOnly();
        bench.environment("polling");
        keyClick(Qt.Key_N, Qt.ControlModifier | Qt.ShiftModifier);
        openAlerts();
        compare(alerts().itemAtIndex(0).what, "Nothing needs you");
        keyClick(Qt.Key_Escape);
        keyClick(Qt.Key_Escape);
        tryVerify(() => !part("alertsDrawer").visible);
    }
    function test_oneDrawerAtATime() {
        bench.everything(true, false);
        openAlerts();
        keyClick(Qt.Key_J, Qt.ControlModifier);
        tryVerify(() => part("operationsDrawer").visible && !part("alertsDrawer").visible);
        keyClick(Qt.Key_J, Qt.ControlModifier | Qt.ShiftModifier);
        tryVerify(() => !part("operationsDrawer").visible && part("alertsDrawer").visible);
    }
}
