// What can be done with the selected snapshot.
import QtQuick
import Glovebox.App
import Glovebox.Controls

RowMenu {
    id: root

    required property PanelModel panel

    readonly property SnapshotDetail snapshot: root.panel.snapshot

    signal newRequested
    signal sandboxRequested
    signal inPlaceRequested
    signal renameRequested
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
        objectName: "menuNewSandbox"
        text: qsTr("New sandbox from it…")
        symbol: "sandbox"
        why: root.snapshot.whyNotRestore
        onTriggered: root.sandboxRequested()
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
        objectName: "menuPin"
        text: root.snapshot.pinned ? qsTr("Take the pin out") : qsTr("Pin")
        symbol: "state/diamond-pin"
        why: root.snapshot.whyNotPin
        onTriggered: root.panel.actions.pinSnapshot(root.snapshot.id, !root.snapshot.pinned)
    }
    MenuEntry {
        objectName: "menuRename"
        text: qsTr("Rename…")
        symbol: "pencil-square"
        why: root.snapshot.whyNotRename
        onTriggered: root.renameRequested()
    }
    MenuEntry {
        objectName: "menuVerify"
        text: root.snapshot.verifying ? qsTr("Stop verifying") : qsTr("Verify")
        symbol: root.snapshot.verifying ? "x-lg" : "shield-check"
        why: root.snapshot.verifying ? "" : root.snapshot.whyNotVerify
        onTriggered: root.snapshot.verifying ? root.panel.actions.cancelVerify(root.snapshot.id) : root.panel.actions.verifySnapshot(root.snapshot.id)
    }
    MenuEntry {
        objectName: "menuSandbox"
        text: qsTr("Open its sandbox")
        symbol: "sandbox"
        why: root.snapshot.sandboxKnown ? "" : qsTr("It is gone.")
        onTriggered: root.panel.openSandbox(root.snapshot.sandboxId)
    }
    MenuEntry {
        objectName: "menuDelete"
        text: qsTr("Delete…")
        symbol: "trash3"
        keys: qsTr("Delete")
        why: root.snapshot.pinned ? root.snapshot.whyNotDelete : ""
        onTriggered: root.deleteRequested()
    }
}
