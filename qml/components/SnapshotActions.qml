// What can be done with the selected snapshot, and why what is not offered cannot.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

ColumnLayout {
    id: root

    required property PanelModel panel
    property bool wide: false // all in one row

    readonly property SnapshotDetail snapshot: root.panel.snapshot

    signal newRequested
    signal sandboxRequested
    signal inPlaceRequested
    signal renameRequested
    signal deleteRequested

    spacing: Theme.gap8

    CaptionLabel {
        objectName: "whyNot"
        Layout.fillWidth: true
        visible: text !== "" && !root.snapshot.taking
        text: root.snapshot.whyNotRestore !== "" ? root.snapshot.whyNotRestore
              : root.snapshot.whyNotInPlace !== "" ? qsTr("Not in place: %1").arg(root.snapshot.whyNotInPlace)
              : root.snapshot.pinned ? root.snapshot.whyNotDelete : ""
        wrapMode: Text.Wrap
        elide: Text.ElideNone
    }
    GridLayout {
        Layout.fillWidth: true
        columns: root.wide ? 2 : 1
        columnSpacing: Theme.gap8
        rowSpacing: Theme.gap8

        GridLayout { // long words go below each other
            columns: root.wide || begin.implicitWidth + restore.implicitWidth + Theme.gap8 <= root.width ? 2 : 1
            columnSpacing: Theme.gap8
            rowSpacing: Theme.gap8
            visible: !root.snapshot.taking

            PushButton {
                id: begin

                objectName: "snapshotSandbox"
                text: qsTr("New sandbox…")
                symbol: "plus-lg"
                enabled: root.snapshot.whyNotRestore === ""
                hint: root.snapshot.whyNotRestore === "" ? qsTr("One of your own that begins here, with files, commands and a reservation") : root.snapshot.whyNotRestore
                onClicked: root.sandboxRequested()
            }
            PushButton {
                id: restore

                objectName: "restoreNew"
                text: qsTr("Restore, fork…")
                symbol: "diagram-3"
                enabled: root.snapshot.whyNotRestore === ""
                hint: qsTr("One or several sandboxes of your own that begin here   %1").arg(root.panel.registry.find("snapshot.restore").keysText)
                onClicked: root.newRequested()
            }
        }
        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.gap8

            PushButton {
                objectName: "restoreInPlace"
                text: qsTr("In place…")
                symbol: "clock-history"
                visible: !root.snapshot.taking
                enabled: root.snapshot.whyNotInPlace === ""
                hint: qsTr("A sandbox like it goes back to this point")
                onClicked: root.inPlaceRequested()
            }
            PushButton {
                objectName: "cancelSnapshot"
                text: qsTr("Cancel")
                symbol: "x-lg"
                visible: root.snapshot.taking
                hint: qsTr("Nothing of it is left; the sandbox goes on")
                onClicked: root.panel.actions.cancelSnapshot(root.snapshot.id)
            }
            IconButton {
                objectName: "pinSnapshot"
                symbol: "state/diamond-pin"
                visible: root.snapshot.whyNotPin === ""
                label: root.snapshot.pinned ? qsTr("Unpin: it can be deleted again") : qsTr("Pin: it is not deleted until the pin is out")
                onClicked: root.panel.actions.pinSnapshot(root.snapshot.id, !root.snapshot.pinned)
            }
            IconButton {
                objectName: "verifySnapshot"
                symbol: "shield-check"
                visible: root.snapshot.whyNotPin === "" && !root.snapshot.verifying
                enabled: root.snapshot.whyNotVerify === ""
                label: root.snapshot.whyNotVerify === "" ? qsTr("Verify: read all of it and compare") : root.snapshot.whyNotVerify
                onClicked: root.panel.actions.verifySnapshot(root.snapshot.id)
            }
            IconButton {
                objectName: "cancelVerify"
                symbol: "x-lg"
                visible: root.snapshot.verifying
                label: qsTr("Stop verifying; what an earlier check found stays")
                onClicked: root.panel.actions.cancelVerify(root.snapshot.id)
            }
            IconButton {
                objectName: "renameSnapshot"
                symbol: "pencil-square"
                visible: root.snapshot.whyNotPin === ""
                label: qsTr("Rename")
                onClicked: root.renameRequested()
            }
            Item {
                Layout.fillWidth: true
            }
            IconButton {
                objectName: "deleteSnapshot"
                symbol: "trash3"
                visible: !root.snapshot.taking
                enabled: !root.snapshot.pinned
                label: root.snapshot.pinned ? root.snapshot.whyNotDelete : qsTr("Delete it from this host…")
                keys: root.snapshot.pinned ? "" : root.panel.registry.find("snapshot.delete").keysText
                onClicked: root.deleteRequested()
            }
        }
    }
}
