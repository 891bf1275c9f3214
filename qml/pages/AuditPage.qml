// Who did what to which object, with what outcome: found by text, kind of action and object, exported, and
// verified.
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

    readonly property AuditModel audit: root.panel.history.audit
    readonly property string filterWords: root.joined(root.joined(root.audit.text === "" ? "" : "“" + root.audit.text + "”", root.audit.object),
                                                      root.audit.action > 0 ? root.audit.actions[root.audit.action] : "")
    property bool sheetOpen: false

    signal exportRequested(json: bool)

    function joined(one: string, other: string): string {
        return one === "" ? other : other === "" ? one : one + ", " + other;
    }
    function exportRows(json: bool): void {
        if (root.audit.rows.count > 0)
            root.exportRequested(json);
    }

    objectName: "auditPage"

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
                title: qsTr("Audit")
                count: root.audit.countText

                CaptionLabel {
                    objectName: "auditAge"
                    height: Theme.controlHeight
                    verticalAlignment: Text.AlignVCenter
                    text: root.audit.loading ? qsTr("Reading…") : root.audit.asOf
                }
                IconButton {
                    objectName: "readAudit"
                    symbol: "arrow-clockwise"
                    label: qsTr("Read again")
                    keys: root.panel.registry.find("app.readAgain").keysText
                    enabled: !root.audit.loading
                    onClicked: root.audit.refresh()
                }
                PushButton {
                    objectName: "exportJson"
                    text: qsTr("Export JSON…")
                    symbol: "download"
                    enabled: root.audit.rows.count > 0
                    hint: qsTr("The whole trail as filtered, with a checksum file   %1").arg(root.panel.registry.find("page.export").keysText)
                    onClicked: root.exportRows(true)
                }
                PushButton {
                    objectName: "exportCsv"
                    text: qsTr("Export CSV…")
                    symbol: "download"
                    enabled: root.audit.rows.count > 0
                    hint: qsTr("The whole trail as filtered, with a checksum file")
                    onClicked: root.exportRows(false)
                }
            }
            Flow {
                Layout.fillWidth: true
                spacing: Theme.gap8

                SearchField {
                    id: filter

                    objectName: "filter"
                    label: qsTr("Find in any field")
                    symbol: "search"
                    keys: root.panel.registry.find("list.filter").keysText
                    width: Theme.sized(220)
                    onTextEdited: root.audit.text = text
                    onTextChanged: if (text === "")
                        root.audit.text = ""
                    Component.onCompleted: text = root.audit.text
                    Keys.onDownPressed: table.forceActiveFocus()
                }
                SearchField {
                    id: objectFilter

                    objectName: "objectFilter"
                    label: qsTr("One object: kind/id")
                    symbol: "filter"
                    width: Theme.sized(240)
                    onTextEdited: root.audit.object = text
                    onTextChanged: if (text === "")
                        root.audit.object = ""
                    Component.onCompleted: text = root.audit.object
                    Keys.onDownPressed: table.forceActiveFocus()
                }
                ChoiceBox {
                    objectName: "actionFilter"
                    width: Theme.sized(176)
                    label: qsTr("About")
                    model: root.audit.actions
                    currentIndex: root.audit.action
                    onActivated: index => root.audit.action = index
                }
            }
            NoteBox {
                objectName: "auditProblem"
                Layout.fillWidth: true
                visible: root.audit.problem !== "" && root.audit.loaded
                kind: "error"
                text: qsTr("The audit trail could not be read. %1").arg(root.audit.problem)
                actionText: qsTr("Try again")
                actionSymbol: "arrow-clockwise"
                onActionRequested: root.audit.refresh()
            }
            Card {
                Layout.fillWidth: true
                Layout.fillHeight: true

                AuditTable {
                    id: table

                    objectName: "auditTable"
                    anchors.fill: parent
                    anchors.margins: 1
                    focus: true
                    audit: root.audit
                    visible: root.audit.rows.count > 0
                    onPreviewRequested: root.sheetOpen = !root.sheetOpen
                    onOpenRequested: root.sheetOpen = true
                }
                SkeletonRows {
                    width: parent.width
                    y: Theme.controlHeight
                    shown: !root.audit.loaded && root.audit.problem === ""
                }
                EmptyState {
                    objectName: "noAudit"
                    anchors.centerIn: parent
                    width: parent.width - Theme.gap48
                    visible: root.audit.loaded && root.audit.rows.count === 0 && !root.audit.filtered
                    symbol: "journal-text"
                    title: qsTr("Nothing was done yet")
                    text: qsTr("Everything that an operator, the engine or the control plane does here gets an entry that stays.")
                }
                EmptyState {
                    objectName: "nothingMatches"
                    anchors.centerIn: parent
                    width: parent.width - Theme.gap48
                    visible: root.audit.loaded && root.audit.rows.count === 0 && root.audit.filtered
                    symbol: "funnel"
                    title: qsTr("No entry matches the filter")
                    text: qsTr("The whole trail was searched for %1.").arg(root.filterWords)
                    actionText: qsTr("Clear the filter")
                    onActionRequested: root.audit.clearFilter()
                }
                EmptyState {
                    objectName: "auditUnread"
                    anchors.centerIn: parent
                    width: parent.width - Theme.gap48
                    visible: root.audit.problem !== "" && !root.audit.loaded
                    symbol: "state/octagon-cross"
                    title: qsTr("The audit trail could not be read")
                    text: root.audit.problem
                    actionText: qsTr("Try again")
                    actionSymbol: "arrow-clockwise"
                    onActionRequested: root.audit.refresh()
                }
            }
            AuditSeal {
                Layout.fillWidth: true
                panel: root.panel
            }
        }
        AuditPane {
            id: pane

            objectName: "auditPane"
            x: split.width - width
            width: Theme.previewWidth
            height: split.height
            visible: root.roomForPane && root.audit.known
            panel: root.panel
            onCloseRequested: root.audit.rows.clearSelection()
        }
    }
    Sheet {
        objectName: "auditSheet"
        anchors.right: parent.right
        width: parent.width < Theme.sized(820) ? parent.width : Theme.previewWidth + Theme.gap32
        height: parent.height
        overlay: true
        visible: root.sheetOpen && root.audit.known && !root.roomForPane
        onCloseRequested: {
            root.sheetOpen = false;
            table.forceActiveFocus();
        }

        AuditPane {
            anchors.fill: parent
            radius: 0 // the sheet has the edge
            border.width: 0
            panel: root.panel
            onCloseRequested: {
                root.sheetOpen = false;
                table.forceActiveFocus();
            }
        }
    }
    Connections { // the model's filter is set from elsewhere, too
        function onFilterChanged(): void {
            if (filter.text !== root.audit.text)
                filter.text = root.audit.text;
            if (objectFilter.text !== root.audit.object)
                objectFilter.text = root.audit.object;
        }

        target: root.audit
    }
    Connections {
        function onAsked(id: string): void {
            switch (id) {
            case "list.filter": filter.forceActiveFocus(); break;
            case "page.export": root.exportRows(true); break;
            }
        }

        enabled: root.visible
        target: root.panel.registry
    }
}
