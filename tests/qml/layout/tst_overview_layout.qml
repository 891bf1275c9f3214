import QtQuick
import QtTest
import Glovebox.App

// The Overview page and the drawer of alerts at the sizes that people have: as usual, with nothing, with too much of
// everything, silent, and while it loads.
LayoutCase {
    id: root

    name: "OverviewLayout"

    function test_overview_data() {
        return root.everyStory(["overview", "nothing", "crowded overview", "silent", "loading", "not read", "alerts", "crowded alerts", "no alerts"]);
    }
    function test_overview(data) {
        const bare = data.name === "nothing" || data.name === "no alerts";
        if (bare) {
            bench.hostOnly();
            bench.environment("polling");
        } else if (data.name !== "loading") {
            bench.everything(true, false);
            bench.egress();
            bench.operations();
            bench.budgets();
        }
        if (data.name.startsWith("crowded")) {
            bench.crowd();
            bench.moreApprovals();
            bench.severalEnvironments();
            bench.leftovers(true);
        }
        bench.panel.page = PanelModel.OverviewPage;
        if (data.name === "not read")
            bench.failHistory();
        else if (data.name.startsWith("crowded"))
            bench.answerWithCrowds();
        else if (data.name !== "loading")
            bench.answerHistory();
        root.open(data.width, data.height);
        if (data.name === "silent")
            bench.advance(40);
        if (data.name.includes("alerts"))
            root.part("historyParts").toggleAlerts();
        root.verifyTidy(data.tag);
    }
}
