import QtQuick
import QtTest
import Glovebox.Test
import Glovebox.App
import Glovebox.Theme
import Glovebox.Ui

TestCase {
    id: root

    name: "Dialogs"
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

    function test_aNewSandboxIsTypedCheckedAndAskedFor() {
        bench.everything(true, false);
        bench.panel.page = PanelModel.SandboxesPage;
        tryVerify(() => part("newSandbox").visible && part("newSandbox").width > 0);
        mouseClick(part("newSandbox"));
        const dialog = Dialogs.of(window, "newSandboxDialog");
        tryVerify(() => dialog.opened);
        for (const letter of "bench")
            keyClick(letter);
        const memory = findChild(dialog.contentItem, "sandboxMemory");
        memory.field.forceActiveFocus();
        memory.field.selectAll();
        for (const letter of "64")
            keyClick(letter);
        verify(memory.wrong);
        verify(!findChild(dialog.contentItem, "dialogSecond").enabled);
        keyClick("0");
        verify(!memory.wrong);
        mouseClick(findChild(dialog.contentItem, "dialogSecond"));
        compare(bench.asked[0], "create bench");
        tryVerify(() => !dialog.visible); // accepted
    }
    function test_aDialogKeepsTheKeyboardWhateverPageComesBehindIt_data() {
        return [{tag: "audit", page: PanelModel.AuditPage}, {tag: "egress", page: PanelModel.EgressPage}, {tag: "logs", page: PanelModel.LogsPage}, {tag: "terminals", page: PanelModel.TerminalPage},
            {tag: "set-up", page: PanelModel.SetupPage}, {tag: "session", page: PanelModel.SessionPage}];
    }
    function test_aDialogKeepsTheKeyboardWhateverPageComesBehindIt(data) { // a link or a notification leads there
        bench.everything(true, false);
        bench.panel.page = PanelModel.SandboxesPage;
        tryVerify(() => part("newSandbox").visible && part("newSandbox").width > 0);
        mouseClick(part("newSandbox"));
        const dialog = Dialogs.of(window, "newSandboxDialog");
        tryVerify(() => dialog.opened && dialog.activeFocus);
        bench.panel.page = data.page;
        wait(50); // the page is made, and would take it
        tryVerify(() => dialog.activeFocus);
        keyClick(Qt.Key_Escape);
        tryVerify(() => !dialog.visible);
        compare(bench.panel.page, data.page);
    }
    function test_outputsAreExportedToTheFolderThatWasTyped() {
        bench.everything(true, false);
        bench.realOutputs();
        bench.panel.openSession(bench.outputsSession);
        tryVerify(() => part("sessionTabs") !== null);
        part("sessionTabs").current = 1;
        tryVerify(() => part("exportOutputs").visible && part("exportOutputs").width > 0);
        mouseClick(part("exportOutputs"));
        const dialog = Dialogs.of(window, "exportDialog");
        tryVerify(() => dialog.opened);
        const target = findChild(dialog.contentItem, "exportTarget");
        target.field.selectAll();
        for (const letter of bench.exportFolder)
            keyClick(letter);
        compare(bench.panel.outputExport.target, bench.exportFolder);
        mouseClick(findChild(dialog.contentItem, "dialogSecond"));
        tryVerify(() => findChild(dialog.contentItem, "exportOutcome").visible);
        compare(bench.panel.outputExport.outcome, "4 files copied.");
        keyClick(Qt.Key_Escape);
        tryVerify(() => !dialog.visible);
    }
    function test_allWaitingCallsOfASessionAreDeniedAfterOneQuestion() {
        bench.everything(true, false);
        bench.moreApprovals();
        bench.panel.nextApproval();
        tryVerify(() => part("denySession") !== null && part("denySession").visible && part("denySession").width > 0);
        compare(part("denySession").text, "Deny all 3…");
        mouseClick(part("denySession"));
        const dialog = Dialogs.of(window, "bulkDenyDialog");
        tryVerify(() => dialog.opened);
        compare(findChild(dialog.contentItem, "denialList").count, 3); // each of them is listed
        verify(findChild(dialog.contentItem, "dialogCancel").activeFocus);
        compare(bench.asked.length, 0);
        mouseClick(findChild(dialog.contentItem, "denialReason").field);
        for (const letter of "no release today")
            keyClick(letter);
        mouseClick(findChild(dialog.contentItem, "dialogAccept"));
        tryVerify(() => !dialog.visible);
        compare(bench.asked.length, 3);
        for (const told of bench.asked)
            verify(told.startsWith("deny sevt_") && told.endsWith(": no release today"));
    }
    function test_aFolderForTheExportCanBeChosen() {
        bench.everything(true, false);
        bench.realOutputs();
        bench.panel.openSession(bench.outputsSession);
        bench.panel.prepareExport();
        const dialog = Dialogs.of(window, "exportDialog");
        dialog.show();
        tryVerify(() => dialog.opened);
        const choose = findChild(dialog.contentItem, "chooseFolder");
        tryVerify(() => choose.visible && choose.width > 0);
        bench.panel.outputExport.folder = "file://" + bench.outputsFolder;
        dialog.folderChosen();
        compare(findChild(dialog.contentItem, "exportTarget").text, bench.outputsFolder + "/" + bench.outputsSession);
        mouseClick(choose);
        tryVerify(() => dialog.chooser !== null && dialog.chooser.visible);
        dialog.chooser.close();
        dialog.close();
    }
    function test_theRepairSaysWhatItDoesAndEnterCancels() {
        bench.everything(true, false);
        bench.panel.page = PanelModel.QueuePage;
        for (let row = 0; row < 4 && bench.panel.work.currentKey !== bench.stuckWork; ++row)
            bench.panel.work.select(row);
        tryVerify(() => part("repair") !== null && part("repair").visible && part("repair").width > 0);
        mouseClick(part("repair"));
        const dialog = Dialogs.of(window, "repairDialog");
        tryVerify(() => dialog.opened);
        verify(findChild(dialog.contentItem, "consequence").text.includes("queues it anew"));
        keyClick(Qt.Key_Return);
        tryVerify(() => !dialog.visible);
        compare(bench.asked.length, 0);
        mouseClick(part("repair"));
        tryVerify(() => dialog.opened);
        mouseClick(findChild(dialog.contentItem, "dialogAccept"));
        compare(bench.asked[0], "repair " + bench.stuckWork);
        tryVerify(() => !part("repair").enabled);
        bench.repaired("interrupting");
        tryVerify(() => part("repairState").visible && part("repairState").word === "Interrupting");
        bench.repaired("failed");
        tryVerify(() => part("repairProblem").visible && part("repair").enabled);
    }
    function test_destroyDialogStatesFactsAndEnterCancels() {
        bench.everything(true, false);
        bench.panel.openSandbox(bench.runningSandbox);
        keyClick(Qt.Key_Delete);
        const dialog = Dialogs.of(window, "destroyDialog");
        tryVerify(() => dialog.opened);
        verify(findChild(dialog.contentItem, "consequence").text.startsWith("bash is running now"));
        verify(findChild(dialog.contentItem, "dialogCancel").activeFocus);
        keyClick(Qt.Key_Return);
        tryVerify(() => !dialog.visible);
        compare(bench.asked.length, 0);
    }
    function test_whatIsLostForGoodIsTypedBeforeItIsDestroyed() {
        bench.everything(true, false);
        bench.panel.openSandbox(bench.runningSandbox); // booted: no snapshot can be kept of it
        keyClick(Qt.Key_Delete);
        const dialog = Dialogs.of(window, "destroyDialog");
        tryVerify(() => dialog.opened);
        const accept = findChild(dialog.contentItem, "dialogAccept");
        const typed = findChild(dialog.contentItem, "destroyTyped");
        verify(!accept.enabled);
        verify(findChild(dialog.contentItem, "safetyNote").text.includes("It was booted"));
        verify(!findChild(dialog.contentItem, "safety").visible);
        tryVerify(() => typed.visible && typed.width > 0);
        mouseClick(typed.field);
        for (const letter of bench.runningSandbox)
            keyClick(letter);
        tryVerify(() => accept.enabled);
        mouseClick(accept);
        compare(bench.asked[0], "destroy " + bench.runningSandbox);
    }
    function test_aSafetySnapshotIsKeptUnlessSomebodyWantsNone() {
        bench.everything(true, false);
        bench.panel.openSandbox(bench.idleSandbox);
        keyClick(Qt.Key_Delete);
        const dialog = findChild(window, "destroyDialog");
        tryVerify(() => dialog.opened);
        const accept = findChild(dialog.contentItem, "dialogAccept");
        const safety = findChild(dialog.contentItem, "safety");
        const typed = findChild(dialog.contentItem, "destroyTyped");
        verify(findChild(dialog.contentItem, "dialogCancel").activeFocus);
        tryVerify(() => safety.visible && safety.checked && accept.enabled);
        verify(safety.label.includes("about 277 MiB, fits"), safety.label);
        verify(!typed.visible);
        mouseClick(safety);
        tryVerify(() => typed.visible && !accept.enabled);
        mouseClick(safety);
        tryVerify(() => !typed.visible && accept.enabled);
        mouseClick(accept);
        compare(bench.asked.length, 1);
        compare(bench.asked[0], "snapshot " + bench.idleSandbox + ": before it was destroyed");
    }
    function test_closingWithSandboxesAliveAsksFirst() {
        bench.everything(true, false);
        window.close();
        const dialog = Dialogs.of(window, "quitDialog");
        tryVerify(() => dialog.opened);
        verify(window.visible);
        keyClick(Qt.Key_Escape);
        tryVerify(() => !dialog.visible);
        verify(!bench.panel.quit.asking);
        window.close();
        tryVerify(() => dialog.opened);
        mouseClick(findChild(dialog.contentItem, "dialogSecond"));
        compare(bench.asked[0], "drain");
        verify(bench.panel.quit.draining);
        verify(dialog.visible);
    }
}
