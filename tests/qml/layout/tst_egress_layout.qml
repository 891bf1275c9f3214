import QtQuick
import QtTest
import Glovebox.Test
import Glovebox.App
import Glovebox.Ui

// The layout of what sandboxes try to reach; see tst_layout.qml.
LayoutCase {
    id: root

    name: "EgressLayout"

    function test_page_data() {
        return root.everyStory(["empty", "list", "denied", "broken", "profiles", "crowd", "crowd denied", "crowd profiles"]);
    }
    function test_page(data) {
        bench.everything(true, false);
        if (data.name !== "empty")
            bench.egress();
        if (data.name.startsWith("crowd"))
            bench.egressCrowd();
        bench.panel.page = PanelModel.EgressPage;
        if (data.name === "broken")
            bench.egressFileBroken();
        root.open(data.width, data.height);
        if (data.name === "denied") {
            bench.panel.egress.testTarget = "https://a-very-long-name-of-a-host.in.some.deep.region.of.a.cloud.example";
            bench.panel.egress.rows.select(0);
            part("egressPage").sheetOpen = true;
        }
        if (data.name === "crowd denied") {
            bench.panel.egress.testProfile = 1;
            bench.panel.egress.testTarget = "https://node-100.a-very-long-name-of-a-service.some.deep.region.of.a.cloud.example";
            bench.panel.egress.rows.select(0);
            part("egressPage").sheetOpen = true;
        }
        if (data.name === "crowd profiles") {
            bench.panel.egress.tab = 1;
            bench.panel.egress.profiles.current = 1;
        }
        if (data.name === "profiles") {
            bench.panel.egress.tab = 1;
            bench.answerHistory();
            bench.panel.egress.profiles.current = bench.panel.egress.profiles.names.indexOf("builds");
        }
        root.verifyTidy(data.tag);
    }
    function test_ports_data() {
        return root.everyStory(["none", "some", "refused"]);
    }
    function test_ports(data) {
        bench.everything(true, false);
        if (data.name !== "none")
            bench.egress();
        bench.panel.openSandbox(bench.idleSandbox);
        if (data.name === "refused")
            bench.denyAll("Its machine has no network port: it, or what it was restored from, was made before there were such ports.");
        root.open(data.width, data.height);
        Dialogs.of(window, "portsDialog").begin();
        if (data.name === "refused") {
            bench.panel.ports.openPort(8080, false);
            tryVerify(() => bench.panel.ports.refusal !== "");
        }
        root.verifyTidy(data.tag);
    }
}
