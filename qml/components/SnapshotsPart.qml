// The snapshots of one sandbox, or of one session's: taken here, and gone back to from here.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

FocusScope {
    id: root

    required property PanelModel panel

    readonly property StableList rows: root.panel.inside.snapshots
    readonly property PanelAction take: root.panel.registry.find("sandbox.snapshot")
    readonly property PanelAction fork: root.panel.registry.find("sandbox.fork")
    readonly property bool narrow: root.width < Theme.sized(900)
    readonly property bool hasSandbox: root.panel.inside.sandbox !== "" && root.panel.sandbox.known
    readonly property bool hasSelection: root.rows.currentKey !== "" && root.panel.snapshot.known
    readonly property string whyNone: root.panel.host.whyNoSnapshots
    property bool sheetOpen: false

    function act(id: string): void {
        root.panel.registry.trigger(id);
    }
    function closePane(): void {
        root.rows.clearSelection();
        table.forceActiveFocus();
    }
    function closeSheet(): void {
        root.sheetOpen = false;
        table.forceActiveFocus();
    }

    objectName: "snapshotsPart"
    onHasSelectionChanged: root.sheetOpen = root.sheetOpen && root.hasSelection

    ColumnLayout {
        width: parent.width - (pane.visible ? pane.width + Theme.gap12 : 0)
        height: parent.height
        spacing: Theme.gap8

        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.gap8

            CaptionLabel {
                objectName: "snapshotsCount"
                Layout.fillWidth: true
                text: root.rows.total === 1 ? qsTr("1 snapshot") : qsTr("%1 snapshots").arg(root.rows.total)
            }
            CaptionLabel {
                objectName: "whyNotNow"
                Layout.fillWidth: true
                Layout.maximumWidth: Theme.sized(420)
                visible: root.hasSandbox && root.take.why !== ""
                text: qsTr("Not now: %1").arg(root.take.why)
                horizontalAlignment: Text.AlignRight
                wrapMode: Text.Wrap
                elide: Text.ElideNone
            }
            PushButton {
                objectName: "forkNow"
                visible: root.hasSandbox
                text: root.fork.text
                symbol: root.fork.symbol
                enabled: root.fork.why === ""
                hint: enabled ? qsTr("Copies of it as it is now") : root.fork.why
                onClicked: root.fork.trigger()
            }
            PushButton {
                objectName: "snapshotNow"
                visible: root.hasSandbox
                kind: "primary"
                text: root.panel.sandbox.hibernated ? root.take.text : qsTr("Snapshot now…")
                symbol: root.take.symbol
                enabled: root.take.why === ""
                hint: enabled ? qsTr("One point in time of it, to go back to   %1").arg(root.take.keysText) : root.take.why
                onClicked: root.take.trigger()
            }
        }
        Card {
            Layout.fillWidth: true
            Layout.fillHeight: true

            SnapshotTable {
                id: table

                objectName: "ownSnapshots"
                anchors.fill: parent
                anchors.margins: 1
                focus: true
                visible: root.rows.count > 0
                rows: root.rows
                tree: false
                marks: false
                stale: root.panel.host.stale
                onPreviewRequested: root.sheetOpen = !root.sheetOpen
                onOpenRequested: root.sheetOpen = true
                onMenuRequested: where => {
                    if (root.hasSelection)
                        menu.popup(table, where.x, where.y);
                }
            }
            EmptyState {
                objectName: "noOwnSnapshots"
                anchors.centerIn: parent
                width: parent.width - Theme.gap48
                visible: root.rows.count === 0
                symbol: root.whyNone === "" ? "state/diamond" : "slash-circle"
                title: root.whyNone === "" ? qsTr("No snapshots of it") : qsTr("No snapshots can be taken on this host")
                text: root.whyNone !== "" ? root.whyNone
                      : root.hasSandbox ? qsTr("A snapshot is one point in time of the sandbox, memory and files. It goes on; any number of new ones can begin there.")
                                        : qsTr("The session has no sandbox now, and none of the one that it had was kept.")
            }
        }
    }
    Loader { // made anew each time: layouts of Qt 6.4 miss what changes in them while they are hidden
        id: pane

        objectName: "ownSnapshotPane"
        x: parent.width - width
        width: Theme.previewWidth
        height: parent.height
        active: !root.narrow && root.hasSelection
        visible: active
        sourceComponent: SnapshotPane {
            // A bound component would not be made here ("outside its creation context", Qt 6.4.2).
            panel: root.panel // qmllint disable unqualified
            onCloseRequested: root.closePane() // qmllint disable unqualified
            onNewRequested: root.act("snapshot.restore") // qmllint disable unqualified
            onSandboxRequested: root.act("snapshot.sandbox") // qmllint disable unqualified
            onInPlaceRequested: root.act("snapshot.inPlace") // qmllint disable unqualified
            onRenameRequested: root.act("snapshot.rename") // qmllint disable unqualified
            onDeleteRequested: root.act("snapshot.delete") // qmllint disable unqualified
        }
    }
    Sheet {
        id: sheet

        objectName: "ownSnapshotSheet"
        anchors.bottom: parent.bottom
        width: parent.width
        height: Math.min(parent.height, Math.max(Theme.sized(260), Math.round(parent.height * 0.5)))
        overlay: true
        below: true
        visible: root.narrow && root.sheetOpen && root.hasSelection
        onCloseRequested: root.closeSheet()

        Loader { // made anew each time: layouts of Qt 6.4 miss what changes in them while they are hidden
            anchors.fill: parent
            active: sheet.visible
            sourceComponent: SnapshotPane {
                radius: 0 // the sheet has the edge
                border.width: 0
                lying: true
                // A bound component would not be made here ("outside its creation context", Qt 6.4.2).
                panel: root.panel // qmllint disable unqualified
                onCloseRequested: root.closeSheet() // qmllint disable unqualified
                onNewRequested: root.act("snapshot.restore") // qmllint disable unqualified
                onSandboxRequested: root.act("snapshot.sandbox") // qmllint disable unqualified
                onInPlaceRequested: root.act("snapshot.inPlace") // qmllint disable unqualified
                onRenameRequested: root.act("snapshot.rename") // qmllint disable unqualified
                onDeleteRequested: root.act("snapshot.delete") // qmllint disable unqualified
            }
        }
    }
    SnapshotMenu {
        id: menu

        panel: root.panel
        onClosed: table.forceActiveFocus()
    }
}
