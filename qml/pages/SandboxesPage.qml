// The microVMs of this host: a row each, and the selected one beside them.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

FocusScope {
    id: root

    required property PanelModel panel
    required property bool roomForPane

    readonly property StableList sandboxes: root.panel.sandboxes
    readonly property bool hasSelection: root.sandboxes.currentKey !== "" && root.panel.sandbox.known
    property bool sheetOpen: false

    signal destroyRequested
    signal newRequested
    signal snapshotRequested
    signal forkRequested
    signal ladderRequested
    signal destroyMarkedRequested

    // By key: what is not possible says why instead of opening a dialog that cannot be answered.
    function snapshotCurrent(): void {
        if (root.panel.sandbox.whyNotSnapshot === "")
            root.snapshotRequested();
        else
            root.panel.actions.toast(qsTr("No snapshot. %1").arg(root.panel.sandbox.whyNotSnapshot), true);
    }
    function forkCurrent(): void {
        if (root.panel.sandbox.whyNotFork === "")
            root.forkRequested();
        else
            root.panel.actions.toast(qsTr("No fork. %1").arg(root.panel.sandbox.whyNotFork), true);
    }

    objectName: "sandboxesPage"

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
                title: qsTr("Sandboxes")
                count: root.panel.loaded ? root.sandboxes.countText : ""

                SearchField {
                    id: filter

                    objectName: "filter"
                    label: qsTr("Filter sandboxes")
                    symbol: "filter"
                    keys: "/"
                    width: root.width < 900 ? 220 : 280
                    onTextChanged: root.sandboxes.filterText = text
                    Component.onCompleted: text = root.sandboxes.filterText
                    Keys.onDownPressed: table.forceActiveFocus()
                }
                PushButton {
                    objectName: "newSandbox"
                    text: root.width < 900 ? qsTr("New…") : qsTr("New sandbox…")
                    symbol: "plus-lg"
                    hint: qsTr("One of your own, kept until you destroy it")
                    onClicked: root.newRequested()
                }
            }
            BulkBar {
                objectName: "bulkBar"
                Layout.fillWidth: true
                visible: root.panel.actions.marked > 0
                actions: root.panel.actions
                onDestroyRequested: root.destroyMarkedRequested()
            }
            Card {
                Layout.fillWidth: true
                Layout.fillHeight: true

                SandboxTable {
                    id: table

                    anchors.fill: parent
                    anchors.margins: 1
                    focus: true
                    sandboxes: root.sandboxes
                    stale: root.panel.host.stale
                    visible: root.sandboxes.count > 0
                    onPreviewRequested: root.sheetOpen = !root.sheetOpen
                    onOpenRequested: root.sheetOpen = true
                    onDestroyRequested: root.destroyRequested()
                    onPauseRequested: id => root.panel.actions.pauseSandbox(id)
                    onResumeRequested: id => root.panel.actions.resumeSandbox(id)
                    onHibernateRequested: id => root.panel.actions.hibernateSandbox(id)
                    onSnapshotRequested: root.snapshotCurrent()
                    onForkRequested: root.forkCurrent()
                    onMarkToggled: id => root.panel.actions.toggleSandbox(id)
                    onMenuRequested: where => menu.popup(table, where.x, where.y)
                }
                SkeletonRows {
                    width: parent.width
                    y: Theme.controlHeight
                    shown: !root.panel.loaded
                }
                EmptyState {
                    objectName: "noSandboxes"
                    anchors.centerIn: parent
                    width: parent.width - Theme.gap48
                    visible: root.panel.loaded && root.sandboxes.total === 0
                    symbol: "sandbox"
                    title: qsTr("No sandboxes")
                    text: qsTr("A sandbox is a microVM with its own kernel, disk and memory. One starts when a session needs it, and ends with it.")
                }
                EmptyState {
                    objectName: "nothingMatches"
                    anchors.centerIn: parent
                    width: parent.width - Theme.gap48
                    visible: root.sandboxes.total > 0 && root.sandboxes.count === 0
                    symbol: "funnel"
                    title: qsTr("No sandbox matches the filter")
                    text: "“" + root.sandboxes.filterText + "”"
                    actionText: qsTr("Clear the filter")
                    onActionRequested: filter.clear()
                }
            }
        }
        SandboxPane {
            id: pane

            objectName: "sandboxPane"
            x: split.width - width
            width: Theme.previewWidth
            height: split.height
            visible: root.roomForPane && root.hasSelection
            panel: root.panel
            onCloseRequested: root.sandboxes.clearSelection()
            onDestroyRequested: root.destroyRequested()
            onSnapshotRequested: root.snapshotRequested()
            onForkRequested: root.forkRequested()
            onLadderRequested: root.ladderRequested()
        }
    }
    Sheet {
        objectName: "sandboxSheet"
        anchors.right: parent.right
        width: parent.width < 820 ? parent.width : Theme.previewWidth + Theme.gap32
        height: parent.height
        overlay: true
        visible: root.sheetOpen && root.hasSelection && !root.roomForPane
        onCloseRequested: {
            root.sheetOpen = false;
            table.forceActiveFocus();
        }

        SandboxPane {
            anchors.fill: parent
            radius: 0 // the sheet has the edge
            border.width: 0
            panel: root.panel
            onCloseRequested: {
                root.sheetOpen = false;
                table.forceActiveFocus();
            }
            onDestroyRequested: root.destroyRequested()
            onSnapshotRequested: root.snapshotRequested()
            onForkRequested: root.forkRequested()
            onLadderRequested: root.ladderRequested()
        }
    }
    SandboxMenu {
        id: menu

        panel: root.panel
        onDestroyRequested: root.destroyRequested()
        onSnapshotRequested: root.snapshotRequested()
        onForkRequested: root.forkRequested()
        onLadderRequested: root.ladderRequested()
        onClosed: table.forceActiveFocus()
    }
    Connections { // also set from elsewhere: "the sandboxes of this template"
        function onFilterTextChanged(): void {
            if (filter.text !== root.sandboxes.filterText)
                filter.text = root.sandboxes.filterText;
        }

        target: root.sandboxes
    }
    Shortcut {
        sequence: "/"
        enabled: root.visible && !filter.activeFocus
        onActivated: filter.forceActiveFocus()
    }
    Shortcut {
        sequence: "Ctrl+F"
        enabled: root.visible
        onActivated: filter.forceActiveFocus()
    }
}
