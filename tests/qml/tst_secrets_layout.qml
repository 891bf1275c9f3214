import QtQuick
import QtTest
import Glovebox.App
import Glovebox.Ui

// The layout of secrets of the gate; see tst_layout.qml.
LayoutCase {
    id: root

    name: "SecretsLayout"

    function test_page_data() {
        return root.everyStory(["empty", "list", "pane", "failed", "broken"]);
    }
    function test_page(data) {
        bench.everything(true, false);
        bench.egress();
        if (data.name !== "empty")
            bench.secrets(data.name === "failed" || data.name === "broken" ? data.name : "");
        bench.panel.page = PanelModel.EgressPage;
        bench.panel.secrets.shown = true;
        root.open(data.width, data.height);
        if (data.name === "pane" || data.name === "failed") {
            bench.panel.secrets.rows.select(data.name === "pane" ? 1 : 3); // the one with long names
            part("secretsPage").sheetOpen = true;
        }
        root.verifyTidy(data.tag);
    }

    function test_dialogs_data() {
        return root.everyStory(["new", "mistakes", "refused", "change", "remove", "grant", "wizard"]);
    }
    function test_dialogs(data) {
        bench.everything(true, false);
        bench.egress();
        bench.secrets("");
        const panel = bench.panel.secrets;
        bench.panel.page = PanelModel.EgressPage;
        panel.shown = true;
        root.open(data.width, data.height);
        panel.rows.select(0);
        const pages = part("egressPages");
        switch (data.name) {
        case "new": pages.newSecret(); break;
        case "mistakes":
            pages.newSecret();
            panel.form.name = "Weather API";
            panel.form.hosts = "https://api.weather.example/v1";
            panel.form.kind = SecretForm.Custom;
            panel.form.header = "Content-Length";
            panel.form.text = "token";
            panel.form.variable = "WEATHER-API";
            panel.form.setValue("short");
            break;
        case "refused":
            pages.changeSecret();
            bench.denyAll("No secret can be kept or removed: the keyring has no key of the gate's secrets any more.");
            findChild(window, "secretDialog").send();
            break;
        case "change": pages.changeSecret(); break;
        case "remove": findChild(window, "removeSecretDialog").show(); break;
        case "grant": findChild(window, "grantSecretDialog").show(); break;
        default:
            findChild(window, "newSandboxDialog").show();
            bench.panel.newSandbox.secrets.toggle(0);
        }
        root.verifyTidy(data.tag);
    }
}
