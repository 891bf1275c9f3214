import QtQuick
import QtTest
import Glovebox.App

// The pages, drawers and lists of the past at the sizes that people have: with a few things, with none, unread, and with
// too much of everything.
LayoutCase {
    id: root

    name: "HistoryLayout"

    function test_historyInDetail_data() {
        return root.everyStory(["custom costs", "an audit entry", "operations", "no operations", "leftovers", "no leftovers", "past sessions", "no past sessions", "past sessions unread", "crowded costs", "crowded custom costs", "costs not read again", "a crowded audit entry", "a filtered trail", "a whole trail", "a wounded trail", "crowded operations", "crowded leftovers", "crowded past sessions"]);
    }
    function test_historyInDetail(data) {
        const crowded = data.name.includes("crowded");
        bench.everything(true, false);
        if (crowded)
            bench.crowd();
        else if (data.name !== "no operations")
            bench.operations();
        if (!crowded)
            bench.leftovers(data.name === "leftovers");
        switch (data.name) {
        case "crowded costs":
        case "crowded custom costs":
            bench.panel.page = PanelModel.CostsPage;
            if (data.name.includes("custom"))
                bench.panel.history.costs.range = CostsModel.Custom;
            bench.answerWithCrowds();
            break;
        case "costs not read again":
            bench.panel.page = PanelModel.CostsPage;
            bench.answerHistory();
            bench.panel.history.costs.refresh();
            bench.failHistory();
            break;
        case "a crowded audit entry":
            bench.panel.page = PanelModel.AuditPage;
            bench.answerWithCrowds();
            bench.panel.history.audit.rows.select(1);
            break;
        case "a whole trail":
        case "a wounded trail":
            bench.panel.page = PanelModel.AuditPage;
            bench.answerHistory();
            bench.panel.history.verifier.verify();
            bench.verified(1204, data.name === "a whole trail" ? [] : ["entry 7: it does not say what its seal was made of", "entries 9 to 12: missing between others", "entries 1198 to 1204: made with another key"]);
            break;
        case "a filtered trail":
            bench.panel.page = PanelModel.AuditPage;
            bench.answerHistory();
            bench.panel.history.audit.text = "nothing like it";
            bench.panel.history.audit.object = "sandbox/sbx-7k2m4p";
            bench.panel.history.audit.refresh();
            bench.answerHistory();
            break;
        case "custom costs":
            bench.panel.page = PanelModel.CostsPage;
            bench.panel.history.costs.range = CostsModel.Custom;
            bench.panel.history.costs.toText = "2026-01-01";
            bench.answerHistory();
            break;
        case "an audit entry":
            bench.panel.page = PanelModel.AuditPage;
            bench.answerHistory();
            bench.panel.history.audit.rows.select(1);
            break;
        case "no operations": bench.panel.page = PanelModel.LogsPage; break;
        default: bench.panel.page = PanelModel.SessionsPage;
        }
        root.open(data.width, data.height);
        const parts = part("historyParts");
        if (data.name.endsWith("audit entry")) {
            tryVerify(() => part("auditPage") !== null);
            part("auditPage").sheetOpen = true;
        } else if (data.name.endsWith("operations")) {
            bench.panel.history.operations.unfold(2);
            parts.toggleOperations();
        } else if (data.name.endsWith("leftovers")) {
            parts.showLeftovers();
        } else if (data.name.includes("past sessions")) {
            part("sessionsPage").showsPast = true;
            if (crowded)
                bench.answerWithCrowds();
            else if (data.name === "no past sessions")
                bench.emptyHistory();
            else if (data.name.endsWith("unread"))
                bench.failHistory();
            else
                bench.answerHistory();
        }
        root.verifyTidy(data.tag);
    }
}
