import QtQuick
import QtTest
import Glovebox.Test
import Glovebox.App
import Glovebox.Theme
import Glovebox.Ui

// What is pasted into a terminal: read before a shell runs it, all of it, as it is sent.
TestCase {
    id: root

    name: "TerminalPaste"
    when: windowShown

    property Bench bench: null
    property Desks desks: null
    property Main window: null

    Component {
        id: benches

        Bench {}
    }
    Component {
        id: deskses

        Desks {}
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

    SignalSpy {
        id: told

        signalName: "toast"
    }

    function init() {
        Theme.reducedMotion = true;
        Theme.scheme = "dark";
        bench = benches.createObject(null);
        desks = deskses.createObject(null, {panel: bench.panel});
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
        wait(0);
        desks.destroy();
    }
    function part(name: string): var {
        return findChild(window.contentItem, name);
    }
    function dialog(name: string): var {
        return Dialogs.of(window, name);
    }
    function press(owner: var, name: string): void {
        tryVerify(() => findChild(owner, name) !== null && findChild(owner, name).visible && findChild(owner, name).width > 0 && check.settled(findChild(owner, name)));
        mouseClick(findChild(owner, name));
    }
    function open(): void {
        bench.panel.openTerminals(bench.runningSandbox);
        tryVerify(() => part("terminalPage") !== null && part("terminalPage").visible);
        tryVerify(() => !bench.panel.terminals.loading);
    }
    function terminal(): var {
        return part("terminal");
    }
    function line(row: int): string {
        return terminal().lineText(row);
    }
    function focusTerminal(): void {
        terminal().forceActiveFocus();
        tryVerify(() => terminal().activeFocus);
    }

    function test_aPasteOfSeveralLinesIsReadFirst() {
        desks.put("bash", "$ ");
        open();
        tryVerify(() => line(0) === "$");
        focusTerminal();
        desks.setClipboard("echo one");
        keyClick(Qt.Key_V, Qt.ControlModifier | Qt.ShiftModifier);
        tryVerify(() => desks.typed(1) === "echo one");
        desks.forgetTyped(1);
        desks.setClipboard("cd /\nrm -rf x\x1b[201~\n");
        keyClick(Qt.Key_V, Qt.ControlModifier | Qt.ShiftModifier);
        tryVerify(() => dialog("pasteDialog").opened);
        compare(pasteShown(), "cd /\nrm -rf x[201~");
        compare(desks.typed(1), "");
        press(dialog("pasteDialog").contentItem, "dialogCancel");
        tryVerify(() => !dialog("pasteDialog").visible);
        compare(desks.typed(1), "");
        focusTerminal();
        keyClick(Qt.Key_V, Qt.ControlModifier | Qt.ShiftModifier);
        tryVerify(() => dialog("pasteDialog").opened);
        press(dialog("pasteDialog").contentItem, "dialogSecond");
        tryVerify(() => desks.typed(1) === "cd /\rrm -rf x[201~\r");
        // A program that brackets it takes it as text.
        desks.forgetTyped(1);
        desks.print(1, "\x1b[?2004h");
        tryVerify(() => !dialog("pasteDialog").visible);
        wait(50);
        focusTerminal();
        keyClick(Qt.Key_V, Qt.ControlModifier | Qt.ShiftModifier);
        tryVerify(() => desks.typed(1) === "\x1b[200~cd /\rrm -rf x[201~\r\x1b[201~");
    }

    function test_aPasteHidesNothingThatItRuns_data() {
        return [{tag: "lone returns", copied: "echo harmless\rrm -rf x\r", shown: "echo harmless\nrm -rf x", sent: "echo harmless\rrm -rf x\r"}, {tag: "overwritten", copied: "rm -rf x\recho harmless\n", shown: "rm -rf x\necho harmless", sent: "rm -rf x\recho harmless\r"}, {tag: "a sequence", copied: "echo \x1b]0;rm -rf x\x07\n", shown: "echo ]0;rm -rf x", sent: "echo ]0;rm -rf x\r"}];
    }

    function test_aPasteHidesNothingThatItRuns(data) {
        desks.put("bash", "$ ");
        open();
        tryVerify(() => line(0) === "$");
        focusTerminal();
        desks.setClipboard(data.copied);
        keyClick(Qt.Key_V, Qt.ControlModifier | Qt.ShiftModifier);
        tryVerify(() => dialog("pasteDialog").opened);
        compare(desks.typed(1), "");
        compare(pasteShown(), data.shown);
        press(dialog("pasteDialog").contentItem, "dialogSecond");
        tryVerify(() => desks.typed(1) === data.sent);
    }

    /// As it can be seen: what the rows say.
    function pasteShown(): string {
        const list = findChild(findChild(dialog("pasteDialog").contentItem, "pastePreview"), "lines");
        tryVerify(() => list.count > 0 && list.itemAtIndex(list.count - 1) !== null);
        return Array.from({length: list.count}, (_, i) => list.itemAtIndex(i).text).join("\n");
    }

    function test_allOfAPasteIsReadByTheKeyboard() {
        desks.put("bash", "$ ");
        open();
        tryVerify(() => line(0) === "$");
        focusTerminal();
        desks.setClipboard(Array.from({length: 400}, (_, i) => "echo " + (i + 1)).join("\n"));
        keyClick(Qt.Key_V, Qt.ControlModifier | Qt.ShiftModifier);
        const ask = dialog("pasteDialog");
        tryVerify(() => ask.opened);
        compare(ask.title, "Paste 400 lines?");
        const list = findChild(findChild(ask.contentItem, "pastePreview"), "lines");
        for (let i = 0; i < 5 && !list.activeFocus; ++i)
            keyClick(Qt.Key_Tab);
        verify(list.activeFocus);
        keyClick(Qt.Key_End);
        tryVerify(() => list.atYEnd && list.itemAtIndex(399)?.text === "echo 400");
        keyClick(Qt.Key_Home);
        tryVerify(() => list.atYBeginning);
        keyClick(Qt.Key_PageDown);
        tryVerify(() => !list.atYBeginning);
        keyClick(Qt.Key_Escape);
        tryVerify(() => !ask.visible);
        compare(desks.typed(1), "");
        compare(list.count, 0); // nothing of it stays
    }

    function test_whatCannotBeShownIsNotPasted() {
        desks.put("bash", "$ ");
        open();
        tryVerify(() => line(0) === "$");
        focusTerminal();
        told.target = bench.panel;
        told.clear();
        desks.setClipboard("echo " + "x".repeat(5000) + "; rm -rf x\n");
        keyClick(Qt.Key_V, Qt.ControlModifier | Qt.ShiftModifier);
        tryVerify(() => told.count === 1);
        verify(told.signalArguments[0][0].startsWith("A line of what was copied is too long to be shown"));
        verify(!dialog("pasteDialog").visible);
        compare(desks.typed(1), "");
    }
}
