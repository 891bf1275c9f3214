import QtQuick
import QtTest
import Glovebox.Test
import Glovebox.App
import Glovebox.Theme
import Glovebox.Ui

// One list of actions behind the palette, keys, the sheet and menus: by keyboard and by mouse, in the whole window.
TestCase {
    id: root

    name: "Actions"
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
        id: layout
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
    function part(name: string): var {
        return findChild(window, name);
    }
    function box(): var {
        return Dialogs.of(window, "palette");
    }
    function type(text: string): void {
        for (const letter of text)
            keyClick(letter);
    }
    function press(item: Item): void {
        tryVerify(() => item !== null && item.visible && item.width > 0 && layout.settled(item));
        mouseClick(item);
    }
    function row(index: int): Item {
        const rows = part("paletteRows");
        tryVerify(() => rows.itemAtIndex(index) !== null);
        return rows.itemAtIndex(index);
    }
    function openPalette(): void {
        keyClick("k", Qt.ControlModifier);
        tryVerify(() => box().opened && part("paletteField").activeFocus);
    }
    function focusList(page: int): void {
        bench.panel.page = page;
        tryVerify(() => inList());
    }
    function inList(): bool { // or in its selected row
        const item = window.activeFocusItem;
        return item !== null && (item.objectName === "rows" || item.objectName === "sandboxRow");
    }
    function keyRow(id: string): Item {
        for (const name of ["keysHere", "keysEverywhere"]) {
            const index = part(name).rows.findIndex(row => row.id === id);
            const list = findChild(part(name), "keyRows");
            if (index < 0)
                continue;
            list.positionViewAtIndex(index, ListView.Contain);
            tryVerify(() => list.itemAtIndex(index) !== null);
            return list.itemAtIndex(index);
        }
        return null;
    }

    function test_thePaletteLeadsToAPageByKeyboard() {
        openPalette();
        type("cost");
        tryVerify(() => row(0).label === "Costs");
        keyClick(Qt.Key_Return);
        compare(bench.panel.page, PanelModel.CostsPage);
        tryVerify(() => !box().visible);
    }
    function test_arrowsMoveInThePaletteAndEscapeLeavesIt() {
        focusList(PanelModel.SandboxesPage);
        openPalette();
        compare(bench.panel.registry.palette.current, 0);
        keyClick(Qt.Key_Down);
        keyClick(Qt.Key_Down);
        keyClick(Qt.Key_Up);
        compare(bench.panel.registry.palette.current, 1);
        verify(part("paletteRows").currentItem.isCurrent);
        keyClick(Qt.Key_Escape);
        tryVerify(() => !box().visible);
        compare(bench.panel.page, PanelModel.SandboxesPage);
        tryVerify(() => inList()); // where one was
    }
    function test_thePaletteWorksByMouse() {
        press(part("commandBox"));
        tryVerify(() => box().opened);
        type("queue");
        press(row(0));
        compare(bench.panel.page, PanelModel.QueuePage);
        press(part("commandBox"));
        tryVerify(() => box().opened);
        mouseClick(window.contentItem, 20, 700); // beside it
        tryVerify(() => !box().visible);
    }
    function test_theSelectionsActionsComeFirstAndAreDone() {
        focusList(PanelModel.SandboxesPage);
        bench.panel.openSandbox(bench.idleSandbox);
        openPalette();
        compare(row(0).label, "Pause");
        compare(row(0).object, bench.idleSandbox);
        compare(row(0).keys, "P");
        keyClick(Qt.Key_Return);
        compare(bench.asked[0], "pause " + bench.idleSandbox);
    }
    function test_whatIsNotPossibleSaysWhyAndStaysOpen() {
        bench.panel.openSandbox(bench.pausedSandbox);
        openPalette();
        type("pause");
        const rows = part("paletteRows");
        let at = -1;
        tryVerify(() => {
            for (let i = 0; i < rows.count; ++i)
                if (rows.itemAtIndex(i) !== null && rows.itemAtIndex(i).label === "Pause")
                    at = i;
            return at >= 0;
        });
        const why = findChild(row(at), "paletteWhy");
        verify(why.visible);
        compare(why.text, "It is paused already.");
        press(row(at));
        verify(box().opened);
        compare(bench.asked.length, 0);
    }
    function test_whatDestroysOpensItsDialogAndNothingElse() {
        bench.panel.openSandbox(bench.idleSandbox);
        openPalette();
        type("destroy");
        keyClick(Qt.Key_Return);
        tryVerify(() => Dialogs.of(window, "destroyDialog").opened);
        verify(!box().visible);
        compare(bench.asked.length, 0);
        keyClick(Qt.Key_Return); // Cancel has the focus
        tryVerify(() => !Dialogs.of(window, "destroyDialog").visible);
        compare(bench.asked.length, 0);
    }
    function test_anObjectIsFoundByItsIdFromAnyPage() {
        bench.panel.page = PanelModel.CostsPage;
        keyClick("p", Qt.ControlModifier);
        tryVerify(() => box().opened);
        type(bench.pausedSandbox);
        tryVerify(() => part("paletteRows").count >= 1);
        keyClick(Qt.Key_Return);
        compare(bench.panel.page, PanelModel.SandboxesPage);
        compare(bench.panel.sandbox.id, bench.pausedSandbox);
    }
    function test_hintsAreShownWhileTheSecondKeyIsWaitedFor() {
        focusList(PanelModel.SandboxesPage);
        bench.panel.openSandbox(bench.idleSandbox);
        const hints = part("keyHints");
        verify(!hints.visible);
        keyClick(Qt.Key_G);
        tryVerify(() => hints.visible);
        keyClick(Qt.Key_L); // the log page, not the sandbox's log
        tryVerify(() => !hints.visible);
        compare(bench.panel.page, PanelModel.LogsPage);
        focusList(PanelModel.SandboxesPage);
        keyClick(Qt.Key_G);
        tryVerify(() => hints.visible);
        keyClick(Qt.Key_P); // leads nowhere, and does nothing
        tryVerify(() => !hints.visible);
        compare(bench.asked.length, 0);
        keyClick(Qt.Key_G);
        tryVerify(() => hints.visible);
        tryVerify(() => !hints.visible, 3000); // nobody goes on
        keyClick(Qt.Key_P);
        compare(bench.asked.length, 1);
    }
    function test_lettersDoNothingWhileSomebodyTypes() {
        bench.panel.page = PanelModel.SandboxesPage;
        keyClick("/");
        tryVerify(() => part("sandboxesPage").Window.activeFocusItem.objectName === "filter");
        type("g?/");
        verify(!part("keyHints").visible);
        verify(!Dialogs.of(window, "keysDialog").visible);
        compare(bench.panel.sandboxes.filterText, "g?/");
    }
    function test_theSheetShowsTheKeysOfThePageAndOfEverywhere() {
        focusList(PanelModel.SandboxesPage);
        keyClick("?");
        const dialog = Dialogs.of(window, "keysDialog");
        tryVerify(() => dialog.opened);
        compare(part("keysHere").title, "Sandboxes");
        const titles = rows => rows.map(row => row.title);
        verify(titles(part("keysHere").rows).includes("Hibernate"));
        verify(titles(part("keysEverywhere").rows).includes("Full screen"));
        verify(!titles(part("keysHere").rows).includes("Build"));
        keyClick(Qt.Key_Escape);
        tryVerify(() => !dialog.visible);
        bench.panel.page = PanelModel.DefinedPage;
        keyClick("/", Qt.ControlModifier);
        tryVerify(() => dialog.opened);
        verify(titles(part("keysHere").rows).includes("Build"));
    }
    function test_aKeyIsChangedInTheSheetAndActsThen() {
        focusList(PanelModel.SandboxesPage);
        bench.panel.openSandbox(bench.idleSandbox);
        keyClick("?");
        tryVerify(() => Dialogs.of(window, "keysDialog").opened);
        press(findChild(keyRow("sandbox.pause"), "changeKey"));
        tryVerify(() => part("keyCatcher").activeFocus);
        keyClick(Qt.Key_H);
        tryVerify(() => part("keyProblem").visible);
        compare(part("keyProblem").text, "H is the key of “Hibernate”.");
        keyClick(Qt.Key_O);
        tryVerify(() => !part("keyProblem").visible);
        compare(bench.panel.registry.find("sandbox.pause").keysText, "O");
        verify(Dialogs.of(window, "keysDialog").opened);
        keyClick(Qt.Key_Escape);
        tryVerify(() => !Dialogs.of(window, "keysDialog").visible);
        keyClick(Qt.Key_P);
        compare(bench.asked.length, 0);
        keyClick(Qt.Key_O);
        compare(bench.asked[0], "pause " + bench.idleSandbox);
    }
    function test_lettersAreSwitchedOffInTheSheet() {
        focusList(PanelModel.SandboxesPage);
        bench.panel.openSandbox(bench.idleSandbox);
        keyClick("?");
        tryVerify(() => Dialogs.of(window, "keysDialog").opened);
        press(part("lettersTick"));
        verify(!bench.panel.registry.letters);
        keyClick(Qt.Key_Escape);
        tryVerify(() => !Dialogs.of(window, "keysDialog").visible);
        keyClick(Qt.Key_P);
        keyClick(Qt.Key_G);
        keyClick(Qt.Key_S);
        compare(bench.asked.length, 0);
        compare(bench.panel.page, PanelModel.SandboxesPage);
        keyClick(Qt.Key_Delete);
        tryVerify(() => Dialogs.of(window, "destroyDialog").opened);
    }
    function test_f6GoesThroughThePartsOfTheWindow() {
        focusList(PanelModel.SandboxesPage);
        bench.panel.openSandbox(bench.idleSandbox);
        const pane = part("sandboxPane");
        tryVerify(() => pane.visible);
        const isIn = (item, part) => {
            for (let at = item; at !== null; at = at.parent)
                if (at === part)
                    return true;
            return false;
        };
        keyClick(Qt.Key_F6);
        tryVerify(() => isIn(window.activeFocusItem, pane));
        keyClick(Qt.Key_F6);
        tryVerify(() => !isIn(window.activeFocusItem, pane) && window.activeFocusItem.mapToItem(null, 0, 0).y > 860); // status bar
        keyClick(Qt.Key_F6);
        tryVerify(() => window.activeFocusItem.mapToItem(null, 0, 0).y < 52); // header
        keyClick(Qt.Key_F6);
        tryVerify(() => window.activeFocusItem.objectName.startsWith("rail"));
        keyClick(Qt.Key_F6);
        tryVerify(() => inList());
        keyClick(Qt.Key_F6, Qt.ShiftModifier);
        tryVerify(() => window.activeFocusItem.objectName.startsWith("rail"));
    }
    function test_backAndForward() {
        bench.panel.page = PanelModel.SandboxesPage;
        bench.panel.openSession(bench.runningSession);
        keyClick(Qt.Key_Left, Qt.AltModifier);
        compare(bench.panel.page, PanelModel.SandboxesPage);
        keyClick(Qt.Key_Right, Qt.AltModifier);
        compare(bench.panel.page, PanelModel.SessionPage);
        compare(bench.panel.session.id, bench.runningSession);
    }
    function test_f11FillsTheScreenAndGoesBack() {
        keyClick(Qt.Key_F11);
        tryCompare(window, "visibility", Window.FullScreen);
        keyClick(Qt.Key_F11);
        tryCompare(window, "visibility", Window.Windowed);
    }
    function test_allThatMatchAreSelectedAndIdsAreCopied() {
        focusList(PanelModel.SandboxesPage);
        keyClick("a", Qt.ControlModifier);
        compare(bench.panel.actions.marked, bench.panel.sandboxes.count);
        keyClick("c", Qt.ControlModifier);
        compare(bench.clipboard.split("\n").length, bench.panel.sandboxes.count);
    }
    function test_rowsAreCopiedAsATable() {
        focusList(PanelModel.SandboxesPage);
        keyClick("a", Qt.ControlModifier);
        keyClick("c", Qt.ControlModifier | Qt.ShiftModifier);
        compare(bench.clipboard.split("\n").length, bench.panel.sandboxes.count + 1);
        verify(bench.clipboard.startsWith("id\tname\tstate"));
    }
    function test_anyListIsExportedByKey() {
        for (const [page, name] of [[PanelModel.SandboxesPage, "sandboxes"], [PanelModel.SessionsPage, "sessions"], [PanelModel.SnapshotsPage, "snapshots"]]) {
            focusList(page);
            keyClick("e", Qt.ControlModifier);
            const dialog = Dialogs.of(window, "fileExportDialog");
            tryVerify(() => dialog.opened, 5000, name);
            verify(bench.panel.history.fileExport.target.includes("glovebox-" + name + "-"));
            keyClick(Qt.Key_Escape);
            tryVerify(() => !dialog.visible);
        }
    }
    function test_aLinkIsCopiedFromTheMenu() {
        focusList(PanelModel.SandboxesPage);
        bench.panel.openSandbox(bench.idleSandbox);
        keyClick(Qt.Key_F10, Qt.ShiftModifier);
        tryVerify(() => part("menuCopyLink") !== null && part("menuCopyLink").visible);
        press(part("menuCopyLink"));
        compare(bench.clipboard, "glovebox://sandbox/" + bench.idleSandbox);
    }

    function openStop(): var {
        press(part("stopEverything"));
        tryVerify(() => Dialogs.of(window, "stopDialog").opened);
        return Dialogs.of(window, "stopDialog");
    }
    function test_stoppingEverythingPausesPollingAtOnce() {
        bench.panel.page = PanelModel.CostsPage; // from any page
        const dialog = openStop();
        compare(part("stopPolling").text, "1 environment takes new work.");
        press(part("stopPausePolling"));
        verify(bench.asked.some(asked => asked.startsWith("pause env_")));
        verify(dialog.opened);
        verify(!bench.asked.some(asked => asked.startsWith("pause sbx")));
    }
    function test_stoppingEverythingHibernatesAllAndShowsEachResult() {
        openStop();
        verify(part("stopLines").visible);
        press(part("stopHibernateAll"));
        tryVerify(() => part("stopResults").visible);
        verify(bench.asked[0].startsWith("pause env_")); // nothing starts behind it
        verify(bench.asked.some(asked => asked === "hibernate " + bench.idleSandbox));
        verify(findChild(part("stopResults"), "resultTitle").text.startsWith("Hibernate:"));
    }
    function test_aDialogKeepsTheKeyboardWhenThePageChangesBehindIt() {
        const dialog = openStop();
        bench.panel.page = PanelModel.TemplatesPage; // a link was opened, or a notification
        wait(50);
        keyClick(Qt.Key_Escape);
        tryVerify(() => !dialog.visible);
        keySequence("G,O"); // and the page has it then
        tryCompare(bench.panel, "page", PanelModel.OverviewPage);
    }
    function test_stoppingEverythingDestroysAfterWordsAlone() {
        const dialog = openStop();
        const accept = findChild(dialog.contentItem, "dialogAccept");
        verify(!accept.enabled);
        const field = part("stopTyped").field;
        press(field);
        type(bench.panel.registry.stop.wantedText);
        tryVerify(() => accept.enabled);
        press(accept);
        tryVerify(() => bench.asked.some(asked => asked.startsWith("destroy sbx-")));
    }
    function test_stoppingEverythingWorksFromThePaletteAndWithoutTheControlPlane() {
        bench.environment("disconnected");
        openPalette();
        type("stop ev");
        tryVerify(() => row(0).label === "Stop everything…");
        keyClick(Qt.Key_Return);
        tryVerify(() => Dialogs.of(window, "stopDialog").opened);
        keyClick(Qt.Key_Return); // Cancel has the focus
        tryVerify(() => !Dialogs.of(window, "stopDialog").visible);
        compare(bench.asked.length, 0);
        openStop();
        press(part("stopPauseAll"));
        verify(bench.asked.some(asked => asked.startsWith("pause env_")));
        verify(bench.asked.some(asked => asked === "pause " + bench.idleSandbox));
    }
}
