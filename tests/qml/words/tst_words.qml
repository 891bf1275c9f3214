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

    WordCheck {
        id: words
    }

    function sizes() {
        return [{width: 1024, height: 700}, {width: 1440, height: 900}];
    }
    function verifyWords(what: string): void {
        wait(100);
        const found = words.unmarked(root.window.contentItem, root.foreign);
        for (const one of found)
            console.warn("UNMARKED " + what + ": " + one);
        compare(found.length, 0, what + ", not to be translated: " + found.slice(0, 5).join(" | "));
    }

    readonly property var foreign: []

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
        verifyWords(data.tag);
    }
}
