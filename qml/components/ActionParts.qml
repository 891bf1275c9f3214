// What the window does for actions that belong to no page: the palette, the sheet of keys, stopping everything, and going
// from one part of the window to the next.
import QtQuick
import QtQuick.Window
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Item {
    id: root

    required property PanelModel panel
    required property var parts // of the window, in the order of F6

    readonly property bool floats: true // over the pages on purpose

    signal operationsRequested
    signal alertsRequested
    signal closed

    function isIn(item: Item, part: Item): bool {
        for (let at = item; at !== null; at = at.parent)
            if (at === part)
                return true;
        return false;
    }
    // The head of the pane that is shown beside the page's list.
    function paneHead(part: Item): Item {
        for (let i = 0; i < part.children.length; ++i) {
            const child = part.children[i];
            const head = !child.visible ? null : child instanceof PaneHead ? child : root.paneHead(child);
            if (head !== null)
                return head;
        }
        return null;
    }
    function firstList(part: Item): Item {
        for (let i = 0; i < part.children.length; ++i) {
            const child = part.children[i];
            const list = !child.visible ? null : child instanceof Table || child instanceof LogView || child instanceof TranscriptList ? child : root.firstList(child);
            if (list !== null)
                return list;
        }
        return null;
    }
    function stops(): var {
        const all = [];
        for (const part of root.parts) {
            if (!part.visible)
                continue;
            all.push({part: part, head: null});
            const head = part instanceof PageKeys ? root.paneHead(part) : null;
            if (head !== null)
                all.push({part: part, head: head});
        }
        return all;
    }
    // What is beside the list begins at its pane's edge.
    function holds(stop: var, item: Item): bool {
        const head = root.paneHead(stop.part);
        if (!root.isIn(item, stop.part))
            return false;
        if (!(stop.part instanceof PageKeys) || head === null)
            return true;
        return (stop.head !== null) === (item.mapToItem(null, 0, 0).x >= head.mapToItem(null, 0, 0).x - Theme.gap24);
    }
    function step(by: int): void {
        const all = root.stops();
        const at = all.findIndex(stop => root.holds(stop, root.Window.activeFocusItem));
        const next = all[(at + by + all.length) % all.length];
        if (next.head === null && next.part instanceof PageKeys) {
            const list = root.firstList(next.part);
            if (list !== null)
                list.forceActiveFocus(Qt.TabFocusReason);
            else
                root.closed(); // the page's own first place
            return;
        }
        (next.head ?? next.part).nextItemInFocusChain(true).forceActiveFocus(Qt.TabFocusReason);
    }
    function fullScreen(): void {
        const window = root.Window.window;
        window.visibility = window.visibility === Window.FullScreen ? Window.Windowed : Window.FullScreen;
    }

    objectName: "actionParts"

    KeyHints {
        anchors.horizontalCenter: parent.horizontalCenter
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.gap24
        registry: root.panel.registry
    }
    LazyDialog {
        id: commandPalette

        given: ({commands: root.panel.registry.palette})
        onClosed: root.closed()

        PaletteDialog {}
    }
    LazyDialog {
        id: keys

        given: ({registry: root.panel.registry})
        onClosed: root.closed()

        KeysDialog {}
    }
    LazyDialog {
        id: stop

        given: ({panel: root.panel})
        onClosed: root.closed()

        StopDialog {}
    }
    Connections {
        function onAsked(id: string): void {
            switch (id) {
            case "app.palette": commandPalette.get().show(false); break;
            case "app.goTo": commandPalette.get().show(true); break;
            case "app.keys": keys.get().show(); break;
            case "app.stop": stop.get().show(); break;
            case "app.operations": root.operationsRequested(); break;
            case "app.alerts": root.alertsRequested(); break;
            case "app.nextPane": root.step(1); break;
            case "app.previousPane": root.step(-1); break;
            case "app.fullScreen": root.fullScreen(); break;
            }
        }

        target: root.panel.registry
    }
}
