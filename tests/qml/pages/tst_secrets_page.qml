import QtQuick
import QtTest
import Glovebox.Test
import Glovebox.App
import Glovebox.Theme
import Glovebox.Ui

// Secrets of the gate, with the mouse and the keyboard: made, changed, given, taken away, removed; and that what is typed
// as a value is nowhere afterwards.
TestCase {
    id: root

    name: "SecretsPage"
    when: windowShown

    readonly property string value: "hunter2-hunter2"
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
        bench.panel.page = PanelModel.EgressPage;
        window = windows.createObject(null, {panel: bench.panel});
        window.show();
        window.requestActivate();
        tryVerify(() => window.active);
        bench.everything(true, false);
        bench.egress();
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
    function type(owner: var, name: string, text: string): void {
        const field = findChild(owner, name);
        const input = field.field ?? field.area;
        input.forceActiveFocus();
        tryVerify(() => input.activeFocus);
        for (const letter of text)
            keyClick(letter);
    }
    function showSecrets(how: string): void {
        bench.secrets(how);
        press(part("egressTabs"), "tab2");
        tryVerify(() => part("secretsPage") !== null && part("secretsPage").visible);
    }
    /// All texts of what is in the window and its dialogs.
    function isAnywhere(item: var, text: string): bool {
        if (String(item.text ?? "").includes(text) || String(item.displayText ?? "").includes(text))
            return true;
        return Array.from(item.children ?? []).some(child => isAnywhere(child, text));
    }

    function test_theTabsLeadThereAndBack() {
        showSecrets("");
        compare(findChild(part("secretTable"), "rows").count, 4);
        verify(part("secretStore").text.startsWith("Values are kept sealed; their key is in the keyring."));
        press(part("egressTabs"), "tab0");
        tryVerify(() => part("egressPage") !== null && part("secretsPage") === null);
        verify(part("egressTable").visible);
    }

    function test_anEmptyListSaysWhatASecretIs() {
        press(part("egressTabs"), "tab2");
        tryVerify(() => part("noSecrets") !== null && part("noSecrets").visible);
        press(part("noSecrets"), "emptyAction");
        tryVerify(() => dialog("secretDialog").opened);
    }

    function test_aProblemOfAllIsSaidOverTheList() {
        showSecrets("broken");
        tryVerify(() => part("secretsProblem").visible);
        verify(part("secretsProblem").text.startsWith("No secret can be kept or used."));
        // That nothing is shown does not say that nothing is kept.
        compare(part("noSecrets").title, "No secret to show");
        compare(part("noSecrets").actionText, "");
        bench.secrets("failed");
    }

    function test_oneIsMadeAndItsValueIsGoneAfterwards() {
        showSecrets("");
        press(part("secretsPage"), "newSecret");
        const ask = dialog("secretDialog");
        tryVerify(() => ask.opened);
        const content = ask.contentItem;
        tryVerify(() => findChild(content, "secretName") !== null && findChild(content, "secretName").field.activeFocus);
        type(content, "secretName", "crash-reports");
        compare(findChild(content, "secretVariable").text, "CRASH_REPORTS");
        type(content, "secretHosts", "crash.example.org");
        press(content, "segment2");
        type(content, "secretHeader", "X-Crash-Key");
        compare(findChild(content, "secretRequest").text, "X-Crash-Key: <secret>");
        compare(findChild(content, "secretInside").text, "$CRASH_REPORTS = gbx-…, a placeholder");
        const input = findChild(content, "secretValue").field;
        compare(input.echoMode, TextInput.Password);
        type(content, "secretValue", root.value);
        verify(!input.displayText.includes("hunter2"));
        bench.denyAll("No secret can be kept.");
        press(content, "dialogSecond");
        tryVerify(() => findChild(content, "refusal").visible);
        compare(findChild(content, "refusal").text, "No secret can be kept.");
        compare(findChild(content, "secretName").text, "crash-reports"); // nothing is lost
        compare(input.text, root.value);
        bench.acceptAll("secret/crash-reports");
        press(content, "dialogSecond");
        tryVerify(() => !ask.visible);
        compare(bench.keptSecret(), "crash-reports, X-Crash-Key: <secret>, to crash.example.org");
        compare(bench.keptValue(), root.value);
        tryVerify(() => findChild(content, "secretValue") === null); // the field went with it
        verify(!isAnywhere(window.contentItem, root.value) && !isAnywhere(content, root.value));
        verify(!bench.panel.secrets.form.dirty);
    }

    function test_whatIsWrongStandsAtItsField() {
        showSecrets("");
        press(part("secretsPage"), "newSecret");
        const ask = dialog("secretDialog");
        tryVerify(() => ask.opened);
        const content = ask.contentItem;
        tryVerify(() => findChild(content, "secretName") !== null);
        verify(!findChild(content, "secretName").wrong);
        press(content, "dialogSecond"); // everything that is missing is said then
        verify(findChild(content, "secretName").wrong && findChild(content, "secretValue").wrong);
        verify(findChild(content, "secretHostsHint").text.startsWith("A secret names the hosts"));
        tryVerify(() => findChild(content, "secretName").field.activeFocus);
        type(content, "secretName", "fine");
        verify(!findChild(content, "secretName").wrong);
        press(content, "dialogSecond");
        tryVerify(() => findChild(content, "secretHosts").area.activeFocus);
        type(content, "secretHosts", "fine.example.org");
        type(content, "secretValue", "short");
        verify(findChild(content, "secretValue").hint.includes("8 bytes at least"));
        compare(bench.asked.length, 0);
        keyClick(Qt.Key_Escape); // that is asked about first
        tryVerify(() => findChild(content, "unsaved").visible);
        verify(ask.visible);
        press(content, "dialogCancel");
        tryVerify(() => !ask.visible);
        verify(!bench.panel.secrets.form.dirty);
    }

    function test_aChangeLeavesTheValueAlone() {
        showSecrets("");
        bench.panel.secrets.rows.select(0);
        press(part("secretPane"), "changeSecret");
        const ask = dialog("secretDialog");
        tryVerify(() => ask.opened && findChild(ask.contentItem, "secretValue") !== null);
        const content = ask.contentItem;
        tryVerify(() => findChild(content, "secretValue").field.activeFocus);
        compare(findChild(content, "secretValue").text, "");
        compare(findChild(content, "secretValue").hint, "Leave empty to keep the value");
        verify(!findChild(content, "secretName").field.enabled);
        type(content, "secretText", "!");
        bench.acceptAll("secret/git-forge");
        press(content, "dialogSecond");
        tryVerify(() => !ask.visible);
        compare(bench.asked, ["keep secret git-forge"]);
        compare(bench.keptValue(), "");
    }

    function test_oneIsGivenToASandboxAndTakenAway() {
        showSecrets("");
        bench.panel.secrets.rows.select(0);
        const pane = part("secretPane");
        tryVerify(() => pane.visible && findChild(pane, "takeAway") !== null);
        press(pane, "grantSecret");
        const ask = dialog("grantSecretDialog");
        tryVerify(() => ask.opened);
        const find = findChild(ask.contentItem, "findSandbox");
        tryVerify(() => find.activeFocus);
        const all = bench.panel.secrets.candidates.total;
        verify(all > 2);
        const first = bench.panel.secrets.candidates.current;
        keyClick(Qt.Key_Down); // the field keeps the keyboard
        verify(bench.panel.secrets.candidates.current !== first);
        for (const letter of bench.idleSandbox)
            keyClick(letter);
        tryCompare(bench.panel.secrets.candidates, "count", 1);
        compare(find.resultText, "1 of " + all);
        compare(bench.panel.secrets.candidates.current, bench.idleSandbox);
        bench.acceptAll("sandbox/" + bench.idleSandbox);
        press(ask.contentItem, "dialogSecond");
        tryVerify(() => !ask.visible);
        compare(bench.asked, ["egress " + bench.idleSandbox + " +secret git-forge"]);
        press(pane, "takeAway");
        tryVerify(() => bench.asked.length === 2);
        verify(bench.asked[1].endsWith(" -secret git-forge"));
    }

    function test_whoCouldUseItIsFoundByWhatItIsFor() {
        showSecrets("");
        bench.panel.secrets.rows.select(0);
        press(part("secretPane"), "grantSecret");
        const ask = dialog("grantSecretDialog");
        tryVerify(() => ask.opened);
        const content = ask.contentItem;
        const candidates = bench.panel.secrets.candidates;
        const find = findChild(content, "findSandbox");
        find.text = "docs sweep";
        tryCompare(candidates, "count", 1);
        tryVerify(() => findChild(content, "candidateRow") !== null && findChild(content, "candidateRow").word === "Paused");
        verify(findChild(content, "candidateRow").use.startsWith("Docs sweep"));
        find.text = "nothing like this";
        tryVerify(() => findChild(content, "noCandidates").visible);
        compare(findChild(content, "noCandidates").text, "No sandbox that could use it matches “nothing like this”.");
        verify(!findChild(content, "dialogSecond").enabled);
        find.text = "";
        mouseClick(findChild(content, "candidateTable"), 100, 34 + 24); // the first row has what speaks against it below
        tryVerify(() => candidates.currentRow === 0);
        keyClick(Qt.Key_End);
        compare(candidates.currentRow, candidates.count - 1);
        keyClick(Qt.Key_Escape);
        tryVerify(() => !ask.visible);
        compare(candidates.total, 0);
        compare(bench.asked.length, 0);
    }

    function test_aThousandSandboxesAreAListLikeAnyOther() {
        showSecrets("");
        bench.manySandboxes(1000);
        bench.panel.secrets.rows.select(0);
        press(part("secretPane"), "grantSecret");
        const ask = dialog("grantSecretDialog");
        tryVerify(() => ask.opened);
        const content = ask.contentItem;
        const candidates = bench.panel.secrets.candidates;
        verify(candidates.total > 990);
        tryVerify(() => findChild(content, "findSandbox").activeFocus);
        const rows = findChild(findChild(content, "candidateTable"), "rows");
        verify(rows.contentItem.children.length < 40); // what is in sight, and little more
        for (const letter of "many-0777")
            keyClick(letter);
        tryCompare(candidates, "count", 1);
        bench.acceptAll("sandbox/x");
        keyClick(Qt.Key_Return, Qt.ControlModifier);
        tryVerify(() => !ask.visible);
        compare(bench.asked, ["egress sbx-many-0777 +secret git-forge"]);
    }

    function test_anotherSecretInTheSameVariableIsSaidAtTheField() {
        showSecrets("");
        bench.panel.secrets.rows.select(0);
        press(part("secretPane"), "changeSecret");
        const ask = dialog("secretDialog");
        tryVerify(() => ask.opened && findChild(ask.contentItem, "secretVariable") !== null);
        const field = findChild(ask.contentItem, "secretVariable");
        verify(!field.doubtful);
        bench.panel.secrets.form.variable = "WEATHER_API"; // one sandbox may use both
        tryVerify(() => field.doubtful);
        verify(!field.wrong);
        verify(field.hint.includes(bench.runningSandbox) && field.hint.includes("weather-api"));
        bench.acceptAll("secret/git-forge");
        press(ask.contentItem, "dialogSecond"); // it can be so
        tryVerify(() => !ask.visible);
        compare(bench.asked, ["keep secret git-forge"]);
    }

    function test_whoLosesItIsSaidBeforeItIsRemoved() {
        showSecrets("");
        bench.panel.secrets.rows.select(0);
        tryVerify(() => part("secretPane").visible);
        part("secretTable").forceActiveFocus();
        keyClick(Qt.Key_Delete);
        const ask = dialog("removeSecretDialog");
        tryVerify(() => ask.opened);
        const lines = findChild(ask.contentItem, "secretLosers").lines;
        compare(lines.length, 2);
        verify(lines.some(line => line.includes(bench.runningSandbox)));
        bench.acceptAll("secret/git-forge");
        press(ask.contentItem, "dialogAccept");
        tryCompare(bench, "asked", ["remove secret git-forge"]);
        tryVerify(() => !ask.visible);
    }

    function test_theWizardOffersThemAndSaysWhatIsOutOfReach() {
        bench.secrets("");
        bench.panel.page = PanelModel.SandboxesPage;
        part("preparation").create();
        const ask = dialog("newSandboxDialog");
        tryVerify(() => ask.opened);
        const content = ask.contentItem;
        press(content, "secretTick3");
        tryVerify(() => findChild(content, "secretsWarning").visible);
        verify(findChild(content, "secretsWarning").text.includes("no host of weather-api"));
        findChild(findChild(content, "sandboxEgress"), "egressChoice").activated(bench.panel.newSandbox.egress.titles.indexOf("open"));
        tryVerify(() => !findChild(content, "secretsWarning").visible);
        press(content, "dialogSecond");
        tryVerify(() => bench.madeSecrets().length === 1);
        compare(bench.madeSecrets(), ["weather-api"]);
    }
}
