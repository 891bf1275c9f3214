import QtQuick
import QtTest
import Glovebox.Test
import Glovebox.App
import "../layout"

// Every page in longer words that are marked («Åpprövéoo»): a visible text of ours without the mark was never made to be
// translated, and one that is cut short would be cut short in another language, too.
LayoutCase {
    id: root

    name: "Words"

    property Desks desks: null

    WordCheck {
        id: words
    }
    Component {
        id: deskses

        Desks {}
    }

    // What the samples made up, what the engine says in its own words, and names that are alike in every language.
    readonly property var made: ["Glovebox", "Aa", "[^A-Za-z]*((B|[KMGT]iB)[^A-Za-z]*)+", "\\d\\d:\\d\\d(:\\d\\d)? UTC", "\\d+ [A-Z][a-z]{2}", "\\d{4}-\\d\\d-\\d\\d .* UTC"].concat(root.titles, root.names, root.engine)
    readonly property var titles: ["Rotate the staging TLS.*", "Analyse Q3 churn.*", "Refactor .*", "Repair the failing.*", "Port the build.*", "Match purchase.*", "ETL nightly.*", "Triage inbox.*", "Translate .*", "Q3 board.*", "Docs sweep.*", "Check licences.*", "Lint bot.*", "Summarise .*", "Research and write.*", "Rename metrics.*", "Python with the team's.*", "Nightly dependency.*", "Generate fixtures.*", "Compress the nightly.*", "Clean up the staging.*", "Bisect the .*"]
    readonly property var names: ["set -euo pipefail …", "git push .*", "churn\\.py .*", "bash", "edit", "grep", "write", "migration bench", "try node 22", "review copy", "tests green", "nightly", "before .*", "after install", "agent", "empty", "ledger", "outputs", "tests", ".*\\.(md|toml|sh|log|png|txt|py)", "none", "host", "engine", "writing", "not in the staging bucket", "=SUM.*", "packages: .*", "builds: .*", "packages", "command: .*", "timeout: .*", "The module is split.*", "docker\\.io/.*", "(env|run|workdir) .*", "python3 -m .*"]
    readonly property var engine: ["idle for .*", "archived", "its sandbox boots", "\\d sandboxes wait before it", ".* waits for somebody to allow or deny it\\.", "Waits for post_invoice.*", "fork needs .*", "The image agent was imported.*", "Acknowledged \\d+ min ago.*", "its kernel panicked.*", "The sandbox policy .*"]

    function initTestCase() {
        check.tablesMayElide = true;
    }
    function cleanup() { // desks outlive who asks them
        if (window !== null)
            window.destroy();
        window = null;
        wait(0);
        bench.destroy();
        wait(0);
        if (desks !== null)
            desks.destroy();
        desks = null;
    }
    function sizes() {
        return [{width: 1024, height: 700}, {width: 1440, height: 900}];
    }
    function verifyWords(what: string, item: var): void {
        const found = words.unmarked(item, ["LogLine", "TerminalItem", "MonoLabel", "CodeField", "TranscriptRow", "CheckLines", "activityRow"], root.made);
        for (const one of found)
            console.warn("UNMARKED " + what + ": " + one);
        compare(found.length, 0, what + ", not to be translated: " + found.slice(0, 5).join(" | "));
    }

    function test_pages_data() {
        return root.everyStory(["OverviewPage", "ApprovalsPage", "SessionsPage", "QueuePage", "SandboxesPage", "SnapshotsPage", "DefinedPage", "TemplatesPage", "ImagesPage", "EgressPage", "LogsPage", "CostsPage", "AuditPage", "EnvironmentsPage"]);
    }
    function test_pages(data) {
        bench.everything(true, false);
        bench.egress();
        bench.operations();
        bench.budgets();
        bench.panel.page = PanelModel[data.name];
        bench.answerHistory();
        root.open(data.width, data.height);
        verifyTidy(data.tag);
        verifyWords(data.tag, root.window.contentItem);
    }

    function test_details_data() {
        return root.everyStory(["session", "sandbox", "snapshot", "approval", "work item", "image", "template"]);
    }
    function test_details(data) {
        bench.everything(true, false);
        switch (data.name) {
        case "session": bench.panel.openSession(bench.runningSession); break;
        case "sandbox": bench.panel.openSandbox(bench.idleSandbox); break;
        case "snapshot": bench.panel.openSnapshot(bench.leafSnapshot); break;
        case "approval": bench.panel.nextApproval(); break;
        case "work item":
            bench.panel.page = PanelModel.QueuePage;
            bench.panel.work.select(1);
            break;
        case "image": bench.panel.openImage("img-3f2a91bc04d7"); break;
        case "template": bench.panel.openDefined("python-tools"); break;
        }
        root.open(data.width, data.height);
        for (const name of ["sessionPage", "sandboxesPage", "snapshotsPage", "queuePage", "imagesPage", "definedPage"]) {
            const page = part(name);
            if (page !== null && page.visible)
                page.sheetOpen = true;
        }
        verifyTidy(data.tag);
        verifyWords(data.tag, root.window.contentItem);
    }

    function test_inside_data() {
        return root.everyStory(["files", "asleep", "upload", "network", "snapshots"]);
    }
    function test_inside(data) {
        bench.everything(true, false);
        bench.egress();
        desks = deskses.createObject(root, {panel: bench.panel});
        root.open(data.width, data.height);
        bench.panel.openSession(bench.runningSession);
        const inside = bench.panel.inside;
        if (data.name === "asleep")
            bench.sandboxIs(bench.runningSandbox, "paused");
        inside.tab = data.name === "network" ? SandboxInside.Network : data.name === "snapshots" ? SandboxInside.Snapshots : SandboxInside.Files;
        if (data.name === "files" || data.name === "upload")
            tryVerify(() => inside.files.rows.count > 0);
        if (data.name === "upload") {
            desks.holdFiles("copy");
            inside.files.upload([desks.hereFile("prices.csv", "x"), desks.hereFile("run.sh", "x")]);
        }
        verifyTidy(data.tag);
        verifyWords(data.tag, root.window.contentItem);
    }

    function test_dialogs_data() {
        return root.everyStory(["newSandboxDialog", "destroyDialog", "snapshotDialog", "quitDialog", "whyEmulatedDialog", "stopDialog"]);
    }
    function test_dialogs(data) {
        bench.everything(true, false);
        bench.panel.openSandbox(bench.runningSandbox);
        root.open(data.width, data.height);
        const dialog = Dialogs.of(window, data.name);
        switch (data.name) {
        case "newSandboxDialog": dialog.show(); break;
        case "snapshotDialog": dialog.begin(); break;
        case "quitDialog": bench.panel.quit.requestClose(); break;
        case "stopDialog": bench.panel.registry.trigger("app.stop"); break;
        default: dialog.ask();
        }
        tryVerify(() => dialog.opened);
        wait(150);
        const faults = check.faults(dialog.contentItem);
        for (const fault of faults)
            console.warn(data.tag + ": " + fault);
        compare(faults.length, 0, data.tag + ": " + faults.slice(0, 3).join("; "));
        verifyWords(data.tag, dialog.contentItem);
        dialog.close();
    }
}
