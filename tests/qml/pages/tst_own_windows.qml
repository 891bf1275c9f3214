import QtQuick
import QtTest
import Glovebox.Test
import Glovebox.App
import Glovebox.Theme
import Glovebox.Ui

// Windows beside the main one: opened with a key, used with keyboard and mouse, closed; what closing the main one does.
TestCase {
    id: root

    name: "OwnWindows"
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
        Theme.textScale = 1;
    }
    function own(): var {
        tryVerify(() => findChild(window, "ownWindow") !== null);
        const made = findChild(window, "ownWindow");
        tryVerify(() => made.visible && made.active);
        return made;
    }
    function at(owner: var, name: string): Item {
        tryVerify(() => findChild(owner.contentItem, name) !== null);
        return findChild(owner.contentItem, name);
    }
    function press(owner: var, name: string): void {
        tryVerify(() => check.settled(at(owner, name)));
        mouseClick(at(owner, name));
    }
    function openTerminal(): var {
        desks.put("bash", "hello from inside\r\n");
        bench.panel.openTerminals(bench.runningSandbox);
        tryVerify(() => bench.panel.page === PanelModel.TerminalPage && !bench.panel.terminals.loading);
        keySequence("Ctrl+Shift+O");
        return own();
    }

    function test_aTerminalGoesOnInItsOwnWindow() {
        const made = openTerminal();
        verify(bench.panel.page !== PanelModel.TerminalPage);
        verify(made.title.startsWith("Terminal · "));
        tryVerify(() => findChild(made.contentItem, "terminal") !== null && findChild(made.contentItem, "terminal").activeFocus);
        keyClick("l");
        keyClick("s");
        keyClick(Qt.Key_Return);
        tryVerify(() => desks.typed(1) === "ls\r");
        // The keyboard comes out of it, and back to the main window.
        keySequence("Ctrl+Shift+Esc");
        tryVerify(() => at(made, "backFromTerminal").activeFocus);
        compare(at(made, "backFromTerminal").text, "Main window");
        // Asked for again it comes forward, and is not opened twice.
        window.requestActivate();
        tryVerify(() => window.active);
        bench.panel.openTerminals(bench.runningSandbox);
        tryVerify(() => made.active);
        compare(bench.panel.desktop.windows.count, 1);
    }

    function test_aTerminalIsClosedThere() {
        const made = openTerminal();
        press(made, "closeTerminal0");
        tryVerify(() => findChild(made, "closeTerminalDialog").opened);
        keyClick(Qt.Key_Escape);
        tryVerify(() => !findChild(made, "closeTerminalDialog").visible);
        verify(desks.isThere(1));
    }

    function test_aLogIsReadAlong() {
        bench.logLines(120);
        bench.panel.page = PanelModel.LogsPage;
        keySequence("Ctrl+Shift+O");
        const made = own();
        tryVerify(() => made.own.log.count > 0 && !made.own.log.busy);
        const whole = made.own.log.count;
        press(made, "ownFilter");
        for (const letter of "zzz")
            keyClick(letter);
        tryVerify(() => made.own.log.count === 0);
        verify(at(made, "ownNoLines").visible);
        compare(bench.panel.log.filterText, ""); // the page's is another
        press(made, "emptyAction");
        tryVerify(() => made.own.log.count === whole);
        press(made, "ownFollow");
        verify(!made.own.log.following);
        tryVerify(() => at(made, "ownPauseBar").visible);
    }

    function test_theButtonDoesAsTheKey() {
        desks.put("bash", "hello\r\n");
        bench.panel.openTerminals(bench.runningSandbox);
        tryVerify(() => findChild(window.contentItem, "terminalOwnWindow") !== null && !bench.panel.terminals.loading);
        press(window, "terminalOwnWindow");
        verify(!at(own(), "terminalOwnWindow").visible);
    }

    function test_elsewhereTheKeySaysWhyNot() {
        bench.panel.page = PanelModel.CostsPage;
        keySequence("Ctrl+Shift+O");
        compare(bench.panel.desktop.windows.count, 0);
    }

    function test_closingTheMainWindowLeavesTheOthers() {
        const made = openTerminal();
        window.close();
        tryVerify(() => !window.visible);
        verify(made.visible);
        verify(!bench.panel.quit.asking);
        made.close();
        tryVerify(() => bench.panel.desktop.windows.count === 0);
        verify(bench.panel.quit.asking); // that was the last one, and sandboxes are alive
    }

    function test_theyAreTidyAtEverySize_data() {
        const rows = [];
        for (const kind of ["terminal", "log", "empty log"])
            for (const width of [640, 960, 1440])
                for (const scale of [0.85, 1, 2])
                    if (width >= 640 * Math.max(1, scale) || scale <= 1)
                        rows.push({tag: kind + " " + width + " at " + scale, kind: kind, width: width, scale: scale});
        return rows;
    }
    function test_theyAreTidyAtEverySize(data) {
        let made = null;
        if (data.kind === "terminal") {
            made = openTerminal();
        } else {
            if (data.kind === "log")
                bench.logLines(60);
            bench.panel.page = PanelModel.LogsPage;
            keySequence("Ctrl+Shift+O");
            made = own();
        }
        Theme.textScale = data.scale;
        made.width = data.width;
        made.height = 640 * Math.max(1, data.scale);
        tryVerify(() => made.contentItem.width === data.width);
        wait(150);
        tryVerify(() => check.faults(made.contentItem).length === 0, 3000, check.faults(made.contentItem).join(", "));
    }
}
