import QtQuick
import QtTest
import Glovebox.Test
import Glovebox.App
import Glovebox.Theme
import Glovebox.Ui

// Templates that somebody defined: the list, the pane, the editor.
TestCase {
    id: root

    name: "DefinedPage"
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
    LayoutCheck {
        id: check
    }

    function init() {
        Theme.reducedMotion = true;
        bench = benches.createObject(null);
        window = windows.createObject(null, {panel: bench.panel});
        window.show();
        waitForRendering(window.contentItem);
    }
    function cleanup() {
        window.destroy();
        wait(0);
        bench.destroy();
    }
    function part(name: string): var {
        return findChild(window.contentItem, name);
    }
    function dialog(name: string): var {
        return Dialogs.of(window, name);
    }
    function inDialog(name: string): var {
        return findChild(dialog("templateDialog").contentItem, name);
    }
    function press(item: Item): void {
        tryVerify(() => item.visible && item.width > 0 && check.settled(item));
        mouseClick(item);
    }
    function asked(): string {
        return bench.asked[bench.asked.length - 1];
    }
    function open(made: string): var {
        bench.everything(true, false);
        bench.panel.openDefined(made);
        tryVerify(() => part("definedPane") !== null && part("definedPane").visible);
        return part("definedPane");
    }
    function collect(item, name, found) {
        if (item.objectName === name && item.visible)
            found.push(item);
        for (let i = 0; i < item.children.length; ++i)
            collect(item.children[i], name, found);
    }
    function all(owner: Item, name: string): var {
        const found = [];
        collect(owner, name, found);
        return found;
    }

    function test_emptySaysWhatATemplateIs() {
        bench.hostOnly();
        bench.environment("polling");
        bench.panel.page = PanelModel.DefinedPage;
        tryVerify(() => part("noDefined") !== null && part("noDefined").visible);
        press(findChild(part("noDefined"), "emptyAction"));
        tryVerify(() => dialog("templateDialog").opened);
    }
    function test_failedOnesStandFirstAndSayWhere() {
        bench.everything(true, false);
        bench.panel.page = PanelModel.DefinedPage;
        tryVerify(() => part("definedPage") !== null && part("definedPage").activeFocus);
        keyClick(Qt.Key_Down);
        tryVerify(() => part("definedPane").visible);
        compare(bench.panel.library.made.id, "browser-tests");
        verify(findChild(part("definedPane"), "buildProblem").visible);
        verify(findChild(part("definedPane"), "stillUsed").text.includes("no version yet"));
    }
    function test_anOutdatedOneSaysWhyAndWhatSandboxesGet() {
        const pane = open("node-22");
        tryVerify(() => findChild(pane, "outdatedNote").visible);
        verify(findChild(pane, "outdatedNote").text.includes("imported again"));
        compare(findChild(pane, "stillUsed").text, "New sandboxes go on getting version 7.");
        compare(findChild(pane, "definedBuild").text, "Build again");
    }
    function test_aBuildIsBegunFollowedAndCancelled() {
        const pane = open(bench.madeTemplate);
        press(findChild(pane, "definedBuild"));
        compare(asked(), "build template python-tools");
        bench.panel.openDefined("web-shop");
        tryVerify(() => findChild(pane, "buildNow").visible);
        compare(findChild(pane, "definedState").word, "Building 2/3");
        press(findChild(pane, "definedCancel"));
        compare(asked(), "cancel build of web-shop");
    }
    function test_theLogHasAHeadingForEachStepAndMarksThoseFromBefore() {
        const pane = open(bench.madeTemplate);
        press(findChild(findChild(pane, "definedTabs"), "tab2"));
        const log = findChild(pane, "buildLog");
        tryVerify(() => log.visible && all(log, "buildLine").length > 8);
        const lines = all(log, "buildLine");
        const headings = lines.filter(line => line.isHeading);
        compare(headings.length, 5);
        verify(headings[0].cached && headings[1].cached && headings[2].cached);
        verify(!headings[3].cached && !headings[4].cached);
        verify(headings[4].text.includes("pip install"));
        verify(lines.some(line => line.isError && line.text.includes("WARNING")));
    }
    function test_aRunningBuildsLogGrows() {
        const pane = open("web-shop");
        press(findChild(findChild(pane, "definedTabs"), "tab2"));
        const before = bench.panel.library.made.log.count;
        bench.buildSays("web-shop", "Installing collected packages: shop", 2);
        compare(bench.panel.library.made.log.count, before + 1);
        press(findChild(pane, "copyTab"));
        verify(bench.clipboard.includes("Installing collected packages"));
    }
    function test_anOlderVersionIsTakenAndOneDeleted() {
        const pane = open(bench.madeTemplate);
        press(findChild(findChild(pane, "definedTabs"), "tab1"));
        tryVerify(() => all(pane, "versionLine").length === 3);
        const lines = all(pane, "versionLine");
        verify(findChild(lines[0], "currentTag").visible);
        verify(!findChild(lines[0], "useVersion").visible);
        verify(!findChild(lines[0], "deleteVersion").enabled); // sandboxes stand on it
        press(findChild(lines[1], "useVersion"));
        compare(asked(), "use python-tools version 3");
        press(findChild(lines[2], "deleteVersion"));
        tryVerify(() => dialog("deleteVersionDialog").opened);
        press(findChild(dialog("deleteVersionDialog").contentItem, "dialogAccept"));
        compare(asked(), "delete python-tools version 2");
    }
    function test_aSandboxFromATemplateHasItsSize() {
        const pane = open(bench.madeTemplate);
        press(findChild(pane, "definedSandbox"));
        const create = dialog("newSandboxDialog");
        tryVerify(() => create.opened);
        compare(findChild(create.contentItem, "sandboxOrigin").displayText, "Template python-tools");
        verify(!findChild(create.contentItem, "sandboxMemory").field.enabled);
        verify(!findChild(create.contentItem, "sandboxMemory").visible); // what it says is not true of this one
        verify(findChild(create.contentItem, "originText").text.includes("2 GiB"));
        press(findChild(create.contentItem, "dialogSecond"));
        verify(asked().startsWith("create "));
    }
    function test_theMenuBuildsAfreshAndDeletes() {
        const pane = open("node-22");
        press(findChild(pane, "definedMore"));
        const menu = dialog("definedMenu");
        tryVerify(() => menu.opened);
        mouseClick(findChild(menu.contentItem, "menuBuildFresh"));
        compare(asked(), "build template node-22 afresh");
        findChild(part("definedPage"), "rows").forceActiveFocus();
        keyClick(Qt.Key_Delete);
        tryVerify(() => dialog("forgetTemplateDialog").opened);
        press(findChild(dialog("forgetTemplateDialog").contentItem, "dialogAccept"));
        compare(asked(), "forget template node-22");
    }

    function test_mistakesAreListedWithTheirLinesAndLeadThere() {
        open(bench.madeTemplate);
        keyClick(Qt.Key_E);
        tryVerify(() => dialog("templateDialog").opened && inDialog("templateCode").area.activeFocus);
        const area = inDialog("templateCode").area;
        const at = area.text.indexOf("description");
        area.cursorPosition = at;
        keyClick(Qt.Key_X);
        tryVerify(() => all(dialog("templateDialog").contentItem, "mistake").length === 1);
        const mistake = all(dialog("templateDialog").contentItem, "mistake")[0];
        compare(mistake.line, 3);
        verify(mistake.what.includes("xdescription"));
        compare(all(inDialog("templateCode"), "mistakeMark").length, 1);
        verify(!inDialog("dialogSecond").enabled);
        area.cursorPosition = 0;
        press(mistake);
        verify(area.activeFocus);
        compare(area.text.substring(0, area.cursorPosition).split("\n").length, 3);
        keyClick(Qt.Key_Delete);
        tryVerify(() => inDialog("dialogSecond").enabled);
    }
    function test_leavingWithChangesAsksOnce() {
        open(bench.madeTemplate);
        press(findChild(part("definedPane"), "definedEdit"));
        const editing = dialog("templateDialog");
        tryVerify(() => editing.opened && inDialog("templateCode").area.activeFocus);
        keyClick("#");
        keyClick(Qt.Key_Escape);
        tryVerify(() => inDialog("unsaved").visible);
        verify(editing.opened);
        keyClick(Qt.Key_Escape);
        tryVerify(() => !editing.opened);
        press(findChild(part("definedPane"), "definedEdit")); // without changes it just closes
        tryVerify(() => editing.opened && inDialog("templateCode").area.activeFocus);
        keyClick(Qt.Key_Escape);
        tryVerify(() => !editing.opened);
    }
    function test_theTabKeyLeavesTheText() {
        open(bench.madeTemplate);
        keyClick(Qt.Key_E);
        tryVerify(() => dialog("templateDialog").opened && inDialog("templateCode").area.activeFocus);
        keyClick(Qt.Key_Tab);
        verify(!inDialog("templateCode").area.activeFocus);
    }
    function test_theFormWritesTheTextAndSavingBuilds() {
        bench.everything(true, false);
        bench.panel.page = PanelModel.DefinedPage;
        tryVerify(() => part("newTemplate") !== null);
        press(part("newTemplate"));
        tryVerify(() => dialog("templateDialog").opened);
        press(findChild(inDialog("textOrForm"), "segment1"));
        tryVerify(() => inDialog("templateName") !== null && inDialog("templateName").field.activeFocus);
        for (const letter of "tools")
            keyClick(letter);
        press(all(dialog("templateDialog").contentItem, "stepFirst")[0].field);
        for (const letter of "make")
            keyClick(letter);
        press(inDialog("addStep"));
        tryVerify(() => all(dialog("templateDialog").contentItem, "stepField").length === 2);
        press(all(dialog("templateDialog").contentItem, "stepFirst")[1].field);
        for (const letter of "test")
            keyClick(letter);
        press(all(dialog("templateDialog").contentItem, "stepUp")[1]);
        const text = bench.panel.library.editor.text;
        verify(text.includes("name = \"tools\""));
        verify(text.indexOf("\"test\"") > 0 && text.indexOf("\"test\"") < text.indexOf("\"make\""));
        press(inDialog("dialogSecond"));
        tryVerify(() => !dialog("templateDialog").opened);
        verify(bench.asked.some(what => what.startsWith("save template: ") && what.includes("tools")));
        compare(asked(), "build template tools");
    }
    function test_secretsAreTickedInTheFormAndStandInTheText() {
        bench.egress();
        bench.secrets("");
        open(bench.madeTemplate);
        keyClick(Qt.Key_E);
        tryVerify(() => dialog("templateDialog").opened);
        const editor = bench.panel.library.editor;
        editor.text += "\n[secrets]\nbuild = []\nrun = [\"old-token\"]\n";
        press(findChild(inDialog("textOrForm"), "segment1"));
        tryVerify(() => inDialog("runSecrets") !== null);
        const fields = inDialog("templateFields");
        fields.contentY = fields.contentHeight - fields.height;
        tryVerify(() => check.settled(inDialog("runSecrets")));
        const run = inDialog("runSecrets");
        tryVerify(() => findChild(run, "secretTick4") !== null); // the one that this host does not have
        verify(findChild(run, "secretTick4").checked);
        verify(findChild(run, "secretsWarning").text.includes("no secret old-token"));
        findChild(run, "secretTick0").forceActiveFocus(Qt.TabFocusReason);
        keyClick(Qt.Key_Down);
        tryVerify(() => findChild(run, "secretTick1").visualFocus);
        keyClick(Qt.Key_Up);
        keyClick(Qt.Key_Space);
        verify(editor.text.includes("run = [\"git-forge\", \"old-token\"]"));
        verify(findChild(run, "secretTick0").checked);
        fields.contentY = fields.contentHeight - fields.height; // what is said below made it longer
        press(findChild(inDialog("buildSecrets"), "secretTick2"));
        verify(editor.text.includes("build = [\"package-mirror\"]"));
        verify(findChild(inDialog("buildSecrets"), "secretsWarning").text.includes("With the egress none"));
        press(findChild(inDialog("textOrForm"), "segment0"));
        verify(inDialog("templateCode").area.text.includes("run = [\"git-forge\", \"old-token\"]"));
    }
    function test_whatTheEngineRefusesMarksItsLine() {
        open(bench.madeTemplate);
        keyClick(Qt.Key_E);
        tryVerify(() => dialog("templateDialog").opened);
        inDialog("templateCode").area.cursorPosition = 0;
        keyClick("#");
        bench.denyAll("line 7: there is no such image");
        press(inDialog("dialogAccept"));
        tryVerify(() => inDialog("saveRefusal").visible);
        verify(dialog("templateDialog").opened);
        compare(bench.panel.library.editor.mistakes.lines[0], 7);
        verify(inDialog("templateCode").area.text.startsWith("#"));
    }
}
