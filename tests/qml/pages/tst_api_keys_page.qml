import QtQuick
import QtTest
import Glovebox.Test
import Glovebox.App
import Glovebox.Theme
import Glovebox.Ui

// The local API and its keys: where it listens, keys made, rotated and revoked; and that a secret is shown once.
TestCase {
    id: root

    name: "ApiKeysPage"
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
        bench.panel.page = PanelModel.EnvironmentsPage;
        window = windows.createObject(null, {panel: bench.panel});
        window.show();
        window.requestActivate();
        tryVerify(() => window.active);
        bench.everything(true, false);
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
    function dialog(name: string): var {
        return Dialogs.of(window, name);
    }
    /// What moves is not clicked: a row that comes pushes those below it for a frame or two.
    function press(owner: var, name: string): void {
        tryVerify(() => findChild(owner, name) !== null && findChild(owner, name).visible && findChild(owner, name).width > 0 && check.settled(findChild(owner, name)));
        const item = findChild(owner, name);
        let before = Qt.point(-1, -1);
        tryVerify(() => {
            const now = item.mapToItem(null, 0, 0);
            const stands = now.x === before.x && now.y === before.y;
            before = now;
            return stands && check.settled(item);
        });
        mouseClick(item);
    }
    function type(owner: var, name: string, text: string): void {
        const input = findChild(owner, name).field;
        input.forceActiveFocus();
        tryVerify(() => input.activeFocus);
        for (const letter of text)
            keyClick(letter);
    }
    function showKeys(how: string): void {
        desks.keys(how);
        press(part("environmentsPage"), "tab1");
        tryVerify(() => part("apiPage") !== null && part("apiPage").visible);
    }
    /// All texts of what is in the window and its dialogs.
    function isAnywhere(item: var, text: string): bool {
        if (String(item.text ?? "").includes(text) || String(item.displayText ?? "").includes(text))
            return true;
        return Array.from(item.children ?? []).some(child => isAnywhere(child, text));
    }

    function test_theTabsLeadThereAndBack() {
        showKeys("");
        compare(findChild(part("keyTable"), "rows").count, 4);
        compare(part("apiState").word, "Listening");
        press(part("apiPage"), "tab0");
        tryVerify(() => part("environmentsScroll") !== null && part("apiPage") === null);
    }

    function test_addressesAndTheSocketAreCopied() {
        showKeys("");
        press(part("apiAddress1"), "copyLine");
        tryVerify(() => bench.clipboard === "http://[::1]:8467");
        press(part("apiSocket"), "copyLine");
        tryVerify(() => bench.clipboard === "/run/user/1000/glovebox/api.sock");
    }

    function test_withoutAPortItSaysHowToOpenOne() {
        showKeys("socket");
        compare(part("apiState").word, "Socket only");
        verify(part("apiHow").text.includes("--api-port"));
        desks.keys("refused");
        tryVerify(() => part("notListening").visible);
        tryVerify(() => part("notListening").text.includes("Another program listens on 127.0.0.1:8467"));
        compare(part("apiState").word, "Not listening");
    }

    function test_anEmptyListLeadsToAKey() {
        showKeys("empty");
        tryVerify(() => part("noKeys").visible);
        press(part("noKeys"), "emptyAction");
        tryVerify(() => dialog("newKeyDialog").opened);
    }

    function test_keysThatCannotBeReadAreAProblem() {
        showKeys("broken");
        tryVerify(() => part("keysProblem").visible);
        compare(part("noKeys").title, "No key can be shown");
        verify(!part("newKey").enabled);
    }

    function test_rowsSayWhatKeysAre() {
        showKeys("");
        tryVerify(() => part("keyRow3") !== null); // by name
        compare(part("keyRow2").word, "In force");
        compare(part("keyRow2").used, "2 min ago");
        compare(part("keyRow2").scope, "Operate");
        compare(part("keyRow0").expires, "never");
        compare(part("keyRow3").word, "Runs out soon");
        verify(part("keyRow3").note.startsWith("The secret before is good for another"));
        compare(part("keyRow1").word, "Run out");
        bench.advance(3 * 60);
        tryCompare(part("keyRow2"), "used", "5 min ago");
    }

    function test_oneIsMadeAndItsSecretIsShownOnce() {
        showKeys("");
        press(part("apiPage"), "newKey");
        const ask = dialog("newKeyDialog");
        tryVerify(() => ask.opened);
        const content = ask.contentItem;
        tryVerify(() => findChild(content, "keyName").field.activeFocus);
        press(content, "dialogSecond"); // without a name
        tryVerify(() => findChild(content, "keyName").wrong);
        compare(desks.askedOfKeys.length, 0);
        type(content, "keyName", "nightly");
        press(content, "segment0");
        desks.refuseKeys("The file of keys cannot be written.");
        press(content, "dialogSecond");
        tryVerify(() => findChild(content, "keyRefusal").visible);
        compare(findChild(content, "keyName").text, "nightly"); // nothing is lost
        desks.refuseKeys("");
        press(content, "dialogSecond");
        tryVerify(() => findChild(content, "keySecret").visible);
        compare(desks.askedOfKeys[1], "create nightly, read, expires");
        compare(findChild(findChild(content, "secretBlock"), "blockText").text, desks.keySecret());
        compare(findChild(findChild(content, "settingsBlock"), "blockText").text, "ISORUN_API_URL=http://[::1]:8467\nISORUN_API_KEY=" + desks.keySecret());
        press(findChild(content, "secretBlock"), "copyBlock");
        tryVerify(() => bench.clipboard === desks.keySecret());
        press(findChild(content, "settingsBlock"), "copyBlock");
        tryVerify(() => bench.clipboard.startsWith("ISORUN_API_URL="));
        press(content, "dialogCancel"); // "Done"
        tryVerify(() => !ask.visible);
        verify(!isAnywhere(window.contentItem, desks.keySecret()) && !isAnywhere(content, desks.keySecret()));
        compare(bench.panel.keys.secret, "");
    }

    function test_aSecretIsGoneAlsoWhenTheDialogIsLeftByKey() {
        showKeys("");
        press(part("keyTable"), "rotateKey2");
        const ask = dialog("rotateKeyDialog");
        tryVerify(() => ask.opened);
        press(ask.contentItem, "dialogSecond");
        tryVerify(() => findChild(ask.contentItem, "keySecret").visible);
        compare(desks.askedOfKeys[0], "rotate key-7f3a91, 60 min");
        keyClick(Qt.Key_Escape);
        tryVerify(() => !ask.visible);
        compare(bench.panel.keys.secret, "");
    }

    function test_aDialogWaitsForItsSecret() {
        showKeys("");
        press(part("keyTable"), "rotateKey2");
        const ask = dialog("rotateKeyDialog");
        tryVerify(() => ask.opened);
        desks.holdKeys(true);
        press(ask.contentItem, "dialogSecond");
        tryVerify(() => bench.panel.keys.sending);
        verify(!findChild(ask.contentItem, "keyWaits").visible);
        keyClick(Qt.Key_Escape);
        tryVerify(() => findChild(ask.contentItem, "keyWaits").visible);
        verify(ask.opened);
        press(ask.contentItem, "dialogCancel");
        verify(ask.opened);
        desks.holdKeys(false);
        tryVerify(() => findChild(ask.contentItem, "keySecret").visible);
        verify(!findChild(ask.contentItem, "keyWaits").visible);
        keyClick(Qt.Key_Escape);
        tryVerify(() => !ask.visible);
    }

    function test_anAnswerThatIsLateIsNobodysElse() {
        showKeys("");
        desks.holdKeys(true);
        bench.panel.keys.begin("");
        bench.panel.keys.create("one", 0, 0);
        bench.panel.keys.begin("key-7f3a91"); // another dialog
        desks.holdKeys(false);
        wait(50);
        compare(bench.panel.keys.secret, "");
        bench.panel.keys.rotate(0);
        tryVerify(() => bench.panel.keys.secret !== "" && bench.panel.keys.secretName === "rotated");
    }

    function test_revokingAsksFirst() {
        showKeys("");
        press(part("keyTable"), "revokeKey0");
        const ask = dialog("revokeKeyDialog");
        tryVerify(() => ask.opened);
        compare(ask.title, "Revoke grafana?");
        press(ask.contentItem, "dialogCancel");
        tryVerify(() => !ask.visible);
        compare(desks.askedOfKeys.length, 0);
        press(part("keyTable"), "revokeKey0");
        tryVerify(() => ask.opened);
        press(ask.contentItem, "dialogAccept");
        tryVerify(() => !ask.visible);
        compare(desks.askedOfKeys[0], "revoke key-19c2d4");
    }

    function test_keysOfTheKeyboard() {
        showKeys("");
        tryVerify(() => part("keyRow3") !== null);
        bench.panel.keys.rows.select(3);
        part("keyTable").forceActiveFocus();
        keyClick(Qt.Key_E);
        tryVerify(() => dialog("rotateKeyDialog").opened);
        compare(bench.panel.keys.name, "release pipeline");
        keyClick(Qt.Key_Escape);
        tryVerify(() => !dialog("rotateKeyDialog").visible);
        part("keyTable").forceActiveFocus();
        keyClick(Qt.Key_Delete);
        tryVerify(() => dialog("revokeKeyDialog").opened);
    }
}
