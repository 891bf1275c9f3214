import QtQuick
import QtTest
import Glovebox.Test
import Glovebox.App
import Glovebox.Ui

TestCase {
    id: root

    name: "EnvironmentsPage"
    when: windowShown
    visible: true // what is tested stands in it
    width: 1200
    height: 900

    property Bench bench: null
    property EnvironmentsPage page: null

    Component {
        id: benches

        Bench {}
    }
    Component {
        id: pages

        EnvironmentsPage {
            width: 1200
            height: 900
        }
    }

    function init() {
        bench = benches.createObject(null);
        page = pages.createObject(root, {panel: bench.panel});
        page.forceActiveFocus();
    }
    function cleanup() {
        page.destroy();
        wait(0);
        bench.destroy();
    }
    function collect(item: Item, found: var): var {
        if (item.objectName === "environmentCard")
            found.push(item);
        for (let i = 0; i < item.children.length; ++i)
            collect(item.children[i], found);
        return found;
    }
    function card(name: string): Item {
        return collect(page, []).find(one => one.name === name) ?? null;
    }
    // At its place: right of the middle, and below what stands above it.
    function laidOut(item: Item, below: int): bool {
        return item !== null && item.visible && item.width > 0 && item.mapToItem(page, 0, 0).x > 600
               && item.mapToItem(page, 0, 0).y > below;
    }

    function test_eachEnvironmentIsPausedByItself() {
        bench.everything(true, false);
        bench.severalEnvironments();
        tryVerify(() => card("staging") !== null && laidOut(findChild(card("staging"), "resume"), 200));
        verify(!findChild(card("staging"), "pause").visible);
        verify(!findChild(card("prod-eu"), "resume").visible);
        tryVerify(() => laidOut(findChild(card("prod-eu"), "pause"), 40));
        mouseClick(findChild(card("prod-eu"), "pause"));
        verify(bench.asked[0].startsWith("pause " + card("prod-eu").environmentId));
        tryVerify(() => findChild(card("prod-eu"), "requested").visible);
        verify(findChild(card("staging"), "resume").visible);
        tryVerify(() => findChild(card("staging"), "resume").width > 0);
        mouseClick(findChild(card("staging"), "resume"));
        compare(bench.asked[1], "resume " + card("staging").environmentId);
    }
    function test_eachSaysItsKeysAndItsTrouble() {
        bench.everything(true, false);
        bench.severalEnvironments();
        tryVerify(() => card("staging") !== null);
        compare(findChild(card("prod-eu"), "operatorKey").value, "in place");
        compare(findChild(card("staging"), "operatorKey").value, "missing");
        verify(findChild(card("eval-lab"), "environmentProblem").visible);
        verify(!findChild(card("prod-eu"), "environmentProblem").visible);
    }
    function test_theQueueIsReadOnDemand() {
        bench.everything(true, false);
        tryVerify(() => card("prod-eu") !== null && laidOut(findChild(card("prod-eu"), "read"), 40));
        mouseClick(findChild(card("prod-eu"), "read"));
        verify(bench.asked[0].startsWith("refresh env_"));
        tryVerify(() => !findChild(card("prod-eu"), "read").enabled);
    }
    function test_theWebhookSwitchMovesWhenTheEngineSaysSo() {
        bench.everything(true, false);
        bench.webhook(true, false);
        const toggle = findChild(page, "webhookSwitch");
        tryVerify(() => laidOut(toggle, 200) && toggle.enabled);
        mouseClick(toggle);
        compare(bench.asked[0], "listen");
        verify(!toggle.on);
        verify(!toggle.enabled);
        bench.webhook(true, true);
        tryVerify(() => toggle.on && toggle.enabled);
        compare(findChild(page, "webhookAddress").text, "http://[::]:8466/webhooks");
    }
    function test_withoutASigningKeyTheSwitchIsOffAndSaysWhy() {
        bench.everything(true, false);
        bench.webhook(false, false);
        const toggle = findChild(page, "webhookSwitch");
        tryVerify(() => laidOut(toggle, 200));
        verify(!toggle.enabled);
        verify(findChild(page, "webhookWhyNot").text.includes("signing key"));
        mouseClick(toggle);
        compare(bench.asked.length, 0);
    }
    function test_theKeyboardReachesEveryButtonAndScrolls() {
        bench.everything(true, false);
        bench.severalEnvironments();
        page.height = 400;
        const scroll = findChild(page, "environmentsScroll");
        tryVerify(() => scroll.contentHeight > scroll.height);
        scroll.forceActiveFocus();
        keyClick(Qt.Key_Down);
        verify(scroll.contentY > 0);
    }
}
