import QtQuick
import QtTest
import Glovebox.Test
import Glovebox.App
import Glovebox.Theme
import Glovebox.Ui

// The layout of the first-run set-up, each step in all its states; see tst_layout.qml.
LayoutCase {
    id: root

    name: "SetupLayout"

    readonly property list<string> states: ["welcome", "attach", "host", "host-failed", "key", "key-good", "key-bad", "key-added", "template-preparing", "template-failed", "template", "test", "test-running", "test-failed", "test-passed"]
    property Desks desks: null

    Component {
        id: deskses

        Desks {}
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
        Theme.textScale = 1;
    }
    function show(how: string): void {
        desks = deskses.createObject(root, {panel: bench.panel});
        bench.acceptAll("sandbox/" + desks.testObject());
        if (how === "welcome")
            bench.offerDemo();
        desks.setup(how);
    }

    function test_setup_data() {
        return root.everyStory(root.states);
    }
    function test_setup(data) {
        root.show(data.name);
        root.open(data.width, data.height);
        root.verifyTidy(data.tag);
    }

    function test_largeTexts_data() {
        return root.states.map(name => ({tag: name + " at 200 %", name: name}));
    }
    function test_largeTexts(data) {
        root.show(data.name);
        Theme.textScale = 2;
        root.open(1440, 900);
        root.verifyTidy(data.tag);
    }
}
