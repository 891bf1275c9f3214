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

    function test_firstTimeIsTheSetUpAndOffersTheDemo() {
        bench.hostOnly();
        tryVerify(() => part("chooseSetup") !== null && part("chooseSetup").visible);
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
        verify(bench.asked[0].startsWith("pause env_"));
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
    function test_keysLeadToTheNewPagesToo() {
        bench.everything(true, false);
        keySequence("G,A");
        compare(bench.panel.page, PanelModel.ApprovalsPage);
        keySequence("G,Q");
        compare(bench.panel.page, PanelModel.QueuePage);
        keySequence("G,V");
        compare(bench.panel.page, PanelModel.EnvironmentsPage);
        keySequence("G,T");
        compare(bench.panel.page, PanelModel.DefinedPage);
        verify(part("railTemplates").current);
        keySequence("G,I");
        compare(bench.panel.page, PanelModel.ImagesPage);
        verify(part("railTemplates").current);
    }
    function test_fromAnyPageOneKeyShowsTheCallAndOneMoreAnswersIt() {
        bench.everything(true, false);
        bench.panel.page = PanelModel.LogsPage;
        keySequence("Ctrl+Shift+A"); // nothing is shown here: nothing is answered
        compare(bench.asked.length, 0);
        keySequence("Ctrl+Shift+N");
        compare(bench.panel.page, PanelModel.ApprovalsPage);
        tryVerify(() => part("approvalInput") !== null && part("approvalInput").visible);
        compare(bench.panel.approval.sessionId, bench.approvalSession);
        tryVerify(() => bench.panel.approval.canAllow);
        keySequence("Ctrl+Shift+A");
        verify(bench.asked[0].startsWith("allow sevt_"));
        keySequence("Ctrl+Shift+D");
        compare(bench.asked.length, 1); // on its way already
    }
    function test_anEngineThatDoesNotAnswerIsNotAskedToAllow() {
        bench.everything(true, false);
        keySequence("Ctrl+Shift+N");
        tryVerify(() => bench.panel.approval.canAllow);
        bench.advance(20);
        tryVerify(() => !part("allow").enabled);
        keySequence("Ctrl+Shift+A");
        compare(bench.asked.length, 0);
    }
    function test_theKeyAllowsOnlyWhatWasScrolledThrough() {
        bench.everything(true, false);
        bench.panel.page = PanelModel.ApprovalsPage;
        bench.panel.approvals.select(2); // the long one
        compare(bench.panel.approval.sessionId, bench.longSession);
        window.height = 600;
        tryVerify(() => part("approvalInput") !== null && part("approvalInput").visible && part("approvalInput").height > 0);
        tryVerify(() => bench.panel.approval.statusText.includes("have not been in view")
                  && !bench.panel.approval.statusText.startsWith("36 of 36"));
        keySequence("Ctrl+Shift+A");
        compare(bench.asked.length, 0);
        part("approvalInput").forceActiveFocus();
        for (let presses = 0; presses < 12 && !bench.panel.approval.canAllow; ++presses) {
            keyClick(Qt.Key_PageDown);
            wait(60);
        }
        tryVerify(() => bench.panel.approval.canAllow);
        keySequence("Ctrl+Shift+D");
        verify(bench.asked[0].startsWith("deny sevt_"));
    }
    function test_severalEnvironmentsAreSteeredOnTheirPage() {
        bench.everything(true, false);
        bench.severalEnvironments();
        compare(part("environmentState").word, "1 of 3 polling");
        verify(!part("pausePolling").visible);
        tryVerify(() => part("toEnvironments").visible && part("toEnvironments").x > 400 && part("toEnvironments").x < part("drainEngine").x);
        mouseClick(part("toEnvironments"));
        compare(bench.panel.page, PanelModel.EnvironmentsPage);
    }
    function test_aRestingPointerDoesNotFreezeTheList() {
        bench.everything(true, false);
        const rows = part("rows");
        tryVerify(() => rows.count === 17 && rows.itemAtIndex(5) !== null);
        mouseMove(rows, 200, 120);
        mouseMove(rows, 210, 124);
        verify(bench.panel.sessions.frozen); // it moved: somebody may be reading
        tryVerify(() => !bench.panel.sessions.frozen, 5000);
        for (let i = 0; i < 3; ++i) { // rows come and move under the pointer, which rests
            bench.newSession("sesn_fresh" + i, "Fresh " + i);
            tryVerify(() => rows.count === 18 + i);
            tryVerify(() => !bench.panel.sessions.frozen && rows.itemAtIndex(i) !== null && bench.panel.sessions.pendingText === "");
        }
        verify(!part("pendingPill").visible);
    }
    function test_collapsedRailNamesKeepClearOfTheSelectionBar() {
        bench.everything(true, false);
        window.width = 1024;
        for (const name of ["railApprovals", "railSessions", "railQueue", "railSandboxes", "railLogs", "railEnvironments"]) {
            const entry = part(name);
            tryVerify(() => entry.collapsed);
            const label = findChild(entry, "railLabel");
            tryVerify(() => label.width > 0 && label.mapToItem(entry, 0, 0).x >= 5
                      && label.mapToItem(entry, label.width, 0).x <= entry.width - 2, 1000, name);
        }
    }
    function test_lettersTypedIntoAFieldDoNotNavigate() {
        bench.everything(true, false);
        keyClick("/");
        keyClick("g");
        keyClick("l");
        compare(bench.panel.page, PanelModel.SessionsPage);
        compare(bench.panel.sessions.filterText, "gl");
    }
    function test_theRailCollapsesWithTheWindow() {
        bench.everything(true, false);
        compare(part("railSessions").collapsed, false);
        window.width = 1024;
        tryCompare(part("railSessions"), "collapsed", true);
    }
    function test_everyFocusableControlHasAName() {
        bench.everything(true, true);
        bench.panel.nextApproval();
        bench.panel.work.select(0);
        for (const page of [PanelModel.ApprovalsPage, PanelModel.SessionsPage, PanelModel.QueuePage, PanelModel.SandboxesPage, PanelModel.DefinedPage, PanelModel.TemplatesPage, PanelModel.ImagesPage, PanelModel.LogsPage, PanelModel.EnvironmentsPage]) {
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
