import QtQuick
import QtTest
import Glovebox.Test
import Glovebox.App
import Glovebox.Ui

TestCase {
    id: root

    name: "EgressPage"
    when: windowShown
    visible: true // what is tested stands in it
    width: 1200
    height: 700

    property Bench bench: null
    property PageKeys keys: null
    property EgressPage page: null

    LayoutCheck {
        id: check
    }
    Component {
        id: benches

        Bench {}
    }
    Component { // keys are the window's: a page alone has none
        id: holders

        PageKeys {}
    }
    Component {
        id: pages

        EgressPage {
            width: 1200
            height: 700
        }
    }

    function init() {
        bench = benches.createObject(null);
        bench.panel.page = PanelModel.EgressPage;
        keys = holders.createObject(root, {panel: bench.panel});
        page = pages.createObject(keys, {panel: bench.panel, roomForPane: true});
        page.forceActiveFocus();
    }
    function cleanup() {
        page.destroy();
        keys.destroy();
        wait(0);
        bench.destroy();
    }
    function fill(): void {
        bench.everything(true, false);
        bench.egress();
        tryVerify(() => rows().count === 11 && rows().itemAtIndex(10) !== null);
    }
    function part(name: string): Item {
        return findChild(page, name);
    }
    function press(item: Item): void {
        tryVerify(() => item.visible && item.width > 0 && check.settled(item));
        mouseClick(item);
    }
    function rows(): Item {
        return findChild(part("egressTable"), "rows");
    }
    function select(host: string): void {
        for (let row = 0; row < rows().count; ++row)
            if (rows().itemAtIndex(row).host === host)
                return bench.panel.egress.rows.select(row);
        fail("no row of " + host);
    }

    function test_nothingYet() {
        tryVerify(() => part("noEgress").visible);
        verify(!part("clearEgress").enabled);
    }

    function test_refusalsStandFirstAndAttemptsAreOneRowAHost() {
        fill();
        compare(rows().itemAtIndex(0).word, "Denied");
        compare(rows().itemAtIndex(0).host, "api.weather.example"); // of those the newest
        select("telemetry.vendor.example");
        compare(part("egressTarget").text, "telemetry.vendor.example:443");
        verify(part("egressReason").text.includes("does not allow telemetry.vendor.example"));
        compare(rows().itemAtIndex(rows().count - 1).word, "Allowed");
    }

    function test_aHostIsAllowedForItsSandboxAndThatIsTakenBack() {
        fill();
        select("api.weather.example");
        press(part("allowHost"));
        tryCompare(bench, "asked", ["egress " + bench.runningSandbox + " +api.weather.example port 443"]);
        tryVerify(() => part("egressUndo").visible);
        verify(part("egressUndo").text.includes("until it ends"));
        press(findChild(part("egressUndo"), "noteAction"));
        tryVerify(() => bench.asked.length === 2);
        compare(bench.asked[1], "egress " + bench.runningSandbox + " -api.weather.example port 443");
        tryVerify(() => !part("egressUndo").visible);
    }

    function test_aHostIsAllowedForEveryoneWithTheProfile() {
        fill();
        select("api.weather.example");
        const menu = part("allowMenu");
        press(part("allowWider"));
        tryVerify(() => menu.opened);
        const forAll = findChild(menu.contentItem, "allowForAll");
        verify(forAll.text.includes("builds") && forAll.enabled);
        compare(forAll.keys, "1 sandbox");
        forAll.triggered();
        menu.close();
        tryCompare(bench, "asked", ["profile builds +api.weather.example port 443"]);
        tryVerify(() => part("egressUndo").visible);
        verify(part("egressUndo").text.includes("Every sandbox with the profile builds"));
        press(findChild(part("egressUndo"), "noteAction"));
        tryVerify(() => bench.asked.length === 2);
        compare(bench.asked[1], "profile builds -api.weather.example port 443");
    }

    function test_aProfileThatEveryHostHasStaysAsItIs() {
        fill();
        select("paste.example");
        const menu = part("allowMenu");
        press(part("allowWider"));
        tryVerify(() => menu.opened);
        const forAll = findChild(menu.contentItem, "allowForAll");
        verify(!forAll.enabled && forAll.why.includes("Make one of your own"));
        verify(findChild(menu.contentItem, "allowForSandbox").enabled);
        menu.close();
        compare(bench.asked.length, 0);
    }

    function test_secretsThatWereUsedAndMisusedAreNamed() {
        fill();
        select("paste.example");
        const facts = bench.panel.egress.facts;
        const values = [];
        for (let row = 0; row < facts.rowCount(); ++row)
            values.push(facts.data(facts.index(row, 0), Qt.UserRole + 1) + ": " + facts.data(facts.index(row, 0), Qt.UserRole + 2));
        verify(values.includes("Misused: registry-token"), values.join("; "));
        verify(part("egressReason").text.includes("placeholder"));
        let spoken = "";
        for (let row = 0; row < rows().count; ++row)
            if (rows().itemAtIndex(row).host === "registry.packages.example.org")
                spoken = rows().itemAtIndex(row).why;
        verify(spoken.startsWith("with registry-token"), spoken);
    }

    function test_profilesShowWhatTheirRulesDecided() {
        fill();
        press(findChild(part("egressTabs"), "tab1"));
        tryVerify(() => part("egressProfiles").visible);
        verify(!part("egressTable").visible && !part("filter").visible);
        tryVerify(() => bench.questions() === 1);
        const profiles = bench.panel.egress.profiles;
        profiles.current = profiles.names.indexOf("builds");
        const lines = part("ruleLines");
        tryCompare(lines, "count", 3);
        compare(part("unusedText").visible, false); // not known yet
        bench.answerHistory();
        tryVerify(() => part("unusedText").visible);
        compare(part("unusedText").text, "2 of 3 rules decided nothing in the last 30 days");
        tryVerify(() => lines.itemAtIndex(2) !== null);
        verify(lines.itemAtIndex(0).uses.startsWith("212 times"));
        compare(lines.itemAtIndex(1).uses, "not used in 30 days");
        verify(lines.itemAtIndex(2).added && lines.itemAtIndex(2).unused);
        verify(part("profileDetail").text.includes("1 rule added here"));
        press(findChild(lines.itemAtIndex(2), "takeBack2"));
        tryVerify(() => bench.asked.includes("profile builds -registry.example.org port 443"));
        tryVerify(() => part("egressUndo").visible);
        keyClick(Qt.Key_F5);
        tryVerify(() => bench.questions() === 1);
        bench.failHistory();
        tryVerify(() => part("usesProblem").visible);
        profiles.current = profiles.names.indexOf("none");
        tryVerify(() => part("noRules").visible);
    }

    function test_theLedgerIsExportedAsFiltered() {
        fill();
        let wanted = [];
        page.exportRequested.connect((json, text) => wanted.push(json, text));
        part("filter").text = "weather";
        const menu = part("exportMenu");
        press(part("exportEgress"));
        tryVerify(() => menu.opened);
        findChild(menu.contentItem, "exportJson").triggered();
        menu.close();
        compare(wanted, [true, "weather"]);
        page.forceActiveFocus();
        keyClick(Qt.Key_E, Qt.ControlModifier);
        compare(wanted, [true, "weather", false, "weather"]);
    }

    function test_whatIsAllowedCanBeDenied() {
        fill();
        select("npm.packages.example.org");
        verify(!part("allowHost").visible);
        press(part("denyHost"));
        tryCompare(bench, "asked", ["egress " + bench.runningSandbox + " +not npm.packages.example.org port 443"]);
    }

    function test_aNameThatWasOnlyAskedForIsAllowedOnTheUsualPorts() {
        fill();
        select("crash-reports.example");
        press(part("allowHost"));
        tryCompare(bench, "asked", ["egress " + bench.runningSandbox + " +crash-reports.example"]);
    }

    function test_aProfileIsAskedAboutAnAddress() {
        fill();
        const egress = bench.panel.egress;
        egress.testProfile = egress.profileNames.indexOf("packages");
        const field = part("testTarget").field;
        field.forceActiveFocus();
        tryVerify(() => field.activeFocus);
        for (const c of "mirror.example.org")
            keyClick(c);
        tryVerify(() => part("testAnswer").visible);
        verify(part("testAnswer").text.startsWith("Allowed by"));
        egress.testTarget = "https://api.weather.example/v1?x=1";
        verify(part("testAnswer").text.includes("does not allow api.weather.example port 443"));
        egress.testTarget = "mirror.example.org:http";
        verify(part("testAnswer").text.includes("example.org:443"));
    }

    function test_whatHoldsForAllIsSaid() {
        fill();
        bench.egressFileBroken();
        tryVerify(() => part("egressFileProblem").visible && part("egressCeiling").visible);
        verify(part("egressFileProblem").text.includes("line 12"));
    }

    function test_theFilterFindsHostsAndRules() {
        fill();
        keyClick("/");
        tryVerify(() => part("filter").activeFocus);
        for (const c of "weather")
            keyClick(c);
        tryCompare(rows(), "count", 1);
        keyClick("x");
        tryVerify(() => part("nothingMatches").visible);
    }

    function test_clearingIsForThisPageAlone() {
        fill();
        press(part("clearEgress"));
        tryVerify(() => part("noEgress").visible);
        compare(bench.asked.length, 0);
    }
}
