import QtQuick
import QtTest
import Glovebox.Test
import Glovebox.App
import Glovebox.Ui

TestCase {
    id: root

    name: "SandboxesPage"
    when: windowShown
    visible: true // what is tested stands in it
    width: 1200
    height: 700

    property Bench bench: null
    property SandboxesPage page: null

    Component {
        id: benches

        Bench {}
    }
    Component {
        id: pages

        SandboxesPage {
            width: 1200
            height: 700
        }
    }
    SignalSpy {
        id: newSpy

        signalName: "newRequested"
    }
    SignalSpy {
        id: destroySpy

        signalName: "destroyRequested"
    }

    function init() {
        bench = benches.createObject(null);
        page = pages.createObject(root, {panel: bench.panel, roomForPane: true});
        page.forceActiveFocus();
        destroySpy.target = page;
        destroySpy.clear();
    }
    function cleanup() {
        destroySpy.target = null;
        page.destroy();
        wait(0);
        bench.destroy();
    }

    function test_emptySaysWhatASandboxIs() {
        bench.hostOnly();
        verify(findChild(page, "noSandboxes").visible);
    }
    function test_selectionOpensThePaneBesideTheList() {
        bench.everything(true, false);
        verify(!findChild(page, "sandboxPane").visible);
        keyClick(Qt.Key_Down);
        verify(findChild(page, "sandboxPane").visible);
        compare(bench.panel.sandbox.id, bench.failedSandbox);
        verify(findChild(page, "sandboxProblem").visible);
        keyClick(Qt.Key_Escape);
        verify(!findChild(page, "sandboxPane").visible);
    }
    function test_deleteAsksAndNeverActsByItself() {
        bench.everything(true, false);
        keyClick(Qt.Key_Delete);
        compare(destroySpy.count, 0);
        keyClick(Qt.Key_Down);
        keyClick(Qt.Key_Delete);
        compare(destroySpy.count, 1);
        compare(bench.asked.length, 0);
    }
    function test_theButtonAsksToo() {
        bench.everything(true, false);
        bench.panel.openSandbox(bench.runningSandbox);
        const button = findChild(page, "destroy");
        tryVerify(() => button.visible && button.width > 0);
        mouseClick(button);
        compare(destroySpy.count, 1);
    }
    function test_onceAskedForItIsNotOfferedAgain() {
        bench.everything(true, false);
        bench.panel.openSandbox(bench.runningSandbox);
        bench.panel.destroySandbox(bench.runningSandbox);
        verify(!findChild(page, "destroy").enabled);
        compare(bench.asked[0], "destroy " + bench.runningSandbox);
    }
    function test_withoutRoomThePaneIsASheetThatSpaceOpens() {
        bench.everything(true, false);
        page.roomForPane = false;
        keyClick(Qt.Key_Down);
        verify(!findChild(page, "sandboxSheet").visible);
        keyClick(Qt.Key_Space);
        verify(findChild(page, "sandboxSheet").visible);
    }
    function test_keptSandboxesSayWhoseTheyAre() {
        bench.everything(true, false);
        bench.panel.openSandbox(bench.keptSandbox);
        tryVerify(() => findChild(page, "paneKept").visible);
        compare(bench.panel.sandbox.name, "migration bench");
        page.forceActiveFocus();
        findChild(page, "filter").text = "kept";
        tryVerify(() => findChild(page, "rows").count === 1);
        compare(findChild(page, "rows").itemAtIndex(0).name, "migration bench");
    }
    function test_newAsksForOne() {
        bench.everything(true, false);
        newSpy.target = page;
        newSpy.clear();
        tryVerify(() => findChild(page, "newSandbox").width > 0);
        mouseClick(findChild(page, "newSandbox"));
        compare(newSpy.count, 1);
        newSpy.target = null;
    }
    function test_shortTextsUnderNowAreNotCut() {
        bench.everything(true, false);
        page.width = 940; // what 1024 leaves
        const rows = findChild(page, "rows");
        tryVerify(() => rows.count === 14 && rows.itemAtIndex(11) !== null);
        for (let i = 0; i < rows.count; ++i) {
            const row = rows.itemAtIndex(i);
            if (row === null || row.tone === "failed" || row.reason === "")
                continue;
            const cell = findChild(row, "now");
            tryVerify(() => cell.visible && !cell.truncated, 1000, row.reason);
        }
    }
    function test_leadsToTheSession() {
        bench.everything(true, false);
        bench.panel.openSandbox(bench.runningSandbox);
        const button = findChild(findChild(page, "sandboxPane"), "openSession");
        tryVerify(() => button.visible && button.width > 0);
        mouseClick(button);
        compare(bench.panel.page, PanelModel.SessionPage);
        compare(bench.panel.session.id, bench.runningSession);
    }
}
