import QtQuick
import QtTest
import Glovebox.Test
import Glovebox.App
import Glovebox.Theme
import Glovebox.Ui

TestCase {
    id: root

    name: "Window"
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
        id: demoSpy

        signalName: "demoRequested"
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
    function press(key: int): void {
        keyClick(key);
    }

    function test_everySessionThatIsOpenedShowsItsWholeTitleAndState_data() {
        return [{tag: "at once", settle: 0}, {tag: "after a while in the background", settle: 300}];
    }
    function test_everySessionThatIsOpenedShowsItsWholeTitleAndState(data) {
        bench.everything(true, false);
        wait(data.settle);
        for (const session of [bench.runningSession, bench.approvalSession, bench.runningSession]) {
            bench.panel.openSession(session);
            bench.panel.session.select(1);
            tryVerify(() => part("sessionState") !== null && part("sessionState").visible);
            tryVerify(() => part("sessionState").implicitWidth > 60 && part("sessionState").width >= part("sessionState").implicitWidth);
            tryVerify(() => part("sessionTitle").width > 100 && !part("sessionTitle").truncated);
            bench.panel.back();
            wait(data.settle);
        }
    }

    function test_firstTimeSaysHowToConnectAndOffersTheDemo() {
        bench.hostOnly();
        verify(part("connectCommand").text.includes("ANTHROPIC_ENVIRONMENT_ID"));
        demoSpy.target = bench.panel;
        demoSpy.clear();
        verify(!part("exploreDemo").visible);
        bench.panel.exploreDemo(); // not offered: nothing happens
        compare(demoSpy.count, 0);
        bench.offerDemo();
        tryVerify(() => part("exploreDemo").visible && part("exploreDemo").width > 0);
        mouseClick(part("exploreDemo"));
        compare(demoSpy.count, 1);
        demoSpy.target = null;
    }
    function test_headerFollowsTheEnvironment() {
        bench.everything(true, false);
        compare(part("environmentState").word, "Polling");
        verify(part("pausePolling").visible);
        tryVerify(() => part("pausePolling").x > 400 && part("pausePolling").x < part("drainEngine").x);
        mouseClick(part("pausePolling"));
        compare(bench.asked[0], "pause");
        verify(part("requestedPolling").visible);
        verify(!part("pausePolling").visible);
        bench.environment("paused");
        compare(part("environmentState").word, "Paused by you");
        verify(part("resumePolling").visible);
        verify(!part("requestedPolling").visible);
    }
    function test_drainAsksTheEngine() {
        bench.everything(true, false);
        tryVerify(() => part("pausePolling").x > 400 && part("pausePolling").x < part("drainEngine").x);
        mouseClick(part("drainEngine"));
        compare(bench.asked[0], "drain");
        verify(part("drainEngine").busy);
        tryVerify(() => !part("drainEngine").busy);
        bench.engineStopped();
        verify(part("startEngine").visible);
    }
    function test_bannersStandUnderTheHeader() {
        bench.everything(false, true);
        verify(part("banner-emulated").visible);
        verify(part("banner-demo").visible);
        bench.environment("rejected");
        tryVerify(() => part("banner-key-rejected") !== null);
    }
    function test_statusBarSaysHowTheHostIs() {
        bench.everything(false, false);
        compare(part("slots").value, "10/10");
        verify(part("acceleration").word.startsWith("Emulated: /dev/kvm opens"));
        compare(part("age").text, "Updated just now");
    }
    function test_silenceOfTheEngineMarksStatesAsOld() {
        bench.everything(true, false);
        bench.advance(20);
        verify(part("environmentState").stale);
        tryVerify(() => part("banner-stale") !== null);
    }
    function test_keysLeadToPages() {
        bench.everything(true, false);
        keySequence("G,B");
        compare(bench.panel.page, PanelModel.SandboxesPage);
        keySequence("G,L");
        compare(bench.panel.page, PanelModel.LogsPage);
        keySequence("G,S");
        compare(bench.panel.page, PanelModel.SessionsPage);
    }
    function test_lettersTypedIntoAFieldDoNotNavigate() {
        bench.everything(true, false);
        keyClick("/");
        keyClick("g");
        keyClick("l");
        compare(bench.panel.page, PanelModel.SessionsPage);
        compare(bench.panel.sessions.filterText, "gl");
    }
    function test_destroyDialogStatesFactsAndEnterCancels() {
        bench.everything(true, false);
        bench.panel.openSandbox(bench.runningSandbox);
        keyClick(Qt.Key_Delete);
        const dialog = findChild(window, "destroyDialog");
        tryVerify(() => dialog.opened);
        verify(findChild(dialog.contentItem, "consequence").text.startsWith("bash is running now"));
        verify(findChild(dialog.contentItem, "dialogCancel").activeFocus);
        keyClick(Qt.Key_Return);
        tryVerify(() => !dialog.visible);
        compare(bench.asked.length, 0);
    }
    function test_destroyDialogDestroysByItsButton() {
        bench.everything(true, false);
        bench.panel.openSandbox(bench.runningSandbox);
        keyClick(Qt.Key_Delete);
        const dialog = findChild(window, "destroyDialog");
        tryVerify(() => dialog.opened);
        mouseClick(findChild(dialog.contentItem, "dialogAccept"));
        compare(bench.asked[0], "destroy " + bench.runningSandbox);
    }
    function test_closingWithSandboxesAliveAsksFirst() {
        bench.everything(true, false);
        window.close();
        const dialog = findChild(window, "quitDialog");
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
    function test_theRailCollapsesWithTheWindow() {
        bench.everything(true, false);
        compare(part("railSessions").collapsed, false);
        window.width = 1024;
        tryCompare(part("railSessions"), "collapsed", true);
    }
    function test_everyFocusableControlHasAName() {
        bench.everything(true, true);
        for (const page of [PanelModel.SessionsPage, PanelModel.SandboxesPage, PanelModel.LogsPage]) {
            bench.panel.page = page;
            check(window.contentItem);
        }
    }
    function check(item: Item): void {
        if (item.visible && item.activeFocusOnTab)
            verify(item.Accessible.name !== "", item.toString());
        for (let i = 0; i < item.children.length; ++i)
            check(item.children[i]);
    }
    function test_themesSwitchLive() {
        bench.everything(true, false);
        const dark = window.color.toString();
        Theme.scheme = "light";
        verify(window.color.toString() !== dark);
        Theme.scheme = "contrast-dark";
        verify(Theme.contrast);
        compare(Theme.focusWidth, 3);
    }
}
