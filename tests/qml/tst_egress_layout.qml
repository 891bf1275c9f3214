import QtQuick
import QtTest
import Glovebox.App
import Glovebox.Ui

// The layout of what sandboxes try to reach; see tst_layout.qml.
LayoutCase {
    id: root

    name: "EgressLayout"

    function test_page_data() {
        return root.everyStory(["empty", "list", "denied", "broken", "profiles"]);
    }
    function test_page(data) {
        bench.everything(true, false);
        if (data.name !== "empty")
            bench.egress();
        bench.panel.page = PanelModel.EgressPage;
        if (data.name === "broken")
            bench.egressFileBroken();
        root.open(data.width, data.height);
        if (data.name === "denied") {
            bench.panel.egress.testTarget = "https://a-very-long-name-of-a-host.in.some.deep.region.of.a.cloud.example";
            bench.panel.egress.rows.select(0);
            part("egressPage").sheetOpen = true;
        }
        if (data.name === "profiles") {
            bench.panel.egress.tab = 1;
            bench.answerHistory();
            bench.panel.egress.profiles.current = bench.panel.egress.profiles.names.indexOf("builds");
        }
        root.verifyTidy(data.tag);
    }
}
