// The work queue as the control plane lists it: its figures, the items that are not stopped, and the repair of those that
// will not move by themselves.
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

    readonly property StableList work: root.panel.work
    readonly property bool hasSelection: root.work.currentKey !== "" && root.panel.workItem.known
    property bool sheetOpen: false

    signal repairRequested

    objectName: "queuePage"

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
                title: qsTr("Queue")
                count: root.panel.queueKnown ? root.work.countText : ""

                SearchField {
                    id: filter

                    objectName: "filter"
                    label: qsTr("Filter work items")
                    symbol: "filter"
                    keys: root.panel.registry.find("list.filter").keysText
                    width: root.width < Theme.sized(900) ? Theme.sized(220) : Theme.sized(280)
                    onTextChanged: root.work.filterText = text
                    Component.onCompleted: text = root.work.filterText
                    Keys.onDownPressed: table.forceActiveFocus()
                }
            }
            QueueFigures {
                Layout.fillWidth: true
                panel: root.panel
                visible: root.panel.environment.known
            }
            Card {
                Layout.fillWidth: true
                Layout.fillHeight: true

                WorkTable {
                    id: table

                    objectName: "workTable"
                    anchors.fill: parent
                    anchors.margins: 1
                    focus: true
                    work: root.work
                    stale: root.panel.host.stale
                    several: root.panel.environment.several
                    visible: root.work.count > 0
                    onPreviewRequested: root.sheetOpen = !root.sheetOpen
                    onOpenRequested: root.sheetOpen = true
                }
                SkeletonRows {
                    width: parent.width
                    y: Theme.controlHeight
                    shown: root.work.total === 0 && !root.panel.queueKnown && !root.panel.queueTroubled
                }
                EmptyState {
                    objectName: "queueEmpty"
                    anchors.centerIn: parent
                    width: parent.width - Theme.gap48
                    visible: root.panel.queueKnown && root.work.total === 0
                    symbol: "list-task"
                    title: qsTr("The queue is empty")
                    text: qsTr("Nothing waits and nothing is held. A session's work appears here when it has tool calls to run.")
                }
                EmptyState {
                    objectName: "queueUnread"
                    anchors.centerIn: parent
                    width: parent.width - Theme.gap48
                    visible: !root.panel.queueKnown && root.panel.queueTroubled && root.work.total === 0
                    symbol: "state/octagon-cross"
                    title: qsTr("The queue could not be read")
                    text: qsTr("Why stands above. Sessions that this host serves go on; what else waits is not known.")
                    actionText: qsTr("Read it now")
                    actionSymbol: "arrow-clockwise"
                    onActionRequested: root.panel.readQueues()
                }
                EmptyState {
                    objectName: "nothingMatches"
                    anchors.centerIn: parent
                    width: parent.width - Theme.gap48
                    visible: root.work.total > 0 && root.work.count === 0
                    symbol: "funnel"
                    title: qsTr("No work item matches the filter")
                    text: "“" + root.work.filterText + "”"
                    actionText: qsTr("Clear the filter")
                    onActionRequested: filter.clear()
                }
            }
        }
        WorkPane {
            id: pane

            objectName: "workPane"
            x: split.width - width
            width: Theme.previewWidth
            height: split.height
            visible: root.roomForPane && root.hasSelection
            panel: root.panel
            onCloseRequested: root.work.clearSelection()
            onRepairRequested: root.repairRequested()
        }
    }
    Sheet {
        objectName: "workSheet"
        anchors.right: parent.right
        width: parent.width < Theme.sized(820) ? parent.width : Theme.previewWidth + Theme.gap32
        height: parent.height
        overlay: true
        visible: root.sheetOpen && root.hasSelection && !root.roomForPane
        onCloseRequested: {
            root.sheetOpen = false;
            table.forceActiveFocus();
        }

        WorkPane {
            anchors.fill: parent
            radius: 0 // the sheet has the edge
            border.width: 0
            panel: root.panel
            onCloseRequested: {
                root.sheetOpen = false;
                table.forceActiveFocus();
            }
            onRepairRequested: root.repairRequested()
        }
    }
    Connections {
        function onAsked(id: string): void {
            switch (id) {
            case "list.filter": filter.forceActiveFocus(); break;
            }
        }

        enabled: root.visible
        target: root.panel.registry
    }
}
