import QtQuick
import QtTest
import Glovebox.Test
import Glovebox.App
import Glovebox.Theme
import Glovebox.Ui

// The Host doctor: what is wrong with this host and what to do; looking again; the support bundle.
TestCase {
    id: root

    name: "DoctorPage"
    when: windowShown

    property Bench bench: null
    property Desks desks: null
    property Main window: null

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
    LayoutCheck {
        id: check
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
        desks.host("failed");
    }
    function cleanup() {
        window.destroy();
        wait(0);
        bench.destroy();
        wait(0);
        desks.destroy();
    }
    function part(name: string): var {
        return findChild(window.contentItem, name);
    }
    function press(owner: var, name: string): void {
        tryVerify(() => findChild(owner, name) !== null && findChild(owner, name).visible && check.settled(findChild(owner, name)));
        mouseClick(findChild(owner, name));
    }
    function open(): void {
        keyClick(Qt.Key_G);
        keyClick(Qt.Key_H);
        tryVerify(() => part("doctorPage") !== null && part("doctorPage").visible);
    }

    function test_itsKeysLeadThereAndItLooksByItself() {
        open();
        compare(desks.askedOfHost.length, 1);
        compare(desks.askedOfHost[0], "all");
        compare(part("doctorSummary").text, "This host cannot run sandboxes yet: mend what failed.");
        compare(part("railDoctor").badge, 1);
    }
    function test_theCommandThatMendsIsCopied() {
        open();
        press(part("check-qemu"), "copyFix");
        compare(desks.clipboard(), "sudo apt-get install --no-install-recommends qemu-system-x86 qemu-utils");
    }
    function test_oneIsLookedAtAgain() {
        open();
        desks.host("good");
        press(part("check-qemu"), "checkAgain");
        compare(desks.askedOfHost[1], "qemu");
        tryCompare(part("railDoctor"), "badge", 0);
        verify(!findChild(part("check-qemu"), "copyFix").visible);
    }
    function test_allAreLookedAtAgainAndItCanBeStopped() {
        open();
        desks.holdHost(true);
        keyClick(Qt.Key_F5);
        tryVerify(() => part("cancelChecks").visible && !part("checkAll").visible);
        press(part("doctorPage"), "cancelChecks");
        tryVerify(() => part("checkAll").visible);
        compare(part("railDoctor").badge, 1);
    }
    function test_theBundleIsListedAndAskedAbout() {
        open();
        keyClick(Qt.Key_E, Qt.ControlModifier);
        const dialog = Dialogs.of(window, "supportDialog");
        tryVerify(() => dialog.opened);
        verify(dialog.fileExport.note.includes("No key"));
        verify(dialog.fileExport.target.includes("glovebox-support-"));
        dialog.close();
    }
    function test_whySandboxesAreEmulatedLeadsThere() {
        Dialogs.of(window, "whyEmulatedDialog").ask();
        Dialogs.of(window, "whyEmulatedDialog").accepted();
        compare(bench.panel.page, PanelModel.DoctorPage);
    }
}
