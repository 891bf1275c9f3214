import QtQuick
import QtTest
import Glovebox.Test
import Glovebox.App
import Glovebox.Theme
import Glovebox.Ui

// The Settings page: what is chosen there shows at once in the whole window, by mouse and by keyboard.
TestCase {
    id: root

    name: "SettingsPage"
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
        Theme.alwaysStill = true;
        bench = benches.createObject(null);
        desks = deskses.createObject(null, {panel: bench.panel});
        window = windows.createObject(null, {panel: bench.panel});
        window.show();
        window.requestActivate();
        tryVerify(() => window.active);
        bench.everything(true, false);
        bench.hostSettings();
    }
    function cleanup() {
        window.destroy();
        wait(0);
        bench.destroy();
        wait(0);
        desks.destroy();
        Theme.alwaysStill = false;
        Theme.scheme = "dark";
        Theme.textScale = 1;
        Theme.density = 1;
    }
    function part(name: string): var {
        return findChild(window.contentItem, name);
    }
    function open(section: int): void {
        bench.panel.settings.section = section;
        bench.panel.page = PanelModel.SettingsPage;
        tryVerify(() => part("settingsPage") !== null);
    }
    function click(item: Item): void {
        verify(item !== null);
        tryVerify(() => check.settled(item));
        mouseClick(item);
    }

    function test_aKeyAndTheRailOpenIt() {
        keySequence("Ctrl+,");
        tryVerify(() => bench.panel.page === PanelModel.SettingsPage);
        bench.panel.page = PanelModel.SessionsPage;
        click(part("railSettings"));
        compare(bench.panel.page, PanelModel.SettingsPage);
        tryVerify(() => part("settingsTabs") !== null);
        click(findChild(part("settingsTabs"), "tab3"));
        tryVerify(() => part("hostSettings") !== null);
    }

    function test_themeTextSizeAndDensityShowAtOnce() {
        open(PanelSettings.Appearance);
        const dark = Theme.surfaceWindow;
        const look = part("lookChoice");
        look.forceActiveFocus();
        keyClick(Qt.Key_Down); // dark
        keyClick(Qt.Key_Down); // light
        compare(bench.panel.settings.scheme, "light");
        compare(Theme.scheme, "light");
        compare(window.color, Theme.surfaceWindow);
        verify(window.color.hslLightness > 0.8);
        const tall = part("railSettings").height, rail = part("railSettings").width;
        part("textScaleChoice").forceActiveFocus();
        for (let i = 0; i < 5; ++i)
            keyClick(Qt.Key_Down);
        compare(Theme.textScale, 2);
        compare(look.height, 64);
        compare(look.font.pixelSize, 26);
        verify(window.narrow); // 1440 at 200 % is as 720
        part("textScaleChoice").forceActiveFocus();
        for (let i = 0; i < 5; ++i)
            keyClick(Qt.Key_Up);
        compare(Theme.textScale, 1);
        click(findChild(part("densityChoice"), "segment2"));
        compare(Theme.controlHeight, 40);
        compare(Theme.rowHeight, 44);
        click(findChild(part("densityChoice"), "segment0"));
        compare(Theme.rowHeight, 28);
    }

    function test_motionAndTimes() {
        open(PanelSettings.Appearance);
        Theme.alwaysStill = false;
        Theme.systemStill = false;
        click(findChild(part("motionChoice"), "segment1"));
        verify(Theme.reducedMotion);
        compare(Theme.fadeMs, 0);
        click(findChild(part("motionChoice"), "segment2"));
        verify(!Theme.reducedMotion);
        click(findChild(part("timesChoice"), "segment1"));
        compare(bench.panel.settings.times, 1);
    }

    function test_aKeyIsChangedRefusedAndGivenBack() {
        open(PanelSettings.Keyboard);
        const row = () => findChild(part("allKeys"), "keyRow-go.overview");
        tryVerify(() => part("allKeys") !== null);
        const list = findChild(part("allKeys"), "keyRows");
        list.positionViewAtIndex(13, ListView.Center);
        tryVerify(() => row() !== null);
        click(findChild(row(), "changeKey"));
        keyClick(Qt.Key_K, Qt.ControlModifier); // the palette's
        tryVerify(() => part("keySettingProblem").visible);
        verify(part("keySettingProblem").text.includes("Search, or do something"));
        keyClick(Qt.Key_F8);
        compare(bench.panel.registry.find("go.overview").keysText, "F8");
        click(part("resetKeys"));
        compare(bench.panel.registry.find("go.overview").keysText, "G O");
        verify(!part("resetKeys").enabled);
    }

    function test_lettersAreOneSwitch() {
        open(PanelSettings.Keyboard);
        verify(bench.panel.registry.letters);
        click(part("lettersSetting"));
        verify(!bench.panel.registry.letters);
        bench.panel.registry.trigger("setting.letters");
        tryVerify(() => part("lettersSetting").checked);
    }

    function test_thisHostSaysWhereAValueComesFrom() {
        open(PanelSettings.ThisHost);
        const list = part("hostSettings");
        compare(list.count, bench.panel.settings.host.length);
        tryVerify(() => list.itemAtIndex(2) !== null);
        compare(list.itemAtIndex(2).Accessible.name, "--capacity, 6, command line, sandboxes at a time");
        click(findChild(part("settingsFile"), "copyLine"));
        compare(bench.clipboard, bench.panel.settings.file);
    }

    function test_notificationsSayWhoShowsThemAndShowATest() {
        open(PanelSettings.Notifications);
        tryVerify(() => part("noticesState") !== null);
        verify(part("noticesState").text.includes("Nothing on this desktop"));
        verify(!findChild(part("noticesState"), "noteAction").visible);
        desks.notifier("portal");
        tryVerify(() => findChild(part("noticesState"), "noteAction").visible);
        verify(part("noticesState").text.includes("portal"));
        click(findChild(part("noticesState"), "noteAction"));
        compare(desks.notices, ["Glovebox can notify you"]);
        part("notifyQuiet").forceActiveFocus();
        keyClick(Qt.Key_Space);
        verify(bench.panel.settings.quiet);
        bench.panel.registry.trigger("setting.quiet");
        tryVerify(() => !part("notifyQuiet").checked);
    }

    function test_mutedSessionsAreHeardAgain() {
        open(PanelSettings.Notifications);
        tryVerify(() => part("mutedSessions") !== null);
        verify(!part("mutedSessions").visible);
        desks.mute(bench.runningSession);
        tryVerify(() => part("mutedSessions").visible);
        click(findChild(part("mutedSessions"), "noteAction"));
        tryVerify(() => !part("mutedSessions").visible);
    }

    function test_theTraySwitchActsOnlyWhereThereIsATray() {
        open(PanelSettings.Notifications);
        tryVerify(() => part("keepInTray") !== null);
        verify(!part("keepInTray").enabled);
        verify(part("noTray").visible);
        desks.tray(true);
        tryVerify(() => part("keepInTray").enabled);
        click(part("keepInTray"));
        verify(bench.panel.settings.keepInTray);
        window.close();
        tryVerify(() => !window.visible);
        verify(!bench.panel.quit.asking);
        desks.tray(false); // nothing leads back: the program lets it come forward
        verify(!bench.panel.desktop.hidesMain());
    }

    function test_privacyNamesWhomTheProgramReaches() {
        open(PanelSettings.Privacy);
        const list = part("outboundHosts");
        tryVerify(() => list.count === bench.panel.environments.rowCount() + 2);
        tryVerify(() => list.itemAtIndex(0) !== null);
        verify(list.itemAtIndex(0).Accessible.name.includes("Control plane of"));
    }
}
