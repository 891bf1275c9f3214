import QtQuick
import QtTest
import Glovebox.Test
import Glovebox.App
import Glovebox.Theme
import Glovebox.Ui

// Through the whole window by Tab and back: header, rail, page, status bar; the focus is never lost, and nothing keeps it.
TestCase {
    id: root

    name: "TabOrder"
    when: windowShown

    property Bench bench: null
    property Main window: null
    property Desks desks: null

    readonly property int most: 400 // more steps than any page has stops

    Component {
        id: benches

        Bench {}
    }
    Component {
        id: deskses

        Desks {}
    }
    Component {
        id: windows

        Main {
            width: 1440
            height: 900
        }
    }

    function init() {
        Theme.reducedMotion = true;
        Theme.scheme = "dark";
        bench = benches.createObject(null);
        desks = deskses.createObject(null, {panel: bench.panel});
        window = windows.createObject(null, {panel: bench.panel});
        window.show();
        window.requestActivate();
        tryVerify(() => window.active);
        bench.everything(true, false);
        desks.host("good");
    }
    function cleanup() {
        window.destroy();
        wait(0);
        bench.destroy();
        desks.destroy();
    }
    // Of the window's four parts (and the banners between them), that which an item stands in.
    function partOf(item: Item): string {
        for (let at = item; at !== null; at = at.parent) {
            const type = at.toString();
            for (const name of ["HeaderBar", "BannerStack", "Rail", "PageKeys", "StatusBar"])
                if (type.startsWith(name + "_") || type.startsWith(name + "("))
                    return name;
        }
        return "";
    }
    function whereFocusIs(tag: string): string {
        const item = window.activeFocusItem;
        verify(item !== null && item !== window.contentItem, tag + ": the focus is nowhere");
        const part = partOf(item);
        verify(part !== "", tag + ": " + item + " is in no part of the window");
        verify(item.visible && item.enabled, tag + ": " + item + " cannot be seen or used");
        return part;
    }
    // The parts in the order in which they are passed, twice through the window; banners are only sometimes there.
    function walk(tag: string, key: int, modifiers: int): var {
        const passed = [whereFocusIs(tag)];
        for (let step = 0; step < most && passed.length < 9; ++step) {
            keyClick(key, modifiers);
            const part = whereFocusIs(tag + " step " + step);
            if (part !== "BannerStack" && passed[passed.length - 1] !== part)
                passed.push(part);
        }
        return passed;
    }

    function test_everyPage_data() {
        const pages = ["OverviewPage", "ApprovalsPage", "SessionsPage", "SessionPage", "QueuePage", "SandboxesPage", "SnapshotsPage", "DefinedPage", "TemplatesPage", "ImagesPage", "EgressPage", "LogsPage", "CostsPage", "AuditPage", "EnvironmentsPage", "DoctorPage", "SettingsPage"];
        return pages.map(page => ({tag: page, page: PanelModel[page]}));
    }
    function test_everyPage(data) {
        if (data.page === PanelModel.SessionPage)
            bench.panel.openSession(bench.runningSession);
        else
            bench.panel.page = data.page;
        bench.egress();
        bench.answerHistory(); // what has no rows yet has nothing to stand on
        wait(50);
        compare(whereFocusIs(data.tag), "PageKeys", data.tag); // a page that opens has the keyboard
        const forth = ["PageKeys", "StatusBar", "HeaderBar", "Rail"];
        compare(walk(data.tag, Qt.Key_Tab, Qt.NoModifier), [...forth, ...forth, forth[0]], data.tag + " forth");
        const back = ["PageKeys", "Rail", "HeaderBar", "StatusBar"];
        compare(walk(data.tag, Qt.Key_Backtab, Qt.ShiftModifier), [...back, ...back, back[0]], data.tag + " back");
    }
    function test_theFocusIsNotLostWithARowOrADialog() {
        bench.panel.openSandbox(bench.idleSandbox);
        keyClick(Qt.Key_Delete);
        const dialog = findChild(window, "destroyDialog");
        tryVerify(() => dialog.opened);
        keyClick(Qt.Key_Escape);
        tryVerify(() => !dialog.visible);
        compare(whereFocusIs("after a dialog"), "PageKeys");
        bench.sandboxIs(bench.idleSandbox, "gone");
        bench.advance(60); // its row is gone, too
        compare(whereFocusIs("after a row went"), "PageKeys");
    }
}
