import QtQuick
import QtTest
import Glovebox.Test
import Glovebox.App
import Glovebox.Ui

TestCase {
    id: root

    name: "TemplatesPage"
    when: windowShown
    visible: true // what is tested stands in it
    width: 1200
    height: 700

    property Bench bench: null
    property PageKeys keys: null
    property TemplatesPage page: null

    Component {
        id: benches

        Bench {}
    }
    LayoutCheck {
        id: check
    }
    SignalSpy {
        id: ladderSpy

        signalName: "ladderRequested"
    }
    Component { // keys are the window's: a page alone has none
        id: holders

        PageKeys {}
    }
    Component {
        id: pages

        TemplatesPage {
            width: 1200
            height: 700
        }
    }

    function init() {
        bench = benches.createObject(null);
        bench.panel.page = PanelModel.TemplatesPage;
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

    function test_emptySaysWhatATemplateIsAndWhenOneIsBuilt() {
        verify(!findChild(page, "noTemplates").visible); // nothing is known yet
        bench.hostOnly();
        verify(findChild(page, "noTemplates").visible);
        verify(findChild(page, "noTemplates").text.includes("when the first sandbox of its size is wanted"));
    }
    function test_selectionOpensThePaneBesideTheList() {
        bench.everything(true, false);
        verify(!findChild(page, "templatePane").visible);
        keyClick(Qt.Key_Down);
        verify(findChild(page, "templatePane").visible);
        compare(bench.panel.base.id, bench.failedTemplate); // failed ones stand first
        keyClick(Qt.Key_Escape);
        verify(!findChild(page, "templatePane").visible);
    }
    function test_aFailedOneSaysWhyWhatToDoAndWhatItMeans() {
        bench.everything(true, false);
        bench.panel.openTemplate(bench.failedTemplate);
        const pane = findChild(page, "templatePane");
        tryVerify(() => findChild(pane, "templateProblem").visible);
        verify(findChild(pane, "templateProblem").todo.includes("Free memory"));
        verify(findChild(pane, "consequence").text.includes("boot instead"));
    }
    function test_aBuildShowsItsStepThenItsEnd() {
        bench.everything(true, false);
        bench.panel.openTemplate(bench.buildingTemplate);
        const pane = findChild(page, "templatePane");
        tryVerify(() => findChild(pane, "buildProgress").visible);
        compare(findChild(pane, "templateState").word, "Building 1/2");
        compare(bench.panel.base.stepText, "Step 1 of 2: boots a machine");
        bench.templateFailed(bench.buildingTemplate);
        tryVerify(() => !findChild(pane, "buildProgress").visible);
        compare(findChild(pane, "templateState").word, "Failed");
        verify(findChild(pane, "templateProblem").todo.includes("tried again"));
    }
    function test_leadsToTheSandboxesThatStandOnIt() {
        bench.everything(true, false);
        bench.panel.openTemplate(bench.readyTemplate);
        const link = findChild(findChild(page, "templatePane"), "showClones");
        tryVerify(() => link.visible && link.width > 0);
        mouseClick(link);
        compare(bench.panel.page, PanelModel.SandboxesPage);
        compare(bench.panel.sandboxes.count, 9);
    }
    function test_withoutRoomThePaneIsASheetThatSpaceOpens() {
        bench.everything(true, false);
        page.roomForPane = false;
        keyClick(Qt.Key_Down);
        verify(!findChild(page, "templateSheet").visible);
        keyClick(Qt.Key_Space);
        const sheet = findChild(page, "templateSheet");
        verify(sheet.visible);
        tryVerify(() => findChild(sheet, "templateState") !== null);
        tryVerify(() => findChild(sheet, "templateState").width >= findChild(sheet, "templateState").implicitWidth);
        keyClick(Qt.Key_Space);
        tryVerify(() => !sheet.visible);
        bench.panel.openTemplate(bench.buildingTemplate); // while it is closed
        keyClick(Qt.Key_Space);
        tryVerify(() => findChild(sheet, "templateState") !== null);
        compare(findChild(sheet, "templateState").word, "Building 1/2");
        tryVerify(() => findChild(sheet, "templateState").width >= findChild(sheet, "templateState").implicitWidth);
    }
    function test_filterFindsBySize() {
        bench.everything(true, false);
        findChild(page, "filter").text = "16 gib";
        tryVerify(() => findChild(page, "rows").count === 1);
        findChild(page, "filter").text = "nothing like this";
        tryVerify(() => findChild(page, "nothingMatches").visible);
    }
    function test_whatHappenedInABuildIsReadAndCopied_data() {
        return [{tag: "failed", base: "failedTemplate", says: "cannot hold 16 GiB"}, {tag: "building", base: "buildingTemplate", says: "Booting"}];
    }
    function test_whatHappenedInABuildIsReadAndCopied(data) {
        bench.everything(true, false);
        bench.panel.openTemplate(bench[data.base]);
        const pane = findChild(page, "templatePane");
        tryVerify(() => findChild(pane, "showLog").visible && check.settled(pane));
        mouseClick(findChild(pane, "showLog"));
        tryVerify(() => findChild(pane, "evidence").visible && check.settled(pane));
        mouseClick(findChild(pane, "copyEvidence"));
        verify(bench.clipboard.includes(data.says));
    }
    function test_aTemplatesLadderIsAskedFor() {
        bench.everything(true, false);
        bench.panel.openTemplate(bench.failedTemplate);
        const pane = findChild(page, "templatePane");
        compare(findChild(pane, "templateLadder").text, "Idle ladder: paused after 30 s, hibernated after 5 min, never destroyed");
        bench.panel.openTemplate(bench.readyTemplate);
        verify(findChild(pane, "templateLadder").text.includes("as their environment"));
        ladderSpy.target = page;
        ladderSpy.clear();
        tryVerify(() => findChild(pane, "editTemplateLadder").visible && check.settled(pane));
        mouseClick(findChild(pane, "editTemplateLadder"));
        compare(ladderSpy.count, 1);
        ladderSpy.target = null;
    }
}
