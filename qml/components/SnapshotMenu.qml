// What can be done with the selected snapshot.
import QtQuick
import Glovebox.App
import Glovebox.Controls

RowMenu {
    id: root

    required property PanelModel panel

    readonly property SnapshotDetail snapshot: root.panel.snapshot

    signal newRequested
    signal inPlaceRequested
    signal deleteRequested

    objectName: "snapshotMenu"

    MenuEntry {
        objectName: "menuRestoreNew"
        text: qsTr("Restore as new, or fork…")
        symbol: "plus-lg"
        keys: "F"
        why: root.snapshot.whyNotRestore
        onTriggered: root.newRequested()
    }
    MenuEntry {
        objectName: "menuInPlace"
        text: qsTr("Restore in place…")
        symbol: "clock-history"
        why: root.snapshot.whyNotInPlace
        onTriggered: root.inPlaceRequested()
    }
    MenuEntry {
        objectName: "menuCancel"
        text: qsTr("Cancel taking it")
        symbol: "x-lg"
        why: root.snapshot.taking ? "" : qsTr("It is not being taken.")
        onTriggered: root.panel.actions.cancelSnapshot(root.snapshot.id)
    }
    MenuEntry {
        objectName: "menuSandbox"
        text: qsTr("Open its sandbox")
        symbol: "sandbox"
        why: root.snapshot.sandboxThere ? "" : qsTr("It is gone.")
        onTriggered: root.panel.openSandbox(root.snapshot.sandboxId)
    }
    MenuEntry {
        objectName: "menuDelete"
        text: qsTr("Delete…")
        symbol: "trash3"
        keys: qsTr("Delete")
        onTriggered: root.deleteRequested()
    }
}
