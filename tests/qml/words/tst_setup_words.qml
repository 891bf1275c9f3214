import QtQuick
import QtTest
import Glovebox.Test
import Glovebox.App
import "../layout"

// The first-run set-up in longer words that are marked; see tst_words.qml. Checks of the host are the engine's words.
LayoutCase {
    id: root

    name: "SetupWords"

    readonly property var made: ["Glovebox", "Aa", "[^A-Za-z]*((B|[KMGT]iB)[^A-Za-z]*)+", "\\d\\d:\\d\\d(:\\d\\d)? UTC", "\\d+ [A-Z][a-z]{2}", "\\d{4}-\\d\\d-\\d\\d .* UTC", "prod-eu", "env_.*", "sk-ant-.*", "production", "[\\d.]+ m?s"]
    property Desks desks: null

    WordCheck {
        id: words
    }
    Component {
        id: deskses

        Desks {}
    }

    function sizes() { // as tst_words.qml has them
        return [{width: 1024, height: 700}, {width: 1440, height: 900}];
    }
    function initTestCase() {
        check.tablesMayElide = true;
    }
    function cleanup() { // the desks outlive who asks them
        const gone = desks;
        if (window !== null)
            window.destroy();
        window = null;
        wait(0);
        bench.destroy();
        wait(0);
        gone.destroy();
    }
    function test_setup_data() {
        return root.everyStory(["welcome", "attach", "key", "key-good", "key-added", "test", "test-passed"]);
    }
    function test_setup(data) {
        desks = deskses.createObject(root, {panel: bench.panel});
        bench.acceptAll("sandbox/" + desks.testObject());
        desks.setup(data.name);
        root.open(data.width, data.height);
        verifyTidy(data.tag);
        const found = words.unmarked(root.window.contentItem, ["MonoLabel", "SelectableText", "testDetail"], root.made);
        for (const one of found)
            console.warn("UNMARKED " + data.tag + ": " + one);
        compare(found.length, 0, data.tag + ", not to be translated: " + found.slice(0, 5).join(" | "));
    }
}
