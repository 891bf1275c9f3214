// Points in time of sandboxes, as the tree of what stands on what or as a flat list, and the selected one beside them.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

FocusScope {
    id: root

    required property PanelModel panel
    required property bool roomForPane

    property bool tree: root.Window.width >= Theme.sized(1100) // a tree needs room; whoever chose stays with it
    readonly property StableList rows: root.tree ? root.panel.lineage : root.panel.snapshots
    readonly property bool hasSelection: root.panel.snapshot.known && root.rows.currentKey === root.panel.snapshot.id
    readonly property bool anySelected: root.rows.currentKey !== ""
    property bool sheetOpen: false

    signal newRequested
    signal sandboxRequested(snapshot: string)
    signal inPlaceRequested
    signal renameRequested
    signal deleteRequested

    function deleteCurrent(): void {
        if (!root.hasSelection)
            return;
        root.panel.actions.prepareDeletion([root.panel.snapshot.id]);
        root.deleteRequested();
    }
    // Rows of a tree that are no snapshots lead to where they are shown.
    function openCurrent(): void {
        const key = root.rows.currentKey;
        if (root.hasSelection)
            root.sheetOpen = true;
        else if (key.startsWith("tpl-"))
            root.panel.openTemplate(key);
        else
            root.panel.openSandbox(key);
    }
    function closeSheet(): void {
        root.sheetOpen = false;
        table.forceActiveFocus();
    }

    objectName: "snapshotsPage"
    onAnySelectedChanged: root.sheetOpen = root.sheetOpen && root.anySelected // or the next row would open it again

    Item { // placed by hand: a pane that comes and goes must not depend on when a layout notices
        id: split

        readonly property real paneSpace: pane.visible ? Theme.previewWidth + Theme.gap12 : 0

        anchors.fill: parent
        anchors.margins: Theme.gap16

        ColumnLayout {
            width: split.width - split.paneSpace
            height: split.height
            spacing: Theme.gap12

            PageHeader {
                Layout.fillWidth: true
                title: qsTr("Snapshots")
                count: root.panel.loaded ? root.panel.snapshots.countText : ""

                SegmentSwitch {
                    objectName: "treeOrList"
                    choices: [qsTr("Tree"), qsTr("List")]
                    current: root.tree ? 0 : 1
                    onChosen: index => root.tree = index === 0
                }
                SearchField {
                    id: filter

                    objectName: "filter"
                    label: qsTr("Filter snapshots")
                    symbol: "filter"
                    keys: root.panel.registry.find("list.filter").keysText
                    width: split.width - split.paneSpace < Theme.sized(800) ? Theme.sized(200) : Theme.sized(280)
                    onTextChanged: {
                        root.panel.snapshots.filterText = text;
                        root.panel.lineage.filterText = text;
                    }
                    Component.onCompleted: text = root.panel.snapshots.filterText
                    Keys.onDownPressed: table.forceActiveFocus()
                }
            }
            NoteBox {
                objectName: "noSnapshotsHere"
                Layout.fillWidth: true
                visible: root.panel.host.whyNoSnapshots !== "" && root.panel.snapshots.total > 0
                kind: "warning"
                text: qsTr("No snapshots can be taken on this host. %1").arg(root.panel.host.whyNoSnapshots)
            }
            Card {
                Layout.fillWidth: true
                Layout.fillHeight: true

                SnapshotTable {
                    id: table

                    anchors.fill: parent
                    anchors.margins: 1
                    anchors.bottomMargin: foot.visible ? foot.height + 1 : 1
                    focus: true
                    rows: root.rows
                    tree: root.tree
                    stale: root.panel.host.stale
                    visible: root.rows.count > 0
                    onPreviewRequested: root.sheetOpen = !root.sheetOpen
                    onOpenRequested: root.openCurrent()
                    onFoldRequested: (id, folded) => root.panel.setFolded(id, folded)
                    onMarkToggled: id => root.panel.actions.toggleSnapshot(id)
                    onMenuRequested: where => {
                        if (root.hasSelection)
                            menu.popup(table, where.x, where.y);
                    }
                }
                Item {
                    id: foot

                    anchors.bottom: parent.bottom
                    width: parent.width
                    height: Theme.sized(44)
                    visible: table.visible

                    Rectangle {
                        width: parent.width
                        height: 1
                        color: Theme.borderSubtle
                    }
                    CaptionLabel {
                        objectName: "totals"
                        x: Theme.gap16
                        width: parent.width - x - (bulk.visible ? bulk.width + Theme.gap32 : Theme.gap16)
                        height: parent.height
                        verticalAlignment: Text.AlignVCenter
                        visible: implicitWidth <= width // the buttons matter more
                        text: root.panel.host.diskText
                        color: Theme.textSecondary
                    }
                    Row {
                        id: bulk

                        anchors.right: parent.right
                        anchors.rightMargin: Theme.gap16 // where the rows above end
                        anchors.verticalCenter: parent.verticalCenter
                        spacing: Theme.gap8
                        visible: root.panel.actions.markedSnapshots > 0

                        PushButton {
                            objectName: "clearMarks"
                            implicitHeight: Theme.sized(28)
                            text: qsTr("Clear selection")
                            onClicked: root.panel.actions.clearMarks()
                        }
                        PushButton {
                            objectName: "deleteMarked"
                            implicitHeight: Theme.sized(28)
                            text: qsTr("Delete %1…").arg(root.panel.actions.markedSnapshots)
                            symbol: "trash3"
                            onClicked: {
                                root.panel.actions.prepareDeletionOfMarked();
                                root.deleteRequested();
                            }
                        }
                    }
                }
                SkeletonRows {
                    width: parent.width
                    y: Theme.controlHeight
                    shown: !root.panel.loaded
                }
                EmptyState {
                    objectName: "noSnapshots"
                    anchors.centerIn: parent
                    width: parent.width - Theme.gap48
                    visible: root.panel.loaded && root.panel.snapshots.total === 0
                    symbol: root.panel.host.whyNoSnapshots === "" ? "state/diamond" : "slash-circle"
                    title: root.panel.host.whyNoSnapshots === "" ? qsTr("No snapshots") : qsTr("No snapshots can be taken on this host")
                    text: root.panel.host.whyNoSnapshots === ""
                          ? qsTr("A snapshot is one point in time of a sandbox, memory and files. The sandbox goes on; any number of new ones can begin there. Take one on the Sandboxes page with S.")
                          : root.panel.host.whyNoSnapshots
                }
                EmptyState {
                    objectName: "nothingMatches"
                    anchors.centerIn: parent
                    width: parent.width - Theme.gap48
                    visible: root.panel.snapshots.total > 0 && root.rows.count === 0
                    symbol: "funnel"
                    title: qsTr("No snapshot matches the filter")
                    text: "“" + root.rows.filterText + "”"
                    actionText: qsTr("Clear the filter")
                    onActionRequested: filter.clear()
                }
            }
        }
        SnapshotPane {
            id: pane

            objectName: "snapshotPane"
            x: split.width - width
            width: Theme.previewWidth
            height: split.height
            visible: root.roomForPane && root.hasSelection
            panel: root.panel
            onCloseRequested: root.rows.clearSelection()
            onNewRequested: root.newRequested()
            onSandboxRequested: root.sandboxRequested(root.panel.snapshot.id)
            onInPlaceRequested: root.inPlaceRequested()
            onRenameRequested: root.renameRequested()
            onDeleteRequested: root.deleteCurrent()
        }
    }
    Sheet {
        id: sheet

        objectName: "snapshotSheet"
        anchors.bottom: parent.bottom
        width: parent.width
        height: Math.max(Theme.sized(260), Math.round(parent.height * 0.4)) // what is in it needs so much
        overlay: true
        below: true
        visible: root.sheetOpen && root.hasSelection && !root.roomForPane
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
                onNewRequested: root.newRequested() // qmllint disable unqualified
                onSandboxRequested: root.sandboxRequested(root.panel.snapshot.id) // qmllint disable unqualified
                onInPlaceRequested: root.inPlaceRequested() // qmllint disable unqualified
                onRenameRequested: root.renameRequested() // qmllint disable unqualified
                onDeleteRequested: root.deleteCurrent() // qmllint disable unqualified
            }
        }
    }
    SnapshotMenu {
        id: menu

        panel: root.panel
        onClosed: table.forceActiveFocus()
    }
    Connections { // also set from elsewhere: "the snapshots of this template"
        function onFilterTextChanged(): void {
            if (filter.text !== root.panel.snapshots.filterText)
                filter.text = root.panel.snapshots.filterText;
        }

        target: root.panel.snapshots
    }
    Connections {
        function onAsked(id: string): void {
            switch (id) {
            case "list.filter": filter.forceActiveFocus(); break;
            case "snapshot.restore": root.newRequested(); break;
            case "snapshot.sandbox": root.sandboxRequested(root.panel.snapshot.id); break;
            case "snapshot.inPlace": root.inPlaceRequested(); break;
            case "snapshot.rename": root.renameRequested(); break;
            case "snapshot.delete": root.deleteCurrent(); break;
            }
        }

        enabled: root.visible
        target: root.panel.registry
    }
}
