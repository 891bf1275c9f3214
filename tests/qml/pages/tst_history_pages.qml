import QtQuick
import QtTest
import Glovebox.Test
import Glovebox.App
import Glovebox.Theme
import Glovebox.Ui

// Costs, audit, past sessions, the drawers and dialogs of history: in the whole window, by mouse and by keyboard.
TestCase {
    id: root

    name: "HistoryPages"
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
        bench.everything(true, false);
    }
    function cleanup() {
        window.destroy();
        wait(0);
        bench.destroy();
    }
    function part(name: string): Item {
        return findChild(window.contentItem, name);
    }
    function clickBanner(name: string): void {
        tryVerify(() => part("banner-" + name) !== null);
        const button = findChild(part("banner-" + name), "bannerAction");
        tryVerify(() => button.x > 600); // laid out
        waitForRendering(window.contentItem, 200);
        mouseClick(button);
    }
    function dialog(name: string): var {
        return Dialogs.of(window, name);
    }
    function openCosts(): void {
        keyClick(Qt.Key_G);
        keyClick(Qt.Key_C);
        compare(bench.panel.page, PanelModel.CostsPage);
        bench.answerHistory();
        tryVerify(() => part("costs") !== null && part("costs").visible);
    }
    function press(item: Item): void {
        tryVerify(() => item !== null && item.visible && item.width > 0 && item.height > 0);
        waitForRendering(window.contentItem, 100);
        mouseClick(item);
    }
    function openAudit(): void {
        keyClick(Qt.Key_G);
        keyClick(Qt.Key_U);
        compare(bench.panel.page, PanelModel.AuditPage);
        bench.answerHistory();
        tryVerify(() => part("auditTable") !== null && part("auditTable").visible);
    }
    function costRows(): Item {
        return findChild(part("costTable"), "rows");
    }

    function test_localAndListCostStandApartAndAddUpApart() {
        openCosts();
        compare(findChild(part("localBlock"), "blockTotal").text, "$0.4797");
        compare(findChild(part("listBlock"), "blockTotal").text, "$54.26");
        compare(part("totalLocal").text, "$0.4797");
        compare(part("totalList").text, "$54.26");
        tryCompare(costRows(), "count", 7);
    }
    function test_anotherGroupingIsAskedForAtOnce() {
        openCosts();
        const day = findChild(part("costGrouping"), "segment0");
        tryVerify(() => day.width > 0);
        mouseClick(day);
        compare(bench.questions(), 1);
        bench.answerHistory();
        tryVerify(() => costRows().count === 6 && costRows().itemAtIndex(0) !== null);
        compare(costRows().itemAtIndex(0).label, "2026-11-14");
    }
    function test_theChartIsReadByKeyboardAndByPointer() {
        openCosts();
        const chart = findChild(part("listBlock"), "costChart");
        const readout = findChild(chart, "chartReadout");
        compare(readout.text, "Highest day $15.44 list");
        chart.forceActiveFocus();
        keyClick(Qt.Key_Left);
        compare(readout.text, "2026-11-20: $5.36 list");
        keyClick(Qt.Key_Left);
        compare(readout.text, "2026-11-19: $15.44 list");
        keyClick(Qt.Key_Escape);
        compare(readout.text, "Highest day $15.44 list");
        mouseMove(chart, 20, 60);
        tryCompare(readout, "text", "2026-11-14: $6.10 list");
    }
    function test_aRowOfASessionLeadsThere() {
        openCosts();
        tryVerify(() => costRows().itemAtIndex(0) !== null);
        mouseDoubleClickSequence(costRows().itemAtIndex(0));
        compare(bench.panel.page, PanelModel.SessionPage);
        compare(bench.panel.session.id, bench.runningSession);
    }
    function test_costsEmptyAndUnreadAreDifferent() {
        bench.panel.page = PanelModel.CostsPage;
        tryVerify(() => part("noCosts") !== null);
        verify(!part("noCosts").visible);
        bench.failHistory();
        verify(part("costsUnread").visible);
        verify(part("costsUnread").text.includes("disk"));
        verify(!part("noCosts").visible);
        bench.panel.history.costs.refresh();
        bench.emptyHistory();
        verify(!part("costsUnread").visible);
        verify(part("noCosts").visible);
        verify(!part("exportCosts").enabled);
        bench.panel.history.costs.refresh();
        bench.failHistory();
        verify(part("costsProblem").visible); // what was read before stays
        verify(!part("costsUnread").visible);
    }
    function test_bothKindsOfMoneyStandSideBySideAtEveryHeight() {
        bench.budgets();
        openCosts();
        const local = part("localBlock"), list = part("listBlock");
        for (const height of [900, 620, 900, 700, 1000]) {
            window.height = height;
            tryVerify(() => window.contentItem.height === height);
            waitForRendering(window.contentItem, 200);
            tryCompare(local, "height", list.height);
            compare(local.mapToItem(null, 0, 0).y, list.mapToItem(null, 0, 0).y);
            compare(local.height, local.implicitHeight);
            tryVerify(() => costRows().height >= 34, 2000, "a row of the table is seen at " + height);
        }
        verify(local.charted);
    }
    function test_theTableComesBeforeTheLinesOfTheBudgets() {
        bench.crowd();
        window.width = 800;
        window.height = 600;
        openCosts();
        tryVerify(() => part("budgetStrip").linesShown === 0);
        verify(findChild(part("budgetStrip"), "budgetsSet").text.startsWith("8 nearly or wholly used up"));
        tryVerify(() => !part("localBlock").visible); // what they say stands in the table's last row
        tryVerify(() => costRows().height >= 48); // a row of two lines
        bench.panel.history.costs.range = CostsModel.Custom;
        bench.answerHistory();
        waitForRendering(window.contentItem, 200);
        tryVerify(() => costRows().height >= 48);
    }
    function test_whoSaysSoIsReadWholeInASmallWindow() {
        window.width = 800;
        window.height = 600;
        openCosts();
        const local = part("localBlock"), list = part("listBlock");
        tryCompare(findChild(list, "blockSource"), "lineCount", 2);
        compare(findChild(list, "blockSource").truncated, false);
        compare(findChild(local, "blockSource").truncated, false);
        tryCompare(local, "height", list.height);
        verify(list.height >= 88 + 17);
        tryVerify(() => costRows().height >= 96); // two rows of two lines
    }
    function test_anAmountIsNeverCutShort() {
        keyClick(Qt.Key_G);
        keyClick(Qt.Key_C);
        bench.answerWithCrowds();
        tryVerify(() => part("totalLocal") !== null);
        compare(part("totalLocal").text, "$1,234,567.8912");
        compare(part("totalLocal").truncated, false);
        compare(part("totalList").truncated, false);
    }
    function test_costsAreExportedByKey() {
        openCosts();
        keyClick(Qt.Key_E, Qt.ControlModifier);
        const ask = dialog("fileExportDialog");
        tryVerify(() => ask.opened);
        compare(ask.title, "Export 7 rows as CSV");
        bench.panel.history.fileExport.target = bench.exportFolder + "/costs.csv";
        verify(ask.secondEnabled);
        ask.secondAccepted();
        tryVerify(() => bench.panel.history.fileExport.done);
        verify(!bench.panel.history.fileExport.failed);
        keyClick(Qt.Key_Escape);
        tryVerify(() => !ask.opened);
    }
    function test_budgetsAreEditedAndSaved() {
        bench.budgets();
        openCosts();
        compare(findChild(part("budgetStrip"), "budgetLines").count, 2);
        mouseClick(part("editBudgets"));
        const ask = dialog("budgetsDialog");
        tryVerify(() => ask.opened);
        tryVerify(() => ask.contentItem !== null && findChild(ask.contentItem, "budgetForm").count === 2);
        mouseClick(findChild(ask.contentItem, "addBudget"));
        verify(findChild(ask.contentItem, "budgetsWrong").visible);
        verify(!ask.secondEnabled);
        bench.panel.history.budgets.form.set(2, "limit", "3");
        verify(ask.secondEnabled);
        ask.secondAccepted();
        tryVerify(() => !ask.opened);
        compare(bench.asked[bench.asked.length - 1], "budgets x3");
    }
    function test_theTrailIsWalkedByKeyboardAndAnEntryReadBesideIt() {
        openAudit();
        compare(findChild(part("auditTable"), "rows").count, 9);
        keyClick(Qt.Key_Down);
        keyClick(Qt.Key_Down);
        keyClick(Qt.Key_Down);
        tryVerify(() => part("auditPane").visible);
        compare(bench.panel.history.audit.entryAction, "sandbox.paused");
        compare(bench.panel.history.audit.entryBefore, "running");
        compare(bench.panel.history.audit.facts.rowCount(), 8); // time, actor, origin, sequence, before, after, object, tag
        compare(bench.panel.history.audit.entryAfter, "paused");
        const link = findChild(part("auditPane"), "auditObject");
        tryVerify(() => link.visible && link.width > 0 && link.height > 0);
        mouseClick(link);
        compare(bench.panel.page, PanelModel.SandboxesPage);
        compare(bench.panel.sandbox.id, bench.pausedSandbox);
    }
    function test_theTrailIsFilteredAndTheFilterCleared() {
        openAudit();
        keyClick("/");
        verify(part("auditPage").visible);
        for (const letter of "nothing like it")
            keyClick(letter);
        tryVerify(() => { // a slow typist asks more than once; the last answer counts
            bench.answerHistory();
            return bench.panel.history.audit.text === "nothing like it" && findChild(part("auditPage"), "nothingMatches").visible;
        });
        compare(findChild(part("auditPage"), "nothingMatches").text, "The whole trail was searched for “nothing like it”.");
        bench.panel.history.audit.clearFilter();
        tryVerify(() => bench.questions() === 1);
        bench.answerHistory();
        compare(findChild(part("auditTable"), "rows").count, 9);
        compare(findChild(part("auditPage"), "filter").text, "");
    }
    function verifyTrail(): void {
        openAudit();
        press(findChild(part("verifyNote"), "noteAction"));
        tryVerify(() => part("verifyNote").text === "Looking at every entry…");
        compare(findChild(part("verifyNote"), "noteAction").text, "Cancel");
    }
    function test_theTrailIsVerifiedAndItsHeadCopied() {
        verifyTrail();
        verify(bench.verified(1204, []));
        tryVerify(() => part("verifyNote").text.includes("1,204 entries, none changed, none missing"));
        compare(part("verifyNote").kind, "info");
        verify(!part("auditFindings").visible);
        press(findChild(part("auditHead"), "copyLine"));
        verify(bench.clipboard.startsWith("1204:sha256:"));
    }
    function test_whatIsWrongWithTheTrailIsListed() {
        verifyTrail();
        verify(bench.verified(40, ["entry 7: it does not say what its seal was made of", "entries 9 to 12: missing"]));
        tryVerify(() => part("auditFindings").visible && part("auditFindings").height > 20);
        compare(part("verifyNote").kind, "error");
        compare(bench.panel.history.verifier.findings.count, 2);
        press(findChild(part("verifyNote"), "noteAction")); // again
        tryVerify(() => bench.panel.history.verifier.running);
    }
    function test_verifyingCanBeCancelled() {
        verifyTrail();
        press(findChild(part("verifyNote"), "noteAction"));
        tryVerify(() => !bench.panel.history.verifier.running);
        verify(!bench.verified(1, []));
        compare(findChild(part("verifyNote"), "noteAction").text, "Verify");
    }
    function test_operationsOpenByKeyFromAnyPageAndCloseByEscape() {
        bench.operations();
        keyClick(Qt.Key_J, Qt.ControlModifier);
        tryVerify(() => part("operationsDrawer").visible);
        compare(part("operations").count, 6);
        compare(part("operationsButton").text, "Operations 2");
        keyClick(Qt.Key_Down);
        keyClick(Qt.Key_Down);
        keyClick(Qt.Key_Down);
        tryVerify(() => findChild(part("operations"), "operationLog") !== null);
        const failed = part("operations").itemAtIndex(3);
        compare(findChild(failed, "operationOutcome").text, "This host has no disk space left (fork needs 1.2 GiB, 301 MiB are free).");
        verify(findChild(failed, "operationAdvice").text.startsWith("Free disk space"));
        keyClick(Qt.Key_Escape); // folds
        verify(part("operationsDrawer").visible);
        keyClick(Qt.Key_Escape);
        verify(!part("operationsDrawer").visible);
        verify(window.activeFocusItem !== null);
    }
    function test_anOperationIsCancelledAndLeadsToItsObject() {
        bench.operations();
        mouseClick(part("operationsButton"));
        const list = part("operations");
        tryVerify(() => list.itemAtIndex(0) !== null);
        mouseClick(findChild(list.itemAtIndex(0), "cancelOperation"));
        compare(bench.asked[bench.asked.length - 1], "cancel op-1");
        compare(list.itemAtIndex(0).word, "Cancelling…");
        verify(!findChild(list.itemAtIndex(0), "cancelOperation").visible);
        mouseClick(list.itemAtIndex(2), 40, 12);
        const link = findChild(list.itemAtIndex(2), "operationLink");
        tryVerify(() => link.visible && link.y > 0);
        mouseClick(link);
        compare(bench.panel.page, PanelModel.SnapshotsPage);
        verify(!part("operationsDrawer").visible);
    }
    function test_withoutOperationsTheDrawerSaysSo() {
        keyClick(Qt.Key_J, Qt.ControlModifier);
        tryVerify(() => part("noOperations").visible);
    }
    function test_leftoversAreShownByTheirBannerAndRemovedAfterAQuestion() {
        bench.leftovers(true);
        clickBanner("leftovers");
        tryVerify(() => part("leftoversDrawer").visible && part("leftovers").count === 3);
        const line = part("leftovers").itemAtIndex(1);
        mouseClick(findChild(line, "removeLeftover"));
        const ask = dialog("removeLeftoverDialog");
        tryVerify(() => ask.opened);
        compare(bench.asked.length, 0); // Enter and Escape mean no
        keyClick(Qt.Key_Return);
        tryVerify(() => !ask.opened);
        compare(bench.asked.length, 0);
        mouseClick(findChild(line, "removeLeftover"));
        tryVerify(() => ask.opened);
        ask.accepted();
        ask.close();
        compare(bench.asked[0], "remove orphan layer-9");
    }
    function test_leftoversAreLookedForFromTheEnvironmentsPage() {
        bench.panel.page = PanelModel.EnvironmentsPage;
        tryVerify(() => part("showLeftovers") !== null && part("showLeftovers").width > 0);
        mouseClick(part("showLeftovers"));
        tryVerify(() => part("leftoversDrawer").visible && part("noLeftovers").visible);
        mouseClick(part("lookAgain"));
        compare(bench.asked[0], "look for orphans");
    }
    function test_whatWasTakenUpIsReadLineByLine() {
        bench.recovery();
        clickBanner("recovered");
        const ask = dialog("recoveryDialog");
        tryVerify(() => ask.opened);
        compare(findChild(ask.contentItem, "recoveryLines").count, 7);
        keyClick(Qt.Key_Escape);
        tryVerify(() => !ask.opened);
    }
    function test_aSearchOfThePastSetElsewhereStandsInTheField() {
        part("sessionsPage").showsPast = true;
        bench.panel.history.sessions.text = "billing";
        compare(findChild(part("sessionsPage"), "filter").text, "billing");
    }
    function test_pastSessionsAreSearched() {
        const past = findChild(part("sessionsSwitch"), "segment1");
        tryVerify(() => past.width > 0);
        mouseClick(past);
        bench.answerHistory();
        tryVerify(() => part("pastTable") !== null && findChild(part("pastTable"), "rows").count === 6);
        keyClick("/");
        for (const letter of "staging")
            keyClick(letter);
        tryVerify(() => { // a slow typist asks more than once; the last answer counts
            bench.answerHistory();
            return findChild(part("pastTable"), "rows").count === 1;
        });
        mouseClick(findChild(part("sessionsSwitch"), "segment0"));
        compare(bench.panel.sessions.filterText, ""); // a search of the past filters nothing that lives
    }
}
