import QtQuick
import QtTest
import Glovebox.Test
import Glovebox.App
import Glovebox.Theme
import Glovebox.Ui

// The note at the window's edge: what can be taken back, what changed under one's hands, and what is read out.
TestCase {
    id: root

    name: "Notes"
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
    SignalSpy {
        id: told

        signalName: "told"
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
        bench.panel.openSandbox(bench.idleSandbox);
    }
    function cleanup() {
        window.destroy();
        wait(0);
        bench.destroy();
    }
    function part(name: string): Item {
        return findChild(window.contentItem, name);
    }
    function ready(name: string): Item {
        tryVerify(() => part(name) !== null && part(name).visible && part(name).width > 0, 5000, name);
        return part(name);
    }

    function test_aPauseIsTakenBackByItsNote() {
        keyClick(Qt.Key_P);
        compare(bench.asked[0], "pause " + bench.idleSandbox);
        bench.sandboxIs(bench.idleSandbox, "paused");
        compare(ready("toastDeed").text, "Undo");
        compare(bench.panel.note.text, bench.idleSandbox + " paused");
        mouseClick(part("toastDeed"));
        compare(bench.asked[1], "resume " + bench.idleSandbox);
        tryVerify(() => !part("toast").visible);
    }
    function test_itIsTakenBackByKeyForTenSeconds() {
        keyClick(Qt.Key_P);
        bench.sandboxIs(bench.idleSandbox, "paused");
        ready("toastDeed");
        keyClick(Qt.Key_Z, Qt.ControlModifier);
        compare(bench.asked[1], "resume " + bench.idleSandbox);
        bench.sandboxIs(bench.idleSandbox, "running");
        keyClick(Qt.Key_P);
        bench.sandboxIs(bench.idleSandbox, "paused");
        ready("toastDeed");
        bench.advance(10);
        tryVerify(() => !part("toast").visible);
    }
    function test_whatChangedMeanwhileIsLookedAt() {
        bench.changesBeforeDenied(bench.idleSandbox, "paused", "It is not running.");
        keyClick(Qt.Key_P);
        bench.panel.page = PanelModel.CostsPage;
        compare(ready("toastDeed").text, "Review");
        verify(bench.panel.note.text.includes("it changed to Paused just now. Nothing was done."), bench.panel.note.text);
        mouseClick(part("toastDeed"));
        compare(bench.panel.page, PanelModel.SandboxesPage);
        compare(bench.panel.sandbox.id, bench.idleSandbox);
    }
    // Assistive programs are not there off-screen: what they would read is the name of an item that raises an alert.
    function test_changesAreReadOutOnceInAWhile() {
        const voice = part("voice");
        bench.advance(10);
        bench.advance(10); // all that was said before is said
        told.target = bench.panel.note.announcer;
        told.clear();
        bench.sandboxIs(bench.idleSandbox, "paused");
        compare(told.count, 1);
        compare(voice.Accessible.name, "Sandbox " + bench.idleSandbox + ": Paused");
        compare(voice.Accessible.role, Accessible.AlertMessage);
        verify(voice.visible);
        for (const state of ["running", "paused", "running"]) // much within five seconds
            bench.sandboxIs(bench.idleSandbox, state);
        bench.panel.page = PanelModel.CostsPage;
        compare(told.count, 1);
        bench.advance(5);
        compare(told.count, 2);
        compare(voice.Accessible.name, "Sandbox " + bench.idleSandbox + ": Running. Costs");
        bench.moreApprovals();
        bench.advance(5);
        verify(voice.Accessible.name.includes("calls need approval"), voice.Accessible.name);
    }
}
