// The microVMs of this host: a row each, and the selected one beside them. Those that ended are a list of their own.
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
    property bool ended: false // the history instead of what lives
    readonly property StableList shown: root.ended ? root.panel.ended : root.sandboxes
    readonly property bool hasSelection: !root.ended && root.sandboxes.currentKey !== "" && root.panel.sandbox.known
    readonly property bool hasEndedSelection: root.ended && root.panel.ended.currentKey !== "" && root.panel.endedSandbox.known
    readonly property bool anySelected: root.shown.currentKey !== ""
    property bool sheetOpen: false

    signal destroyRequested
    signal newRequested
    signal snapshotRequested
    signal forkRequested
    signal ladderRequested
    signal awakeRequested
    signal reserveRequested
    signal filesRequested
    signal portsRequested
    signal filesDropped(files: var)
    signal seedAgainRequested
    signal sessionRequested
    signal destroyMarkedRequested

    // For handlers of what `shown` follows: they may come before it has.
    function list(): StableList {
        return root.ended ? root.panel.ended : root.sandboxes;
    }
    function focusList(): void {
        if (root.ended && endedTable.active)
            endedTable.forceActiveFocus();
        else
            table.forceActiveFocus();
    }
    function closeSheet(): void {
        root.sheetOpen = false;
        root.focusList();
    }

    objectName: "sandboxesPage"
    onAnySelectedChanged: root.sheetOpen = root.sheetOpen && root.anySelected // or the next row would open it again
    onEndedChanged: {
        filter.text = root.list().filterText;
        root.focusList();
    }

    Item { // placed by hand: a pane that comes and goes must not depend on when a layout notices
        id: split

        readonly property real paneSpace: pane.visible || endedPane.active ? Theme.previewWidth + Theme.gap12 : 0

        anchors.fill: parent
        anchors.margins: Theme.gap16

        ColumnLayout {
            width: split.width - split.paneSpace
            height: split.height
            spacing: Theme.gap12

            PageHeader {
                Layout.fillWidth: true
                title: qsTr("Sandboxes")
                count: root.panel.loaded ? root.shown.countText : ""

                SegmentSwitch {
                    objectName: "liveOrEnded"
                    choices: [qsTr("Live"), qsTr("Ended")]
                    current: root.ended ? 1 : 0
                    onChosen: index => root.ended = index === 1
                }
                SearchField {
                    id: filter

                    objectName: "filter"
                    label: root.ended ? qsTr("Filter ended") : qsTr("Filter sandboxes")
                    symbol: "filter"
                    keys: root.panel.registry.find("list.filter").keysText
                    width: split.width - split.paneSpace < Theme.sized(800) ? Theme.sized(200) : Theme.sized(280)
                    onTextChanged: root.list().filterText = text
                    Component.onCompleted: text = root.shown.filterText
                    Keys.onDownPressed: root.focusList()
                }
                PushButton {
                    objectName: "newSandbox"
                    text: root.width < Theme.sized(900) ? qsTr("New…") : qsTr("New sandbox…")
                    symbol: "plus-lg"
                    hint: qsTr("One of your own, kept until you destroy it")
                    onClicked: root.newRequested()
                }
            }
            BulkBar {
                objectName: "bulkBar"
                Layout.fillWidth: true
                visible: !root.ended && root.panel.actions.marked > 0
                actions: root.panel.actions
                onDestroyRequested: root.destroyMarkedRequested()
            }
            BulkResults {
                objectName: "bulkResults"
                Layout.fillWidth: true
                visible: !root.ended && root.panel.actions.result.open
                panel: root.panel
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
                    registry: root.panel.registry
                    stale: root.panel.host.stale
                    visible: !root.ended && root.sandboxes.count > 0
                    onPreviewRequested: root.sheetOpen = !root.sheetOpen
                    onOpenRequested: root.sheetOpen = true
                    onPauseRequested: id => root.panel.actions.pauseSandbox(id)
                    onResumeRequested: id => root.panel.actions.resumeSandbox(id)
                    onMarkToggled: id => root.panel.actions.toggleSandbox(id)
                    onMenuRequested: where => menu.popup(table, where.x, where.y)
                }
                Loader { // made when it is looked at
                    id: endedTable

                    anchors.fill: parent
                    anchors.margins: 1
                    active: root.ended && root.panel.ended.count > 0
                    focus: root.ended
                    // A bound component would not be made here ("outside its creation context", Qt 6.4.2).
                    sourceComponent: EndedTable {
                        focus: true
                        ended: root.panel.ended // qmllint disable unqualified
                        stale: root.panel.host.stale // qmllint disable unqualified
                        onPreviewRequested: root.sheetOpen = !root.sheetOpen // qmllint disable unqualified
                        onOpenRequested: root.sheetOpen = true // qmllint disable unqualified
                    }
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
                    visible: !root.ended && root.panel.loaded && root.sandboxes.total === 0
                    symbol: "sandbox"
                    title: qsTr("No sandboxes")
                    text: qsTr("A sandbox is a microVM with its own kernel, disk and memory. One starts when a session needs it, and ends with it.")
                }
                EmptyState {
                    objectName: "noneEnded"
                    anchors.centerIn: parent
                    width: parent.width - Theme.gap48
                    visible: root.ended && root.panel.loaded && root.panel.ended.total === 0
                    symbol: "clock-history"
                    title: qsTr("No sandbox has ended yet")
                    text: qsTr("Each that fails or is destroyed is listed here for a year: why it ended, what it used and cost, and what a failed one printed last.")
                }
                EmptyState {
                    objectName: "nothingMatches"
                    anchors.centerIn: parent
                    width: parent.width - Theme.gap48
                    visible: root.shown.total > 0 && root.shown.count === 0
                    symbol: "funnel"
                    title: qsTr("No sandbox matches the filter")
                    text: "“" + root.shown.filterText + "”"
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
            onAwakeRequested: root.awakeRequested()
            onReserveRequested: root.reserveRequested()
            onFilesRequested: root.filesRequested()
            onPortsRequested: root.portsRequested()
            onFilesDropped: files => root.filesDropped(files)
            onSeedAgainRequested: root.seedAgainRequested()
            onSessionRequested: root.sessionRequested()
        }
        Loader {
            id: endedPane

            objectName: "endedPane"
            x: split.width - width
            width: Theme.previewWidth
            height: split.height
            active: root.roomForPane && root.hasEndedSelection
            sourceComponent: EndedPane {
                panel: root.panel // qmllint disable unqualified
                onCloseRequested: root.panel.ended.clearSelection() // qmllint disable unqualified
            }
        }
    }
    Sheet {
        id: endedSheet

        objectName: "endedSheet"
        anchors.right: parent.right
        width: parent.width < Theme.sized(820) ? parent.width : Theme.previewWidth + Theme.gap32
        height: parent.height
        overlay: true
        visible: root.sheetOpen && root.hasEndedSelection && !root.roomForPane
        onCloseRequested: root.closeSheet()

        Loader {
            anchors.fill: parent
            active: endedSheet.visible
            sourceComponent: EndedPane {
                radius: 0 // the sheet has the edge
                border.width: 0
                panel: root.panel // qmllint disable unqualified
                onCloseRequested: root.closeSheet() // qmllint disable unqualified
            }
        }
    }
    Sheet {
        objectName: "sandboxSheet"
        anchors.right: parent.right
        width: parent.width < Theme.sized(820) ? parent.width : Theme.previewWidth + Theme.gap32
        height: parent.height
        overlay: true
        visible: root.sheetOpen && root.hasSelection && !root.roomForPane
        onCloseRequested: root.closeSheet()

        SandboxPane {
            anchors.fill: parent
            radius: 0 // the sheet has the edge
            border.width: 0
            panel: root.panel
            onCloseRequested: root.closeSheet()
            onDestroyRequested: root.destroyRequested()
            onSnapshotRequested: root.snapshotRequested()
            onForkRequested: root.forkRequested()
            onLadderRequested: root.ladderRequested()
            onAwakeRequested: root.awakeRequested()
            onReserveRequested: root.reserveRequested()
            onFilesRequested: root.filesRequested()
            onPortsRequested: root.portsRequested()
            onFilesDropped: files => root.filesDropped(files)
            onSeedAgainRequested: root.seedAgainRequested()
            onSessionRequested: root.sessionRequested()
        }
    }
    SandboxMenu {
        id: menu

        panel: root.panel
        onClosed: root.focusList()
    }
    Connections { // also set from elsewhere: "the sandboxes of this template"
        function onFilterTextChanged(): void {
            if (!root.ended && filter.text !== root.sandboxes.filterText)
                filter.text = root.sandboxes.filterText;
        }
        function onCurrentChanged(): void { // a link leads to one that lives
            if (root.sandboxes.currentKey !== "")
                root.ended = false;
        }

        target: root.sandboxes
    }
    Connections { // what was counted is among those that live
        function onSandboxesAsked(): void {
            root.ended = false;
            filter.text = root.sandboxes.filterText;
        }

        target: root.panel.overview
    }
    Connections { // an old link leads to one that ended
        function onEndedAsked(): void {
            root.ended = true;
            filter.text = root.panel.ended.filterText;
            root.sheetOpen = true;
        }

        target: root.panel
    }
    Connections {
        function onAsked(id: string): void {
            switch (id) {
            case "list.filter": filter.forceActiveFocus(); break;
            case "sandbox.snapshot": root.snapshotRequested(); break;
            case "sandbox.fork": root.forkRequested(); break;
            case "sandbox.files": root.filesRequested(); break;
            case "sandbox.ports": root.portsRequested(); break;
            case "sandbox.reserve": root.reserveRequested(); break;
            case "sandbox.start": root.sessionRequested(); break;
            case "sandbox.ladder": root.ladderRequested(); break;
            case "sandbox.awake": root.awakeRequested(); break;
            case "sandbox.destroy": root.destroyRequested(); break;
            case "marked.destroy": root.destroyMarkedRequested(); break;
            }
        }

        enabled: root.visible
        target: root.panel.registry
    }
}
