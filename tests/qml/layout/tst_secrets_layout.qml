import QtQuick
import QtTest
import Glovebox.Test
import Glovebox.App
import Glovebox.Ui

// The layout of secrets of the gate; see tst_layout.qml.
LayoutCase {
    id: root

    name: "SecretsLayout"

    function test_page_data() {
        return root.everyStory(["empty", "list", "pane", "failed", "broken", "crowd", "sandbox crowd"]);
    }
    function test_page(data) {
        bench.everything(true, false);
        bench.egress();
        if (data.name !== "empty")
            bench.secrets(data.name === "failed" || data.name === "broken" ? data.name : "");
        bench.panel.page = PanelModel.EgressPage;
        bench.panel.secrets.shown = true;
        root.open(data.width, data.height);
        if (data.name === "sandbox crowd") {
            bench.secretCrowd();
            bench.panel.openSandbox("sbx-crowded");
            part("sandboxesPage").sheetOpen = true;
        }
        if (data.name === "crowd") {
            bench.secretCrowd();
            bench.panel.secrets.rows.select(0);
            part("secretsPage").sheetOpen = true;
        }
        if (data.name === "pane" || data.name === "failed") {
            bench.panel.secrets.rows.select(data.name === "pane" ? 1 : 3); // the one with long names
            part("secretsPage").sheetOpen = true;
        }
        root.verifyTidy(data.tag);
    }

    function test_dialogs_data() {
        return root.everyStory(["new", "mistakes", "refused", "change", "remove", "grant", "grant crowd", "grant nobody", "change crowd", "wizard", "wizard crowd"]);
    }
    function test_dialogs(data) {
        bench.everything(true, false);
        bench.egress();
        bench.secrets("");
        if (data.name.endsWith("crowd")) {
            bench.egressCrowd();
            bench.secretCrowd();
            bench.manySandboxes(1000);
        }
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
            Dialogs.of(window, "secretDialog").send();
            break;
        case "change": pages.changeSecret(); break;
        case "remove": Dialogs.of(window, "removeSecretDialog").show(); break;
        case "grant": Dialogs.of(window, "grantSecretDialog").show(); break;
        case "grant crowd":
            Dialogs.of(window, "grantSecretDialog").show();
            panel.candidates.select(panel.candidates.count - 1); // of no use to it
            break;
        case "grant nobody":
            Dialogs.of(window, "grantSecretDialog").show();
            findChild(window, "findSandbox").text = "a word that is in the name of none of all the sandboxes that run on this host";
            break;
        case "change crowd": pages.changeSecret(); break;
        case "wizard crowd":
            Dialogs.of(window, "newSandboxDialog").show();
            for (let i = 0; i < 32; ++i)
                bench.panel.newSandbox.secrets.toggle(i);
            break;
        default:
            Dialogs.of(window, "newSandboxDialog").show();
            bench.panel.newSandbox.secrets.toggle(0);
        }
        root.verifyTidy(data.tag);
    }
}
