import QtQuick
import QtTest
import Glovebox.Test
import Glovebox.App
import Glovebox.Theme

// What can be told from its ground, measured in the running window in all four themes: the theme's colours on every
// surface, and what pages really paint. And that things are large enough to be hit.
LayoutCase {
    id: root

    name: "Contrast"

    readonly property list<string> schemes: ["dark", "light", "contrast-dark", "contrast-light"]

    ContrastCheck {
        id: contrast
    }

    function rows(): var {
        return root.schemes.map(scheme => ({tag: scheme, scheme: scheme, text: scheme.startsWith("contrast") ? 7 : 4.5}));
    }
    function verifyRatio(what: string, color: color, ground: color, need: real): void {
        const has = contrast.ratio(color, ground);
        verify(has >= need, what + ": " + has.toFixed(2) + " of " + need);
    }

    function test_tokens_data() {
        return root.rows();
    }
    function test_tokens(data) {
        Theme.scheme = data.scheme;
        for (const surface of ["surfaceWindow", "surfacePanel", "surfaceRaised", "surfaceSelected"]) {
            for (const text of ["textPrimary", "textSecondary", "textTertiary", "link", "live", "progress", "attention", "failed", "parked", "neutral"])
                root.verifyRatio(text + " on " + surface, Theme[text], Theme[surface], data.text);
            for (const line of ["focusRing", "borderControl"])
                root.verifyRatio(line + " on " + surface, Theme[line], Theme[surface], 3);
        }
        for (const fill of ["primary", "danger", "attention", "info", "warning", "error", "match", "matchCurrent"])
            root.verifyRatio(fill, Theme[fill + "Text"], Theme[fill + "Fill"], data.text);
        for (const ink of Theme.terminal)
            root.verifyRatio("terminal " + ink, ink, Theme.surfaceTerminal, 4.5);
    }

    function test_painted_data() {
        const all = [];
        for (const row of root.rows())
            for (const page of ["OverviewPage", "ApprovalsPage", "SessionsPage", "QueuePage", "SandboxesPage", "SnapshotsPage", "EgressPage", "CostsPage", "EnvironmentsPage", "SettingsPage"])
                all.push({tag: page + " " + row.tag, page: page, scheme: row.scheme, text: row.text});
        return all;
    }
    function test_painted(data) {
        Theme.scheme = data.scheme;
        bench.everything(true, false);
        bench.budgets();
        bench.panel.page = PanelModel[data.page];
        if (data.page === "SandboxesPage")
            bench.panel.openSandbox(bench.runningSandbox);
        bench.answerHistory();
        root.open(1440, 900);
        wait(150);
        const faults = contrast.faults(window, data.text, 3);
        verify(contrast.looked > 20, "nothing was looked at");
        compare(faults.length, 0, data.tag + ": " + faults.slice(0, 6).join("; "));
    }

    Component { // what the check must see
        id: faint

        Rectangle {
            color: "#14171B"
            width: 200
            height: 100

            Text {
                objectName: "faint"
                x: 20
                y: 20
                text: "hardly there"
                color: "#5A626C"
            }
        }
    }
    function test_theCheckSeesWhatIsFaint() {
        root.open(800, 600);
        const bad = faint.createObject(window.contentItem, {z: 100});
        wait(50);
        verify(contrast.faults(window, 4.5, 3).some(fault => fault.includes("hardly there")));
        bad.destroy();
    }

    function test_hitAreas_data() {
        return [{tag: "compact", density: 0, width: 28, height: 24}, {tag: "standard", density: 1, width: 32, height: 32}, {tag: "comfortable", density: 2, width: 40, height: 40}];
    }
    function test_hitAreas(data) {
        Theme.density = data.density;
        bench.everything(true, false);
        bench.panel.settings.section = PanelSettings.Appearance;
        bench.panel.page = PanelModel.SettingsPage;
        root.open(1440, 900);
        wait(150);
        const small = contrast.small(part("settingsPage"), data.width, data.height);
        compare(small.length, 0, small.join("; "));
    }
}
