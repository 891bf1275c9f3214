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

        RowLayout {
            spacing: Theme.gap8
            visible: !root.snapshot.taking

            PushButton {
                objectName: "restoreNew"
                text: qsTr("Restore as new…")
                symbol: "plus-lg"
                enabled: root.snapshot.whyNotRestore === ""
                hint: qsTr("One or several sandboxes of your own that begin here   F")
                onClicked: root.newRequested()
            }
            PushButton {
                objectName: "restoreInPlace"
                text: qsTr("In place…")
                symbol: "clock-history"
                enabled: root.snapshot.whyNotInPlace === ""
                hint: qsTr("A sandbox like it goes back to this point")
                onClicked: root.inPlaceRequested()
            }
        }
        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.gap8

            PushButton {
                objectName: "cancelSnapshot"
                text: qsTr("Cancel")
                symbol: "x-lg"
                visible: root.snapshot.taking
                hint: qsTr("Nothing of it is left; the sandbox goes on")
                onClicked: root.panel.actions.cancelSnapshot(root.snapshot.id)
            }
            PushButton {
                objectName: "pinSnapshot"
                text: root.snapshot.pinned ? qsTr("Unpin") : qsTr("Pin")
                symbol: "state/diamond-pin"
                visible: root.snapshot.whyNotPin === ""
                hint: root.snapshot.pinned ? qsTr("It can be deleted again") : qsTr("It is not deleted until the pin is out")
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
            PushButton {
                objectName: "deleteSnapshot"
                text: qsTr("Delete…")
                symbol: "trash3"
                visible: !root.snapshot.taking
                enabled: !root.snapshot.pinned
                hint: root.snapshot.pinned ? root.snapshot.whyNotDelete : qsTr("Removes it from this host   Delete")
                onClicked: root.deleteRequested()
            }
        }
    }
}
