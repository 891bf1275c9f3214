import QtQuick
import QtTest
import Glovebox.Test
import Glovebox.App
import Glovebox.Theme
import Glovebox.Ui

// Terminals of a sandbox, with the keyboard and the mouse: opened, found again, typed into, closed; asleep,
// ended, broken.
TestCase {
    id: root

    name: "TerminalPage"
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

    function test_thePaneLeadsThereAndBack() {
        bench.panel.page = PanelModel.SandboxesPage;
        bench.panel.openSandbox(bench.runningSandbox);
        press(part("sandboxPane"), "openTerminal");
        tryVerify(() => bench.panel.page === PanelModel.TerminalPage);
        tryVerify(() => part("noTerminals") !== null && part("noTerminals").visible);
        press(part("terminalPage"), "backFromTerminal");
        tryVerify(() => bench.panel.page === PanelModel.SandboxesPage);
    }

    function test_theKeyLeadsThere() {
        bench.panel.page = PanelModel.SandboxesPage;
        bench.panel.openSandbox(bench.runningSandbox);
        tryVerify(() => part("sandboxesPage").visible);
        part("sandboxesPage").focusList();
        keyClick(Qt.Key_T);
        tryVerify(() => bench.panel.page === PanelModel.TerminalPage);
    }

    function test_oneIsOpenedAndTypedInto() {
        open();
        press(part("noTerminals"), "emptyAction");
        tryVerify(() => desks.openedCount() === 1 && bench.panel.terminals.session !== null);
        tryVerify(() => bench.panel.terminals.session.state === TerminalSession.Live);
        tryVerify(() => terminal().activeFocus); // one can type at once
        desks.print(1, "$ ");
        tryVerify(() => line(0) === "$");
        keyClick("l");
        keyClick("s");
        keyClick(Qt.Key_Return);
        keyClick(Qt.Key_C, Qt.ControlModifier);
        keyClick("x", Qt.AltModifier);
        keyClick(Qt.Key_Up);
        keyClick(Qt.Key_Tab);
        tryVerify(() => desks.typed(1) === "ls\r\x03\x1bx\x1b[A\t");
        verify(terminal().activeFocus); // Tab went in there
    }

    function test_lettersAreNoShortcutsInIt() {
        desks.put("bash", "");
        open();
        tryVerify(() => bench.panel.terminals.count === 1);
        focusTerminal();
        keyClick("g");
        keyClick("s");
        keyClick("/");
        keyClick(Qt.Key_F5);
        keyClick(Qt.Key_J, Qt.ControlModifier);
        keyClick(Qt.Key_Left, Qt.AltModifier);
        keyClick(Qt.Key_Escape);
        tryVerify(() => desks.typed(1) === "gs/\x1b[15~\n\x1b[1;3D\x1b");
        compare(bench.panel.page, PanelModel.TerminalPage);
    }

    function test_oneCanLeaveItByKey() {
        desks.put("bash", "");
        open();
        tryVerify(() => bench.panel.terminals.count === 1);
        focusTerminal();
        verify(part("leaveHint").visible);
        keyClick(Qt.Key_Escape, Qt.ControlModifier | Qt.ShiftModifier);
        tryVerify(() => !terminal().activeFocus && part("backFromTerminal").activeFocus);
        compare(desks.typed(1), "");
    }

    function test_thoseThatLiveInTheGuestAreFound() {
        desks.put("bash", "what it said before\r\n$ ");
        desks.put("vim notes", "");
        open();
        tryVerify(() => bench.panel.terminals.count === 2);
        tryVerify(() => line(0) === "what it said before");
        tryVerify(() => part("terminalTab1") !== null);
        compare(part("terminalTab1").title, "vim notes");
        press(part("terminalPage"), "terminalTab1");
        tryVerify(() => bench.panel.terminals.current === 1);
        desks.print(1, "news");
        tryVerify(() => part("terminalTab0").unseen);
        press(part("terminalPage"), "terminalTab0");
        tryVerify(() => !part("terminalTab0").unseen);
        verify(line(1).includes("news"));
        // Somebody goes and comes again: nothing was closed.
        bench.panel.back();
        tryVerify(() => bench.panel.page === PanelModel.SandboxesPage || bench.panel.page === PanelModel.SessionsPage);
        open();
        tryVerify(() => line(0) === "what it said before");
        compare(desks.isThere(1) && desks.isThere(2), true);
    }

    function test_whatWasAskedBeforeIsNotAnsweredAgain() {
        desks.put("bash", "\x1b[6n\x1b[c$ ");
        open();
        tryVerify(() => line(0) === "$");
        focusTerminal();
        compare(desks.typed(1), "");
        keyClick("a");
        desks.print(1, "\x1b[6n");
        tryVerify(() => desks.typed(1).startsWith("a\x1b["));
    }

    function test_itsSizeIsThePages() {
        desks.put("bash", "");
        open();
        tryVerify(() => bench.panel.terminals.count === 1);
        tryVerify(() => desks.sizeOf(1) === terminal().columns + "x" + terminal().rows && terminal().columns > 80);
        const before = desks.sizeOf(1);
        window.width = 1100;
        tryVerify(() => desks.sizeOf(1) !== before && desks.sizeOf(1) === terminal().columns + "x" + terminal().rows);
    }

    function test_aFloodIsDrawnToItsEndAndOneCanLookBack() {
        desks.put("yes", "");
        open();
        tryVerify(() => bench.panel.terminals.count === 1);
        desks.flood(1, 40000); // more than may be under way at once
        tryVerify(() => line(terminal().rows - 2) === "line 40000 of a flood that goes on and on", 20000);
        verify(terminal().share < 0.01);
        terminal().position = 0.5; // the oldest lines go as new ones come
        tryVerify(() => !terminal().atEnd && part("terminalToEnd").visible);
        const top = line(0);
        desks.print(1, "one more\r\ntwo more\r\n");
        wait(0);
        compare(line(0), top); // whoever reads keeps their place
        press(part("terminalView"), "terminalToEnd");
        tryVerify(() => terminal().atEnd && line(terminal().rows - 2) === "two more");
    }

    function test_theWheelLooksBackOrIsTheProgrammes() {
        desks.put("bash", "");
        open();
        tryVerify(() => bench.panel.terminals.count === 1);
        desks.flood(1, 200);
        tryVerify(() => line(terminal().rows - 2).startsWith("line 200"));
        mouseWheel(terminal(), 100, 100, 0, 120);
        tryVerify(() => !terminal().atEnd);
        keyClick("x"); // what is typed is seen where it arrives
        focusTerminal();
        keyClick("x");
        tryVerify(() => terminal().atEnd);
        desks.forgetTyped(1);
        desks.print(1, "\x1b[?1049h");
        wait(50);
        mouseWheel(terminal(), 100, 100, 0, 120);
        tryVerify(() => desks.typed(1) === "\x1b[A\x1b[A\x1b[A");
        desks.forgetTyped(1);
        desks.print(1, "\x1b[?1000h\x1b[?1006h");
        wait(50);
        mouseClick(terminal(), 12, 12);
        tryVerify(() => desks.typed(1) === "\x1b[<0;1;1M\x1b[<0;1;1m");
    }

    function test_selectionAndCopy() {
        desks.put("bash", "one two\x1b[31m three\x1b[0m\r\nfour\r\n");
        open();
        tryVerify(() => line(1) === "four");
        mouseDrag(terminal(), 9, 14, 300, 20);
        tryVerify(() => terminal().hasSelection);
        keyClick(Qt.Key_C, Qt.ControlModifier | Qt.ShiftModifier);
        tryVerify(() => bench.clipboard === "one two three\nfour");
        compare(desks.typed(1), "");
        mouseDoubleClickSequence(terminal(), 45, 14);
        keyClick(Qt.Key_C, Qt.ControlModifier | Qt.ShiftModifier);
        tryVerify(() => bench.clipboard === "two");
        keyClick("q"); // typing ends it
        tryVerify(() => !terminal().hasSelection);
    }

    function test_theGuestDoesNotReachTheClipboard() {
        desks.setClipboard("mine");
        desks.put("bash", "\x1b]52;c;dGhlaXJz\x07done");
        open();
        tryVerify(() => line(0) === "done");
        compare(bench.clipboard, "mine");
    }

    function test_closingAsksWhileAProgramRuns() {
        desks.put("bash", "$ ");
        open();
        tryVerify(() => bench.panel.terminals.count === 1);
        press(part("terminalPage"), "closeTerminal0");
        tryVerify(() => dialog("closeTerminalDialog").opened);
        press(dialog("closeTerminalDialog").contentItem, "dialogCancel");
        tryVerify(() => !dialog("closeTerminalDialog").visible);
        verify(desks.isThere(1));
        press(part("terminalPage"), "closeTerminal0");
        tryVerify(() => dialog("closeTerminalDialog").opened);
        press(dialog("closeTerminalDialog").contentItem, "dialogAccept");
        tryVerify(() => !desks.isThere(1) && bench.panel.terminals.count === 0);
        tryVerify(() => part("noTerminals").visible);
    }

    function test_oneThatEndedSaysHowAndIsOpenedAnew() {
        desks.put("bash", "bye\r\n");
        open();
        tryVerify(() => line(0) === "bye");
        desks.end(1, 3);
        tryVerify(() => part("terminalNote").visible && part("terminalNote").text === "Ended with status 3");
        compare(line(0), "bye"); // what it said stays to be read
        verify(part("terminalTab0").ended);
        focusTerminal();
        keyClick("x");
        compare(desks.typed(1), "");
        press(part("terminalNote"), "noteAction");
        tryVerify(() => desks.openedCount() === 1 && !desks.isThere(1));
        tryVerify(() => bench.panel.terminals.session.state === TerminalSession.Live && !part("terminalNote").visible);
        compare(bench.panel.terminals.count, 1);
        desks.end(2, 0);
        tryVerify(() => part("terminalNote").text === "Ended");
        press(part("terminalPage"), "closeTerminal0"); // without a question
        tryVerify(() => bench.panel.terminals.count === 0);
    }

    function test_oneInASandboxThatSleepsIsWokenByTyping() {
        desks.put("bash", "$ before");
        open();
        tryVerify(() => line(0) === "$ before");
        desks.fallAsleep();
        tryVerify(() => part("terminalNote").visible && part("terminalNote").text === "The sandbox is asleep. Typing wakes it.");
        compare(line(0), "$ before");
        focusTerminal();
        compare(desks.typed(1), ""); // looking does not wake it
        keyClick("l");
        tryVerify(() => part("terminalNote").text.startsWith("The sandbox is waking up"));
        compare(desks.typed(1), "l");
        desks.wake();
        tryVerify(() => !part("terminalNote").visible);
        tryVerify(() => line(0) === "$ before"); // once, not twice
        compare(line(1), "");
    }

    function test_whatCannotBeReachedSaysWhy() {
        desks.refuse("list", "no terminals", true);
        open();
        tryVerify(() => part("terminalsProblem").visible);
        verify(part("terminalsProblem").text.startsWith("This sandbox's agent is of before terminals."));
        desks.refuse("list", "", false);
        desks.put("bash", "$");
        press(part("terminalsProblem"), "emptyAction");
        tryVerify(() => bench.panel.terminals.count === 1 && !part("terminalsProblem").visible);
        tryVerify(() => line(0) === "$");
        desks.breakOff("the virtual machine ended");
        tryVerify(() => part("terminalNote").visible && part("terminalNote").text === "the virtual machine ended");
    }

    function test_oneThatCannotBeOpenedSaysWhy() {
        desks.refuse("open", "16 terminals are open in it", false);
        open();
        press(part("noTerminals"), "emptyAction");
        tryVerify(() => part("terminalNote").visible && part("terminalNote").text === "16 terminals are open in it");
        desks.refuse("open", "", false);
        press(part("terminalNote"), "noteAction");
        tryVerify(() => bench.panel.terminals.session.state === TerminalSession.Live);
    }
}
