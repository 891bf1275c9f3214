// The keys of the window and its pages, as the registry has them: some act wherever the focus is, others only while a
// page's list has it. Pages stand in it: what they leave of a key comes here.
pragma ComponentBehavior: Bound

import QtQuick
import Glovebox.App
import Glovebox.Controls

Item {
    id: root

    required property PanelModel panel

    readonly property ActionRegistry registry: root.panel.registry

    function focusedList(): Item {
        for (let item = root.Window.activeFocusItem; item !== null; item = item.parent)
            if (item instanceof Table || item instanceof GlanceList)
                return item;
        return null;
    }

    Keys.onPressed: event => {
        const list = root.focusedList();
        const id = list === null ? "" : root.registry.actionFor(event.key, event.modifiers);
        event.accepted = id !== "";
        if (id === "list.mark")
            list.markRequested();
        else if (id === "list.pending" && list instanceof GlanceList)
            list.showPending();
        else if (id === "list.pending")
            list.pendingRequested();
        else if (id !== "")
            root.registry.trigger(id);
    }

    Instantiator {
        model: root.registry.shortcutIds

        Shortcut {
            required property string modelData
            readonly property PanelAction act: root.registry.find(modelData)

            sequences: act.liveKeys
            onActivated: act.trigger()
        }
    }
    Shortcut { // the first of two keys
        sequences: [root.registry.leader]
        enabled: root.registry.leader !== ""
        onActivated: root.registry.wait()
    }
    Instantiator { // and the second
        model: root.registry.followers

        Shortcut {
            required property string modelData

            sequences: [modelData]
            enabled: root.registry.waiting
            onActivated: root.registry.follow(modelData)
        }
    }
    Timer {
        interval: 1000
        running: root.registry.waiting
        onTriggered: root.registry.stopWaiting()
    }
}
