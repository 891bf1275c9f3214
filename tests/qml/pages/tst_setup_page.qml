import QtQuick
import QtTest
import Glovebox.Test
import Glovebox.App
import Glovebox.Theme
import Glovebox.Ui

// The first-run set-up: from nothing to a green test by mouse and by keyboard, and what happens when something is wrong.
TestCase {
    id: root

    name: "SetupPage"
    when: windowShown

    readonly property string goodKey: "sk-ant-oat01-notARealKey-0000007Q2c"
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
    SignalSpy {
        id: sampleSpy

        signalName: "sampleRequested"
    }

    function init() {
        Theme.reducedMotion = true;
        Theme.scheme = "dark";
        bench = benches.createObject(null);
        desks = deskses.createObject(null, {panel: bench.panel});
        bench.acceptAll("sandbox/" + desks.testObject());
        window = windows.createObject(null, {panel: bench.panel});
        window.show();
        window.requestActivate();
        tryVerify(() => window.active);
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
    function press(name: string): void {
        tryVerify(() => part(name) !== null && part(name).visible && part(name).enabled && part(name).width > 0, 5000, name);
        wait(150); // what appeared has its place
        mouseClick(part(name));
    }
    function type(name: string, text: string): void {
        tryVerify(() => part(name) !== null && part(name).visible && part(name).width > 0);
        mouseClick(part(name).field);
        tryVerify(() => part(name).field.activeFocus);
        for (const letter of text)
            keyClick(letter);
    }
    function stepIs(step: int): void {
        tryCompare(bench.panel.setup, "step", step);
    }
    function word(step: int): string {
        return bench.panel.setup.test.data(bench.panel.setup.test.index(step, 0), Qt.UserRole + 4);
    }

    function test_fromNothingToAGreenTestByMouse() {
        bench.hostOnly();
        press("chooseSetup");
        stepIs(SetupPanel.HostCheck);
        compare(desks.askedOfHost.length, 1);
        tryVerify(() => part("check-qemu") !== null);
        press("setupNext");
        stepIs(SetupPanel.EnvironmentKey);
        type("setupEnvironment", "env_01New");
        type("setupKey", goodKey);
        compare(part("setupKey").field.echoMode, TextInput.Password);
        press("setupNext");
        tryVerify(() => part("keyReport").visible);
        compare(desks.askedOfSetup, ["try env_01New"]);
        press("setupNext");
        tryVerify(() => part("keyAdded").visible);
        compare(desks.addedKey(), goodKey);
        bench.environment("polling");
        verify(part("setupPage") !== null); // stays, though an environment came
        press("setupNext");
        stepIs(SetupPanel.Template);
        tryVerify(() => part("baseSummary").visible);
        press("setupNext");
        stepIs(SetupPanel.TestRun);
        press("setupNext");
        tryVerify(() => part("cancelTest").visible);
        wait(0);
        tryVerify(() => { desks.testSandbox("running"); return word(0) === "Done"; });
        tryVerify(() => word(1) === "Done");
        tryVerify(() => { desks.testSnapshot(false); return word(2) === "Done"; });
        bench.advance(2);
        desks.testSandbox("hibernated");
        compare(word(3), "Done");
        desks.testSandbox("running");
        compare(word(4), "Done");
        desks.testSandbox("destroyed");
        desks.testSnapshot(true);
        tryVerify(() => part("testPassed").visible);
        compare(part("setupNext").text, "Open Glovebox");
        press("setupNext");
        tryCompare(bench.panel, "page", PanelModel.OverviewPage);
        verify(!bench.panel.setup.shown);
    }

    function test_enterGoesOnAndEscapeGoesBackToWhereOneWas() {
        bench.everything(true, false);
        bench.panel.page = PanelModel.SnapshotsPage;
        bench.panel.registry.trigger("go.setup");
        tryVerify(() => part("chooseSetup") !== null && part("chooseSetup").activeFocus);
        keyClick(Qt.Key_Return);
        stepIs(SetupPanel.HostCheck);
        tryVerify(() => part("checkAgainAll").activeFocus);
        keyClick(Qt.Key_Return);
        stepIs(SetupPanel.EnvironmentKey);
        tryVerify(() => part("setupEnvironment").field.activeFocus);
        for (const letter of "env_01New")
            keyClick(letter);
        keyClick(Qt.Key_Tab);
        verify(part("setupName").field.activeFocus);
        keyClick(Qt.Key_Return); // tests, once
        tryVerify(() => part("setupKey").hint !== "" && part("setupKey").wrong);
        compare(desks.askedOfSetup.length, 0);
        keyClick(Qt.Key_Tab);
        keyClick(Qt.Key_Tab);
        keyClick(Qt.Key_Tab);
        verify(part("setupKey").field.activeFocus);
        for (const letter of goodKey)
            keyClick(letter);
        keyClick(Qt.Key_Return);
        tryVerify(() => part("keyReport").visible);
        compare(desks.askedOfSetup, ["try env_01New"]);
        keyClick(Qt.Key_Escape);
        tryCompare(bench.panel, "page", PanelModel.SnapshotsPage);
        bench.panel.registry.trigger("go.setup");
        stepIs(SetupPanel.EnvironmentKey);
        tryVerify(() => part("setupEnvironment").field.activeFocus);
        compare(part("setupEnvironment").text, "env_01New");
        compare(part("setupKey").text, ""); // the key never comes back
        verify(part("setupKey").placeholder.endsWith("7Q2c") && !part("setupKey").placeholder.includes("notARealKey"));
        verify(part("keyReport").visible);
        keyClick(Qt.Key_Return);
        compare(desks.askedOfSetup.length, 2);
        verify(desks.askedOfSetup[1].startsWith("add env_01New"));
    }

    function test_aHostThatFailsSaysWhatToDo() {
        desks.host("failed");
        bench.hostOnly();
        press("chooseSetup");
        tryVerify(() => part("continueAnyway").visible);
        verify(!part("setupNext").enabled);
        verify(part("continueWarning").visible);
        tryVerify(() => {
            mouseClick(findChild(part("check-qemu"), "copyFix"));
            return bench.clipboard.startsWith("sudo apt-get install");
        });
        desks.host("good");
        press("checkAgainAll");
        tryVerify(() => part("setupNext").enabled && !part("continueAnyway").visible);
        desks.host("failed");
        press("checkAgainAll");
        press("continueAnyway");
        stepIs(SetupPanel.EnvironmentKey);
    }

    function test_aKeyThatFailsStaysAndSaysWhy() {
        desks.refuseTrial("HTTP 401");
        bench.hostOnly();
        press("chooseSetup");
        press("setupNext");
        type("setupEnvironment", "env_01New");
        type("setupKey", goodKey);
        press("setupNext");
        tryVerify(() => part("keyError").visible);
        verify(part("keyError").why.includes("wrong or was revoked"));
        verify(!part("addAnyway").visible);
        desks.refuseTrial("");
        press("setupNext");
        tryVerify(() => part("keyReport").visible && !part("keyError").visible);
        press("setupBack");
        press("setupNext");
        compare(part("setupEnvironment").text, "env_01New");
    }

    function test_aTestThatFailsIsRunAgainAndCancelled() {
        desks.setup("test-failed");
        tryVerify(() => part("testError").visible);
        verify(part("testError").what.includes("Start a sandbox"));
        compare(part("setupNext").text, "Try again");
        press("setupNext");
        compare(bench.asked[bench.asked.length - 1], "destroy " + desks.testObject());
        bench.acceptAll("sandbox/sbx-second");
        desks.testSandbox("destroyed");
        tryVerify(() => part("cancelTest").visible);
        press("cancelTest");
        tryVerify(() => { desks.testSandbox("destroyed"); return part("testSummary").text.startsWith("Cancelled. Nothing"); });
    }

    function test_otherWaysIn() {
        bench.hostOnly();
        sampleSpy.target = bench.panel.setup;
        sampleSpy.clear();
        press("chooseSample");
        compare(sampleSpy.count, 1);
        press("chooseAttach");
        tryVerify(() => part("setupNext").visible);
        compare(part("setupNext").text, "Take over");
        press("setupBack");
        tryVerify(() => part("chooseAttach").visible && part("chooseAttach").width > 0);
        sampleSpy.target = null;
    }
}
