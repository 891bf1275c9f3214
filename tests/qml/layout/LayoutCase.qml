import QtQuick
import QtTest
import Glovebox.Test
import Glovebox.App
import Glovebox.Theme
import Glovebox.Ui

// A test of layout: the whole window at the sizes that people have, and the check that finds what a careful eye would.
TestCase {
    id: root

    readonly property LayoutCheck check: checker
    property Bench bench: null
    property Main window: null

    when: windowShown

    Component {
        id: benches

        Bench {}
    }
    Component {
        id: windows

        Main {}
    }
    LayoutCheck {
        id: checker
    }

    function init() {
        Theme.reducedMotion = true;
        Theme.scheme = "light";
        Theme.textScale = 1;
        Theme.density = 1;
        bench = benches.createObject(null);
    }
    function cleanup() {
        if (window !== null)
            window.destroy();
        window = null;
        wait(0);
        bench.destroy();
        Theme.textScale = 1;
        Theme.density = 1;
    }
    function open(width: int, height: int): void {
        window = windows.createObject(null, {panel: bench.panel, width: width, height: height});
        window.show();
        tryVerify(() => window.contentItem.width === width);
    }
    function part(name: string): var {
        return findChild(window.contentItem, name);
    }
    function verifyTidy(what: string): void {
        wait(150); // lists fill and texts tell their widths a frame late
        let faults = check.faults(window.contentItem);
        for (let tries = 0; tries < 15 && faults.length > 0; ++tries) { // later still where the machine is busy
            waitForRendering(window.contentItem, 200);
            faults = check.faults(window.contentItem);
        }
        for (const fault of faults)
            console.warn(what + ": " + fault);
        compare(faults.length, 0, what + ": " + faults.slice(0, 3).join("; "));
    }

    function sizes() {
        return [{width: 1024, height: 700}, {width: 1440, height: 900}, {width: 800, height: 600}];
    }
    function everyStory(names: var): var {
        const rows = [];
        for (const size of root.sizes())
            for (const name of names)
                rows.push({tag: name + " at " + size.width, name: name, width: size.width, height: size.height});
        return rows;
    }
}
