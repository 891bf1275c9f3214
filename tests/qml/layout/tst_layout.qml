import QtQuick
import QtTest
import Glovebox.Test
import Glovebox.App
import Glovebox.Theme
import Glovebox.Ui

// Every page and dialog at the sizes that people have: nothing is cut short that is not meant to be, nothing lies over
// anything else. What is meant is said in the item itself (`mayElide`, `floats`).
LayoutCase {
    id: root

    name: "Layout"

    Component { // what the check must see
        id: badOnes

        Item {
            width: 200
            height: 100

            Text {
                width: 40
                text: "much too long for forty pixels"
                elide: Text.ElideRight
            }
            Text {
                y: 40
                text: "one over"
            }
            Text {
                x: 20
                y: 42
                text: "the other"
            }
            Text {
                y: 80
                x: 150
                text: "over the edge of it all"
            }
        }
    }

    function test_theCheckSeesWhatIsWrong() {
        const bad = badOnes.createObject(null);
        const faults = check.faults(bad);
        compare(faults.length, 3);
        verify(faults[0].includes("is cut short"));
        verify(faults[1].includes("goes over the edge"));
        verify(faults[2].includes("lie over each other"));
        bad.destroy();
    }

    function test_pagesWithData_data() {
        return root.everyStory(["ApprovalsPage", "SessionsPage", "QueuePage", "SandboxesPage", "SnapshotsPage", "TemplatesPage", "LogsPage", "CostsPage", "AuditPage", "EnvironmentsPage"]);
    }
    function test_pagesWithData(data) {
        bench.everything(true, false);
        bench.budgets();
        bench.panel.page = PanelModel[data.name];
        bench.answerHistory();
        root.open(data.width, data.height);
        root.verifyTidy(data.tag);
    }

    function test_pagesInTrouble_data() {
        return root.everyStory(["ApprovalsPage", "SessionsPage", "QueuePage", "SandboxesPage", "SnapshotsPage", "TemplatesPage", "CostsPage", "AuditPage", "EnvironmentsPage"]);
    }
    function test_pagesInTrouble(data) { // no acceleration, demo banner, several environments, one out of reach, no key
        bench.everything(false, true);
        bench.severalEnvironments();
        bench.withoutKey();
        bench.leftovers(true);
        bench.recovery();
        bench.panel.page = PanelModel[data.name];
        bench.failHistory();
        root.open(data.width, data.height);
        root.verifyTidy(data.tag);
    }

    function test_emptyPages_data() {
        return root.everyStory(["ApprovalsPage", "SessionsPage", "QueuePage", "SandboxesPage", "SnapshotsPage", "TemplatesPage", "LogsPage", "CostsPage", "AuditPage", "EnvironmentsPage"]);
    }
    function test_emptyPages(data) {
        bench.hostOnly();
        bench.environment("polling");
        bench.panel.page = PanelModel[data.name];
        bench.emptyHistory();
        root.open(data.width, data.height);
        root.verifyTidy(data.tag);
    }

    function test_firstTime_data() {
        return root.everyStory(["first time"]);
    }
    function test_firstTime(data) {
        bench.hostOnly();
        bench.offerDemo();
        root.open(data.width, data.height);
        root.verifyTidy(data.tag);
    }

    function test_sessionsInDetail_data() {
        return root.everyStory(["runningSession", "approvalSession", "failedSession", "teamSession", "outputsSession", "longSession", "timelineSession"]);
    }
    function test_sessionsInDetail(data) {
        bench.everything(true, false);
        bench.timeline();
        bench.panel.openSession(bench[data.name]);
        root.open(data.width, data.height);
        tryVerify(() => part("sessionPage") !== null);
        root.verifyTidy(data.tag);
        if (data.width < 1280)
            part("sessionPage").sheetOpen = true;
        for (let tab = 0; tab < 4; ++tab) {
            tryVerify(() => part("sessionTabs") !== null);
            part("sessionTabs").current = tab;
            root.verifyTidy(data.tag + ", tab " + tab);
        }
        bench.panel.session.select(bench.panel.session.transcript.count - 1);
        root.verifyTidy(data.tag + ", its last entry");
    }

    function test_thingsSelected_data() {
        return root.everyStory(["approval", "a long approval", "approvals to deny", "a thread's approval", "a work item", "a sandbox", "a failed sandbox", "a kept sandbox", "a paused sandbox", "an idle sandbox", "a refused pause", "a template", "a building template", "a failed template", "a snapshot", "a snapshot being taken", "a failed snapshot", "a hibernated sandbox", "a forked sandbox", "a queued sandbox", "an ended sandbox", "a result", "a full disk", "several sandboxes", "several snapshots", "a poor host", "a late sandbox", "an undo", "view only"]);
    }
    function test_thingsSelected(data) {
        bench.everything(true, false);
        bench.moreApprovals();
        switch (data.name) {
        case "approval": bench.panel.nextApproval(); break;
        case "a long approval": bench.panel.nextApproval(); bench.panel.approvals.moveSelection(2); break;
        case "a thread's approval": bench.panel.nextApproval(); bench.panel.approvals.moveSelection(1); break;
        case "approvals to deny":
            bench.panel.nextApproval();
            bench.panel.markApproval(bench.panel.approval.call, true);
            break;
        case "a work item": bench.panel.page = PanelModel.QueuePage; bench.panel.work.select(1); break;
        case "a sandbox": bench.panel.openSandbox(bench.runningSandbox); break;
        case "a failed sandbox": bench.panel.openSandbox(bench.failedSandbox); break;
        case "a kept sandbox": bench.panel.openSandbox(bench.keptSandbox); break;
        case "a paused sandbox": bench.panel.openSandbox(bench.pausedSandbox); break;
        case "an idle sandbox": bench.panel.openSandbox(bench.idleSandbox); break;
        case "a late sandbox":
            bench.panel.openSandbox("sbx-c0r5wj");
            bench.advance(600);
            break;
        case "an undo":
            bench.panel.openSandbox(bench.idleSandbox);
            bench.panel.actions.pauseSandbox(bench.idleSandbox);
            bench.sandboxIs(bench.idleSandbox, "paused");
            break;
        case "view only":
            bench.panel.settings.viewOnly = true;
            bench.panel.openSandbox(bench.idleSandbox);
            break;
        case "a refused pause":
            bench.denyAll("A tool runs in it: bash. Wait for its end, or cancel the call.");
            bench.panel.openSandbox(bench.idleSandbox);
            bench.panel.actions.pauseSandbox(bench.idleSandbox);
            break;
        case "a snapshot": bench.panel.openSnapshot(bench.leafSnapshot); break;
        case "a snapshot being taken": bench.panel.openSnapshot(bench.takenSnapshot); break;
        case "a failed snapshot": bench.panel.openSnapshot(bench.failedSnapshot); break;
        case "a hibernated sandbox": bench.panel.openSandbox(bench.hibernatedSandbox); break;
        case "a forked sandbox": bench.panel.openSandbox(bench.forkedSandbox); break;
        case "a queued sandbox": bench.panel.openSandbox("sbx-z7p1fa"); break;
        case "an ended sandbox":
            bench.panel.page = PanelModel.SandboxesPage;
            bench.panel.ended.select(0);
            break;
        case "a result":
            bench.panel.page = PanelModel.SandboxesPage;
            bench.panel.actions.markSandbox(bench.idleSandbox, true);
            bench.panel.actions.markSandbox(bench.runningSandbox, true);
            bench.panel.actions.pauseMarked();
            break;
        case "a full disk":
            bench.fullDisk();
            bench.panel.page = PanelModel.SandboxesPage;
            break;
        case "several sandboxes":
            bench.panel.page = PanelModel.SandboxesPage;
            bench.panel.actions.markSandbox(bench.idleSandbox, true);
            bench.panel.actions.markSandbox(bench.pausedSandbox, true);
            break;
        case "several snapshots":
            bench.panel.page = PanelModel.SnapshotsPage;
            bench.panel.actions.toggleSnapshot(bench.leafSnapshot);
            bench.panel.actions.toggleSnapshot(bench.failedSnapshot);
            break;
        case "a poor host":
            bench.poorHost();
            bench.panel.page = PanelModel.SnapshotsPage;
            break;
        case "a template": bench.panel.openTemplate(bench.readyTemplate); break;
        case "a building template": bench.panel.openTemplate(bench.buildingTemplate); break;
        case "a failed template": bench.panel.openTemplate(bench.failedTemplate); break;
        }
        root.open(data.width, data.height);
        if (data.name === "an ended sandbox")
            part("sandboxesPage").ended = true;
        for (const name of ["sandboxesPage", "queuePage", "snapshotsPage", "templatesPage"]) {
            const page = part(name);
            if (page !== null && page.visible)
                page.sheetOpen = true;
        }
        root.verifyTidy(data.tag);
    }

    function test_dialogs_data() {
        return root.everyStory(["destroyDialog", "repairDialog", "newSandboxDialog", "exportDialog", "whyEmulatedDialog", "bulkDenyDialog", "quitDialog", "snapshotDialog", "forkDialog", "ladderDialog", "templateLadderDialog", "keepAwakeDialog", "renameDialog", "newSandboxDialog with more", "restoreDialog", "deleteSnapshotsDialog", "destroyMarkedDialog", "deleteTemplateDialog", "budgetsDialog", "budgetsDialog crowded", "fileExportDialog", "logExportDialog", "goToDialog", "recoveryDialog", "recoveryDialog crowded", "removeLeftoverDialog"]);
    }
    function test_dialogs(data) {
        bench.everything(true, false);
        bench.moreApprovals();
        bench.panel.openSandbox(bench.runningSandbox);
        bench.panel.work.select(1);
        root.open(data.width, data.height);
        const dialog = Dialogs.of(window, data.name === "templateLadderDialog" ? "ladderDialog" : data.name.split(" ")[0]);
        switch (data.name) {
        case "newSandboxDialog":
        case "deleteTemplateDialog": dialog.show(); break;
        case "snapshotDialog":
        case "keepAwakeDialog": dialog.begin(); break;
        case "ladderDialog":
            dialog.begin(false);
            bench.panel.actions.ladder.destroyStep.current = 10; // one's own
            break;
        case "templateLadderDialog":
            bench.panel.openTemplate(bench.failedTemplate);
            dialog.begin(true);
            break;
        case "renameDialog":
            bench.panel.openSnapshot(bench.leafSnapshot);
            dialog.begin();
            break;
        case "newSandboxDialog with more":
            dialog.show();
            dialog.more = true;
            bench.panel.newSandbox.ladder.byDefault = false;
            break;
        case "forkDialog":
            bench.panel.openSnapshot(bench.leafSnapshot);
            dialog.begin(true);
            break;
        case "restoreDialog":
            bench.panel.openSnapshot(bench.leafSnapshot);
            dialog.begin();
            break;
        case "deleteSnapshotsDialog":
            bench.panel.actions.prepareDeletion([bench.firstSnapshot, bench.failedSnapshot, bench.leafSnapshot]);
            dialog.show();
            break;
        case "destroyMarkedDialog":
            bench.panel.actions.markSandbox(bench.idleSandbox, true);
            bench.panel.actions.markSandbox(bench.runningSandbox, true);
            dialog.show();
            break;
        case "exportDialog":
            bench.panel.openSession(bench.outputsSession);
            bench.panel.prepareExport();
            dialog.show();
            break;
        case "bulkDenyDialog":
            bench.panel.nextApproval();
            bench.panel.prepareDenialOfSession(bench.approvalSession);
            break;
        case "budgetsDialog":
            bench.budgets();
            part("historyParts").editBudgets();
            bench.panel.history.budgets.form.add();
            break;
        case "budgetsDialog crowded":
            bench.crowd();
            part("historyParts").editBudgets();
            break;
        case "recoveryDialog crowded":
            bench.crowd();
            part("historyParts").showRecovery();
            break;
        case "fileExportDialog": part("historyParts").exportCosts(); break;
        case "recoveryDialog":
            bench.recovery();
            part("historyParts").showRecovery();
            break;
        case "removeLeftoverDialog": dialog.begin("layer-9", "Disk layer", "snapshots/layers/2f9c1e77-a-long-name-of-a-layer.qcow2", "1.4 GiB"); break;
        case "logExportDialog":
            bench.panel.page = PanelModel.LogsPage;
            tryVerify(() => bench.panel.log.total > 0);
            part("logsPage").beginExport();
            break;
        case "goToDialog":
            bench.panel.page = PanelModel.LogsPage;
            dialog.show();
            break;
        case "quitDialog": bench.panel.quit.requestClose(); break;
        default: dialog.ask();
        }
        tryVerify(() => dialog.opened);
        wait(150);
        const faults = check.faults(dialog.contentItem);
        compare(faults.length, 0, data.tag + ": " + faults.slice(0, 3).join("; "));
        dialog.close();
    }
}
