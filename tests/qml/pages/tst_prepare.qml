import QtQuick
import QtTest
import Glovebox.Test
import Glovebox.App
import Glovebox.Theme
import Glovebox.Ui

// Making sandboxes ready for somebody, with the mouse and the keyboard: the wizard, putting files in, reservations, and
// starting a session.
TestCase {
    id: root

    name: "Prepare"
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
        Theme.scheme = "dark";
        bench = benches.createObject(null);
        window = windows.createObject(null, {panel: bench.panel});
        window.show();
        window.requestActivate();
        tryVerify(() => window.active);
        bench.everything(true, false);
        bench.prepared();
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
    function press(owner: var, name: string): void {
        tryVerify(() => findChild(owner, name) !== null && findChild(owner, name).visible && findChild(owner, name).width > 0 && check.settled(findChild(owner, name)));
        mouseClick(findChild(owner, name));
    }
    function type(text: string): void {
        for (const letter of text)
            keyClick(letter);
    }
    function typeInto(owner: var, name: string, text: string): void {
        tryVerify(() => findChild(owner, name) !== null);
        const field = findChild(owner, name).field;
        field.forceActiveFocus();
        field.selectAll();
        type(text);
    }
    function open(sandbox: string): void {
        bench.panel.openSandbox(sandbox);
        tryVerify(() => part("sandboxPane").visible && check.settled(part("sandboxPane")));
    }
    function wizard(): var {
        bench.panel.page = PanelModel.SandboxesPage;
        press(part("sandboxesPage"), "newSandbox");
        const ask = dialog("newSandboxDialog");
        tryVerify(() => ask.opened);
        return ask.contentItem;
    }
    function page(): var {
        return findChild(dialog("newSandboxDialog").contentItem, "wizardPage");
    }

    function test_theWizardCollectsStepsAStartAndABinding() {
        const ask = wizard();
        type("evals");
        press(ask, "dialogNext");
        press(ask, "seedClone");
        tryVerify(() => findChild(page(), "seedFirst").field.activeFocus);
        type("https://git.example/team/app.git");
        press(ask, "seedRun");
        tryCompare(bench.panel.newSandbox.seed.steps, "count", 2);
        tryVerify(() => window.activeFocusItem.Accessible.name === "Command of step 2");
        type("npm ci");
        press(ask, "dialogNext");
        typeInto(ask, "seedStart", "npm start");
        press(ask, "dialogNext");
        press(findChild(ask, "reserveFor"), "segment2");
        tryVerify(() => findChild(page(), "pairName").field.activeFocus);
        type("team");
        typeInto(ask, "pairValue", "billing");
        tryVerify(() => findChild(page(), "reserveMatches").visible);
        compare(bench.panel.newSandbox.reservation.matchLines.length, 3);
        press(ask, "dialogNext");
        tryVerify(() => findChild(page(), "newSandboxSummary") !== null);
        verify(!findChild(ask, "dialogNext").enabled);
        press(ask, "dialogSecond");
        compare(bench.madeWith(), ["clone https://git.example/team/app.git", "run npm ci", "start npm start", "for team = billing"]);
        tryVerify(() => !dialog("newSandboxDialog").visible);
    }
    function test_backAndNextKeepWhatWasTyped() {
        const ask = wizard();
        type("kept");
        press(ask, "dialogNext");
        press(ask, "seedRun");
        tryVerify(() => findChild(page(), "seedFirst").field.activeFocus);
        type("make");
        press(ask, "dialogAccept"); // back
        tryVerify(() => findChild(page(), "sandboxName") !== null);
        compare(findChild(page(), "sandboxName").text, "kept");
        press(ask, "wizardStep1");
        tryVerify(() => findChild(page(), "seedFirst") !== null);
        compare(findChild(page(), "seedFirst").text, "make");
    }
    function test_whatIsWrongIsSaidInPlaceAndNothingIsCreated() {
        const ask = wizard();
        press(ask, "wizardStep1");
        press(ask, "seedClone");
        tryVerify(() => findChild(page(), "seedFirst").field.activeFocus);
        type("git@host:app");
        tryVerify(() => findChild(page(), "seedProblem").visible);
        verify(findChild(page(), "seedProblem").text.includes("cloned from an address"));
        verify(!findChild(ask, "dialogSecond").enabled);
        press(ask, "wizardStep4");
        tryVerify(() => findChild(page(), "newSandboxWhyNot").visible);
        keyClick(Qt.Key_Return, Qt.ControlModifier);
        verify(dialog("newSandboxDialog").opened);
        compare(bench.asked.length, 0);
    }
    function test_leavingWithChangesAsksOnce() {
        const ask = wizard();
        keyClick(Qt.Key_Escape);
        tryVerify(() => !dialog("newSandboxDialog").visible); // nothing would be lost
        wizard();
        press(ask, "wizardStep1");
        press(ask, "seedRun");
        tryCompare(bench.panel.newSandbox.seed.steps, "count", 1);
        type("make");
        keyClick(Qt.Key_Escape);
        tryVerify(() => findChild(ask, "unsaved").visible);
        verify(dialog("newSandboxDialog").opened);
        keyClick(Qt.Key_Escape);
        tryVerify(() => !dialog("newSandboxDialog").visible);
    }
    function test_ctrlEnterCreatesFromAnyPage() {
        const ask = wizard();
        type("quick");
        press(ask, "wizardStep2");
        keyClick(Qt.Key_Return, Qt.ControlModifier);
        compare(bench.asked[0], "create quick");
        compare(bench.madeWith(), []);
    }
    function test_theEndOfTheWizardLeadsToASessionInIt() {
        bench.acceptAll("sandbox/" + bench.seedFailedSandbox);
        const ask = wizard();
        press(ask, "wizardStep4");
        press(page(), "startsSession");
        press(ask, "dialogSecond");
        tryVerify(() => dialog("startSessionDialog").opened);
        compare(bench.panel.preparation.starting.sandboxText, "It gets this one by its metadata: glovebox.sandbox_id = " + bench.seedFailedSandbox);
    }
    function test_aStepIsMovedAndRemovedByItsButtons() {
        const ask = wizard();
        press(ask, "wizardStep1");
        press(ask, "seedRun");
        tryCompare(bench.panel.newSandbox.seed.steps, "count", 1);
        tryVerify(() => window.activeFocusItem.Accessible.name === "Command of step 1");
        type("one");
        press(ask, "seedRun");
        tryCompare(bench.panel.newSandbox.seed.steps, "count", 2);
        tryVerify(() => window.activeFocusItem.Accessible.name === "Command of step 2");
        type("two");
        press(page(), "seedDown"); // of the first
        compare(bench.panel.newSandbox.seed.lines, ["run two", "run one"]);
        press(page(), "seedRemove");
        compare(bench.panel.newSandbox.seed.lines.length, 1);
    }
    function test_aFolderThatIsDroppedOnTheListIsAStep() {
        const ask = wizard();
        press(ask, "wizardStep1");
        tryVerify(() => findChild(page(), "seedSteps") !== null);
        findChild(page(), "seedSteps").form.steps.addFiles([bench.seedFolder]);
        compare(bench.panel.newSandbox.seed.lines[0].endsWith("/site into /workspace/site"), true);
        tryVerify(() => !findChild(page(), "seedProblem").visible);
    }
    function test_theSandboxShowsHowItIsSeededAndCancels() {
        open(bench.seedingSandbox);
        const pane = part("sandboxPane");
        tryVerify(() => findChild(pane, "seedStrip").visible);
        compare(findChild(pane, "seedState").word, "Seeding 4/6");
        tryVerify(() => findChild(pane, "seedPart") !== null); // that tab is open by itself
        verify(findChild(pane, "seedLog").visible);
        verify(!findChild(pane, "putFiles").enabled);
        press(pane, "seedCancel");
        compare(bench.asked[bench.asked.length - 1], "cancel seed " + bench.seedingSandbox);
    }
    function test_aFailedSeedingSaysWhyAndIsDoneAgain() {
        open(bench.seedFailedSandbox);
        const pane = part("sandboxPane");
        tryVerify(() => findChild(pane, "seedProblemPanel") !== null && findChild(pane, "seedProblemPanel").visible);
        const printed = findChild(findChild(pane, "seedPart"), "seedOutput");
        tryVerify(() => printed !== null);
        verify(!findChild(pane, "seedLog").visible); // it stands under its step
        press(pane, "seedAgain");
        tryVerify(() => dialog("seedDialog").opened);
    }
    function test_filesArePutIntoARunningSandboxByKey() {
        open(bench.seedFailedSandbox);
        part("sandboxesPage").forceActiveFocus();
        keyClick(Qt.Key_I);
        const ask = dialog("seedDialog");
        tryVerify(() => ask.opened);
        verify(!findChild(ask.contentItem, "dialogSecond").enabled);
        press(ask.contentItem, "seedRun");
        tryCompare(bench.panel.preparation.seed.steps, "count", 1);
        tryVerify(() => findChild(ask.contentItem, "seedFirst").field.activeFocus);
        type("make");
        press(ask.contentItem, "dialogSecond");
        verify(bench.asked[bench.asked.length - 1].includes(bench.seedFailedSandbox));
        tryVerify(() => !ask.visible);
    }
    function test_filesThatAreDroppedOnThePaneAreInTheDialog() {
        open(bench.seedFailedSandbox);
        part("sandboxPane").filesDropped([bench.seedFolder]);
        tryVerify(() => dialog("seedDialog").opened);
        compare(bench.panel.preparation.seed.steps.count, 1);
    }
    function test_aSandboxIsReservedByKeyAndTheRefusalStays() {
        open(bench.seedFailedSandbox);
        part("sandboxesPage").forceActiveFocus();
        keyClick(Qt.Key_V);
        const ask = dialog("reservationDialog");
        tryVerify(() => ask.opened);
        tryVerify(() => findChild(ask.contentItem, "pairName").field.activeFocus);
        type("team");
        verify(findChild(ask.contentItem, "dialogSecond").enabled);
        typeInto(ask.contentItem, "pairValue", "billing");
        bench.denyAll("It was reserved a moment ago.");
        press(ask.contentItem, "dialogSecond");
        compare(bench.asked[0], "reserve " + bench.seedFailedSandbox + " for team = billing");
        tryVerify(() => findChild(ask.contentItem, "refusal").visible);
        bench.acceptAll("");
        keyClick(Qt.Key_Return, Qt.ControlModifier);
        tryVerify(() => !ask.visible);
    }
    function test_aReservationIsCancelledAndItsIdHandedOut() {
        open(bench.seedingSandbox);
        compare(part("reservedLine").text.startsWith("Reserved for purpose = evals, team = billing, until"), true);
        press(part("sandboxPane"), "reservedLine");
        const ask = dialog("reservationDialog");
        tryVerify(() => ask.opened);
        press(ask.contentItem, "copyHandOut");
        compare(bench.clipboard, "glovebox.sandbox_id = " + bench.seedingSandbox);
        press(ask.contentItem, "dialogAccept");
        compare(bench.asked[0], "unreserve " + bench.seedingSandbox);
        tryVerify(() => !ask.visible);
    }
    function test_sandboxesOfSessionsAreNotReserved() {
        open(bench.runningSandbox);
        part("sandboxesPage").forceActiveFocus();
        keyClick(Qt.Key_V);
        wait(50);
        verify(!dialog("reservationDialog").opened);
        verify(!findChild(part("sandboxPane"), "reserve").visible);
    }
    function test_theListSaysWhatIsReservedAndWhatRunsItsOwnRunner() {
        bench.panel.page = PanelModel.SandboxesPage;
        bench.panel.sandboxes.filterText = "billing evals";
        tryVerify(() => part("reservedTag") !== null && part("reservedTag").visible);
        compare(part("reservedTag").text, "reserved for purpose = evals, team = billing");
        open(bench.guestRunnerSandbox);
        verify(findChild(part("sandboxPane"), "paneGuestRunner").visible);
        verify(findChild(part("sandboxPane"), "guestRunnerNote").visible);
        verify(findChild(part("sandboxPane"), "paneGuestRunner").hint.includes("executes the tool calls"));
    }
    function test_aSessionThatIsServedInItsSandboxSaysSo() {
        bench.panel.openSession(bench.runningSession);
        tryVerify(() => part("sessionRunner") !== null && part("sessionRunner").visible);
        verify(part("sessionRunner").hint.includes("does not see them"));
    }
    function sandboxRow(id: string): var {
        const list = findChild(part("sandboxesPage"), "rows");
        for (let row = 0; row < list.count; ++row) {
            const item = list.itemAtIndex(row);
            if (item !== null && item.sandboxId === id)
                return item;
        }
        return null;
    }
    function test_anotherSeedingIsReadFromItsTop() {
        bench.panel.page = PanelModel.SandboxesPage;
        open(bench.seedingSandbox);
        tryVerify(() => findChild(part("sandboxPane"), "seedLines") !== null);
        findChild(part("sandboxPane"), "seedLines").contentY = 30;
        open(bench.seedFailedSandbox);
        tryVerify(() => findChild(part("sandboxPane"), "seedLines") !== null && findChild(part("sandboxPane"), "seedLines").contentY === 0);
        verify(findChild(part("sandboxPane"), "seedProblemPanel").visible);
    }
    function test_anOpenEgressIsMarkedInTheListAndInThePane() {
        bench.panel.page = PanelModel.SandboxesPage;
        tryVerify(() => sandboxRow(bench.keptSandbox) !== null && findChild(sandboxRow(bench.keptSandbox), "egressTag").visible);
        verify(!findChild(sandboxRow(bench.runningSandbox), "egressTag").visible);
        open(bench.keptSandbox);
        verify(findChild(part("sandboxPane"), "paneEgressOpen").visible);
        open(bench.guestRunnerSandbox);
        verify(!findChild(part("sandboxPane"), "paneEgressOpen").visible);
    }
    function test_theWizardOffersTheHostsProfilesWithWhatTheyLetThrough() {
        bench.panel.page = PanelModel.SandboxesPage;
        part("preparation").create();
        const ask = dialog("newSandboxDialog");
        tryVerify(() => ask.opened);
        const field = findChild(ask.contentItem, "sandboxEgress");
        const box = findChild(field, "egressChoice");
        compare(box.count, 6);
        box.activated(4);
        compare(box.displayText, "open");
        verify(findChild(field, "egressText").text.includes("Any public name"));
        ask.close();
    }
    function test_aSessionIsStartedFromTheSandbox() {
        open(bench.seedFailedSandbox);
        press(part("sandboxPane"), "startSession");
        const ask = dialog("startSessionDialog");
        tryVerify(() => ask.opened);
        verify(!findChild(ask.contentItem, "dialogSecond").enabled); // no agent yet
        const agents = findChild(ask.contentItem, "startAgent");
        tryVerify(() => agents.activeFocus);
        keyClick(Qt.Key_Down);
        tryVerify(() => bench.panel.preparation.starting.agent === 0);
        const message = findChild(ask.contentItem, "startMessage").area;
        message.forceActiveFocus();
        type("go");
        press(ask.contentItem, "dialogSecond");
        verify(bench.asked[bench.asked.length - 1].includes("agent_01JD3BILLING"));
        bench.sessionStarted("sesn_new", true);
        tryVerify(() => findChild(ask.contentItem, "refusal").visible);
        press(ask.contentItem, "dialogSecond"); // the message once more
        bench.sessionStarted("sesn_new", false);
        tryVerify(() => ask.started);
        compare(findChild(ask.contentItem, "dialogSecond").text, "Open the session");
        bench.newSession("sesn_new", "Evaluate it");
        press(ask.contentItem, "dialogSecond");
        tryVerify(() => !ask.visible);
        compare(bench.panel.page, PanelModel.SessionPage);
        compare(bench.panel.session.id, "sesn_new");
    }
    function test_agentsThatCannotBeReadAndNoKeySaySo() {
        bench.panel.page = PanelModel.SessionsPage;
        press(part("sessionsPage"), "startSession");
        const ask = dialog("startSessionDialog");
        tryVerify(() => ask.opened);
        bench.agents("loading");
        tryVerify(() => findChild(ask.contentItem, "startAgentsState").visible);
        bench.agents("refused");
        tryVerify(() => findChild(ask.contentItem, "startAgentsProblem").visible);
        const before = bench.asked.length;
        press(findChild(ask.contentItem, "startAgentsProblem"), "noteAction");
        compare(bench.asked.length, before + 1);
        bench.withoutKey();
        tryVerify(() => findChild(ask.contentItem, "startNoKey").visible);
        verify(!findChild(ask.contentItem, "dialogSecond").enabled);
    }
    function test_theAgentImageIsBuiltAndTheLibraryTellsWhatItTakes() {
        bench.panel.page = PanelModel.ImagesPage;
        tryVerify(() => part("libraryUsage") !== null && part("libraryUsage").visible);
        verify(part("libraryUsage").text.includes("unneeded 143 MiB"));
        press(part("imagesPage"), "buildAgentImage");
        const ask = dialog("buildAgentDialog");
        tryVerify(() => ask.opened);
        press(ask.contentItem, "buildAnew");
        press(ask.contentItem, "dialogSecond");
        compare(bench.asked[0], "build the agent image anew");
        tryVerify(() => !ask.visible);
        press(part("imagesPage"), "collectImages");
        tryVerify(() => dialog("collectImagesDialog").opened);
    }
}
