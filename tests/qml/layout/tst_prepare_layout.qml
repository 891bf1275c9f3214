import QtQuick
import QtTest
import Glovebox.Test
import Glovebox.App
import Glovebox.Ui

// The layout of what makes sandboxes ready; see tst_layout.qml.
LayoutCase {
    id: root

    name: "PrepareLayout"

    function test_panes_data() {
        return root.everyStory(["seeding", "seedFailed", "reserved", "guestRunner"]);
    }
    function test_panes(data) {
        bench.everything(true, false);
        bench.prepared();
        bench.panel.page = PanelModel.SandboxesPage;
        root.open(data.width, data.height);
        bench.panel.openSandbox(bench[data.name + "Sandbox"]);
        part("sandboxesPage").sheetOpen = true;
        root.verifyTidy(data.tag);
    }

    function test_dialogs_data() {
        return root.everyStory(["wizard 1", "wizard 2", "wizard 3", "wizard 4", "seedDialog", "reservationDialog", "startSessionDialog", "startSessionDialog done", "buildAgentDialog"]);
    }
    function test_dialogs(data) {
        bench.everything(true, false);
        bench.prepared();
        bench.panel.openSandbox(bench.seedFailedSandbox);
        root.open(data.width, data.height);
        const isWizard = data.name.startsWith("wizard");
        const dialog = Dialogs.of(window, isWizard ? "newSandboxDialog" : data.name.split(" ")[0]);
        switch (data.name) {
        case "seedDialog": dialog.showFiles(bench.seedFailedSandbox, [bench.seedFolder, bench.imageFile]); break;
        case "reservationDialog":
            dialog.show(bench.seedingSandbox);
            break;
        case "startSessionDialog":
        case "startSessionDialog done":
            dialog.show(bench.seedFailedSandbox);
            bench.panel.preparation.starting.agent = 0;
            if (data.name.endsWith("done")) {
                bench.panel.preparation.sendStart();
                bench.sessionStarted("sesn_01JD4Y3T8Z6Q1M9XWKRC5VBNHE", false);
            }
            break;
        default: dialog.show();
        }
        if (isWizard) {
            const form = bench.panel.newSandbox;
            form.seed.steps.addFiles([bench.seedFolder, bench.imageFile]);
            for (let kind = 0; kind < 4; ++kind)
                form.seed.steps.add(kind);
            form.seed.steps.setFirst(4, "git@host:app");
            form.seed.start = "npm start";
            form.reservation.forWhom = 2;
            form.reservation.match.setName(0, "team");
            dialog.go(Number(data.name.slice(-1)));
        }
        tryVerify(() => dialog.opened);
        wait(150);
        const faults = check.faults(dialog.contentItem);
        compare(faults.length, 0, data.tag + ": " + faults.slice(0, 3).join("; "));
        dialog.close();
    }
}
