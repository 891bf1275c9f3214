// Where time and money went: what this host's compute cost at its own prices, and beside it, never added to it, what the
// control plane reports at list price.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

FocusScope {
    id: root

    required property PanelModel panel

    readonly property CostsModel costs: root.panel.history.costs
    readonly property list<string> groupings: [qsTr("Day"), qsTr("Session"), qsTr("Environment"), qsTr("Template"), qsTr("Sandbox"), qsTr("Agent")]
    // What is left for the table below blocks without bars and a strip without lines. The table comes first, then the
    // lines of the budgets, then the bars.
    readonly property real room: root.height - Theme.sized(248) - blocks.extraHeight - choices.height - (custom.visible ? custom.height + Theme.gap12 : 0) - (note.visible ? note.height + Theme.gap12 : 0)
    readonly property int budgetLines: Math.max(0, Math.min(2, Math.floor((root.room - Theme.sized(120)) / budgetStrip.lineHeight)))
    readonly property bool charted: root.room - budgetStrip.height + budgetStrip.headHeight >= Theme.sized(286) && !root.costs.nothing
    readonly property bool brief: root.room < 120 // the sums stand in the table's last row, too

    signal exportRequested
    signal budgetsRequested

    function exportRows(): void {
        if (root.costs.loaded && !root.costs.nothing)
            root.exportRequested();
    }

    objectName: "costsPage"

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.gap16
        spacing: Theme.gap12

        PageHeader {
            Layout.fillWidth: true
            title: qsTr("Costs")
            count: root.costs.rangeText

            CaptionLabel {
                objectName: "costsAge"
                height: Theme.controlHeight
                verticalAlignment: Text.AlignVCenter
                text: root.costs.loading ? qsTr("Reading…") : root.costs.asOf
            }
            IconButton {
                objectName: "readCosts"
                symbol: "arrow-clockwise"
                label: qsTr("Read again")
                keys: root.panel.registry.find("app.readAgain").keysText
                enabled: !root.costs.loading
                onClicked: root.costs.refresh()
            }
            PushButton {
                objectName: "exportCosts"
                text: qsTr("Export…")
                symbol: "download"
                enabled: root.costs.loaded && !root.costs.nothing
                hint: qsTr("All rows and their total as CSV   %1").arg(root.panel.registry.find("page.export").keysText)
                onClicked: root.exportRows()
            }
        }
        Flow {
            id: choices

            Layout.fillWidth: true
            spacing: Theme.gap12

            SegmentSwitch {
                objectName: "costRange"
                Accessible.name: qsTr("Days")
                choices: [qsTr("Today"), qsTr("7 days"), qsTr("30 days"), qsTr("Month"), qsTr("Custom")]
                current: root.costs.range
                onChosen: index => root.costs.range = index
            }
            Row {
                spacing: Theme.gap8

                CaptionLabel {
                    height: Theme.controlHeight
                    verticalAlignment: Text.AlignVCenter
                    text: qsTr("By")
                }
                SegmentSwitch {
                    objectName: "costGrouping"
                    Accessible.name: qsTr("Grouped by")
                    choices: root.groupings
                    current: root.costs.by
                    onChosen: index => root.costs.by = index
                }
            }
        }
        Row {
            id: custom

            visible: root.costs.range === CostsModel.Custom
            spacing: Theme.gap12

            InputField {
                objectName: "costFrom"
                width: Theme.sized(150)
                label: qsTr("First day (UTC)")
                text: root.costs.fromText
                mono: true
                wrong: root.costs.customProblem !== ""
                maximumLength: 10
                onEdited: text => root.costs.fromText = text
            }
            InputField {
                objectName: "costTo"
                width: Theme.sized(150)
                label: qsTr("Last day (UTC)")
                text: root.costs.toText
                mono: true
                wrong: root.costs.customProblem !== ""
                maximumLength: 10
                onEdited: text => root.costs.toText = text
            }
            CaptionLabel {
                objectName: "customProblem"
                anchors.bottom: parent.bottom // beside the fields, not their captions
                height: Theme.controlHeight
                verticalAlignment: Text.AlignVCenter
                text: root.costs.customProblem
                color: Theme.failed
            }
        }
        NoteBox {
            id: note

            objectName: "costsProblem"
            Layout.fillWidth: true
            visible: root.costs.problem !== "" && root.costs.loaded
            kind: "error"
            text: qsTr("The costs could not be read. %1").arg(root.costs.problem)
            actionText: qsTr("Try again")
            actionSymbol: "arrow-clockwise"
            onActionRequested: root.costs.refresh()
        }
        Item { // placed by hand: blocks that change their height are not always noticed (Qt 6.4)
            id: blocks

            readonly property real blockWidth: (blocks.width - Theme.gap12) / 2
            readonly property real extraHeight: Math.max(local.extraHeight, listed.extraHeight)

            Layout.fillWidth: true
            implicitHeight: local.height
            visible: root.costs.loaded && !root.brief

            CostBlock {
                id: local

                objectName: "localBlock"
                width: blocks.blockWidth
                height: local.implicitHeight + blocks.extraHeight - local.extraHeight // both as high as the higher
                title: qsTr("Local compute")
                source: qsTr("Measured on this host. %1").arg(root.costs.prices)
                total: root.costs.localTotal
                detail: root.costs.localDetail
                days: root.costs.days
                list: false
                most: root.costs.localMost
                charted: root.charted
                ink: Theme.live
            }
            CostBlock {
                id: listed

                objectName: "listBlock"
                x: blocks.width - width
                width: blocks.blockWidth
                height: local.height
                title: qsTr("List cost")
                source: qsTr("Reported by the control plane at list price; not the invoice.")
                total: root.costs.listTotal
                detail: root.costs.listDetail
                days: root.costs.days
                list: true
                most: root.costs.listMost
                charted: root.charted
                ink: Theme.progress
            }
        }
        BudgetStrip {
            id: budgetStrip

            objectName: "budgetStrip"
            Layout.fillWidth: true
            budgets: root.panel.history.budgets
            linesShown: root.budgetLines
            onEditRequested: root.budgetsRequested()
        }
        Card {
            Layout.fillWidth: true
            Layout.fillHeight: true

            CostTable {
                objectName: "costs"
                anchors.fill: parent
                anchors.margins: 1
                focus: true
                visible: root.costs.loaded && !root.costs.nothing
                costs: root.costs
                grouping: root.groupings[root.costs.by]
                onOpenRequested: key => root.panel.openObject(["", "session/", "", "template/", "sandbox/", ""][root.costs.by] + key)
            }
            SkeletonRows {
                width: parent.width
                y: Theme.controlHeight
                shown: !root.costs.loaded && root.costs.problem === ""
            }
            EmptyState {
                objectName: "noCosts"
                anchors.centerIn: parent
                width: parent.width - Theme.gap48
                visible: root.costs.nothing
                symbol: "cpu"
                title: qsTr("Nothing was used in these days")
                text: qsTr("Sandboxes are metered by the second from their start. Prices are this host's own: --prices names their file.")
            }
            EmptyState {
                objectName: "costsUnread"
                anchors.centerIn: parent
                width: parent.width - Theme.gap48
                visible: root.costs.problem !== "" && !root.costs.loaded
                symbol: "state/octagon-cross"
                title: qsTr("The costs could not be read")
                text: root.costs.problem
                actionText: qsTr("Try again")
                actionSymbol: "arrow-clockwise"
                onActionRequested: root.costs.refresh()
            }
        }
    }
    Connections {
        function onAsked(id: string): void {
            switch (id) {
            case "page.export": root.exportRows(); break;
            }
        }

        enabled: root.visible
        target: root.panel.registry
    }
}
