import QtQuick
import QtTest
import Glovebox.App
import Glovebox.Theme

// Larger texts and other densities: pages re-flow as in a smaller window, and nothing is cut short or lies over
// anything else. Settings are seen at every size, as any page.
LayoutCase {
    id: root

    name: "ScaleLayout"

    readonly property list<string> pages: ["OverviewPage", "ApprovalsPage", "SessionsPage", "QueuePage", "SandboxesPage", "SnapshotsPage", "DefinedPage", "ImagesPage", "EgressPage", "LogsPage", "CostsPage", "AuditPage", "EnvironmentsPage"]

    function fill(page: int): void {
        bench.everything(true, false);
        bench.budgets();
        bench.panel.page = page;
        bench.answerHistory();
    }

    function test_largeTexts_data() {
        return root.pages.map(name => ({tag: name + " at 200 %", name: name}));
    }
    function test_largeTexts(data) {
        root.fill(PanelModel[data.name]);
        Theme.textScale = 2;
        root.open(1440, 900);
        root.verifyTidy(data.tag);
    }

    function test_scalesOfOneWindow_data() {
        return root.pages.map(name => ({tag: name, name: name}));
    }
    function test_scalesOfOneWindow(data) { // without a restart
        root.fill(PanelModel[data.name]);
        root.open(1440, 900);
        for (const scale of [1.25, 1.5, 0.85]) {
            Theme.textScale = scale;
            root.verifyTidy(data.tag + " at " + scale);
        }
        Theme.textScale = 1;
        for (const density of [0, 2]) {
            Theme.density = density;
            root.verifyTidy(data.tag + ", density " + density);
        }
    }

    function test_settings_data() {
        const rows = root.everyStory(["0", "1", "2", "3", "4"]);
        for (const name of ["0", "1", "2", "3", "4"])
            rows.push({tag: name + " at 200 %", name: name, width: 1440, height: 900, scale: 2});
        return rows;
    }
    function test_settings(data) {
        bench.everything(true, false);
        bench.hostSettings();
        bench.panel.settings.section = Number(data.name);
        bench.panel.page = PanelModel.SettingsPage;
        Theme.textScale = data.scale ?? 1;
        root.open(data.width, data.height);
        root.verifyTidy(data.tag);
    }
}
