// What sandboxes try to reach, as it happens, by host; refusals first, and what can be done about them there and then.
// Beside it the profiles of this host, with how often each rule decided.
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

    readonly property EgressPanel egress: root.panel.egress
    readonly property StableList rows: root.egress.rows
    property bool sheetOpen: false

    readonly property bool live: root.egress.tab === 0
    readonly property bool profilesShown: root.visible && !root.live

    signal exportRequested(json: bool, text: string)

    onProfilesShownChanged: root.egress.profiles.setShown(root.profilesShown)

    objectName: "egressPage"

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
                title: qsTr("Egress")
                count: root.live ? root.rows.countText : ""

                SearchField {
                    id: filter

                    objectName: "filter"
                    label: qsTr("Filter hosts")
                    symbol: "filter"
                    keys: root.panel.registry.find("list.filter").keysText
                    visible: root.live
                    width: root.width < Theme.sized(900) ? Theme.sized(140) : Theme.sized(240)
                    onTextChanged: root.rows.filterText = text
                    Component.onCompleted: text = root.rows.filterText
                    Keys.onDownPressed: table.forceActiveFocus()
                }
                PushButton {
                    id: exporting

                    objectName: "exportEgress"
                    visible: root.live
                    text: qsTr("Export…")
                    symbol: "download"
                    hint: qsTr("Every attempt in the ledger, as filtered   %1").arg(root.panel.registry.find("page.export").keysText)
                    Accessible.role: Accessible.ButtonMenu
                    onClicked: formats.popup(exporting, 0, exporting.height + Theme.gap4)

                    RowMenu {
                        id: formats

                        objectName: "exportMenu"

                        MenuEntry {
                            objectName: "exportCsv"
                            text: qsTr("As a table (CSV)…")
                            symbol: "download"
                            onTriggered: root.exportRequested(false, root.rows.filterText)
                        }
                        MenuEntry {
                            objectName: "exportJson"
                            text: qsTr("As JSON lines…")
                            symbol: "download"
                            onTriggered: root.exportRequested(true, root.rows.filterText)
                        }
                    }
                }
                PushButton {
                    objectName: "clearEgress"
                    visible: root.live
                    text: qsTr("Clear")
                    hint: qsTr("This page alone; the ledger keeps each attempt")
                    enabled: root.rows.total > 0
                    onClicked: root.egress.clear()
                }
            }
            EgressTabs {
                Layout.fillWidth: true
                panel: root.panel
            }
            NoteBox {
                objectName: "egressFileProblem"
                Layout.fillWidth: true
                visible: root.egress.fileProblem !== ""
                kind: "error"
                text: root.egress.fileProblem
            }
            NoteBox {
                objectName: "egressCeiling"
                Layout.fillWidth: true
                visible: root.egress.ceiling !== ""
                text: qsTr("No sandbox of this host exceeds the profile “%1”, whatever its own allows.").arg(root.egress.ceiling)
            }
            EgressTest {
                objectName: "egressTest"
                Layout.fillWidth: true
                egress: root.egress
            }
            EgressProfilesCard {
                objectName: "egressProfiles"
                Layout.fillWidth: true
                Layout.fillHeight: true
                visible: !root.live
                profiles: root.egress.profiles
                registry: root.panel.registry
            }
            Card {
                Layout.fillWidth: true
                Layout.fillHeight: true
                visible: root.live

                EgressTable {
                    id: table

                    objectName: "egressTable"
                    anchors.fill: parent
                    anchors.margins: 1
                    focus: true
                    rows: root.rows
                    visible: root.rows.count > 0
                    onPreviewRequested: root.sheetOpen = !root.sheetOpen
                    onOpenRequested: root.sheetOpen = true
                }
                EmptyState {
                    objectName: "noEgress"
                    anchors.centerIn: parent
                    width: parent.width - Theme.gap48
                    visible: root.rows.total === 0
                    symbol: "egress"
                    title: qsTr("Nothing tried to leave yet")
                    text: qsTr("Each host that a sandbox asks for appears here, with the rule that decided. Earlier ones: gloveboxctl egress log.")
                }
                EmptyState {
                    objectName: "nothingMatches"
                    anchors.centerIn: parent
                    width: parent.width - Theme.gap48
                    visible: root.rows.total > 0 && root.rows.count === 0
                    symbol: "funnel"
                    title: qsTr("No host matches the filter")
                    text: "“" + root.rows.filterText + "”"
                    actionText: qsTr("Clear the filter")
                    onActionRequested: filter.clear()
                }
            }
            NoteBox {
                objectName: "egressMissed"
                Layout.fillWidth: true
                visible: root.live && root.egress.missed
                kind: "warning"
                text: qsTr("Some attempts came too fast to be shown here. The ledger has each of them.")
            }
        }
        EgressPane {
            id: pane

            objectName: "egressPane"
            x: split.width - width
            width: Theme.previewWidth
            height: split.height
            visible: root.live && root.roomForPane && root.egress.known
            panel: root.panel
            onCloseRequested: root.rows.clearSelection()
        }
        NoteBox { // lies over the table: it is gone in some seconds
            objectName: "egressUndo"
            anchors.horizontalCenter: parent.horizontalCenter
            y: parent.height - height - Theme.gap16
            width: Math.min(parent.width - Theme.gap48, Theme.sized(560))
            visible: root.egress.undoText !== ""
            text: root.egress.undoText
            actionText: qsTr("Undo")
            actionSymbol: "arrow-clockwise"
            onActionRequested: root.egress.undo()
        }
    }
    Sheet {
        objectName: "egressSheet"
        anchors.right: parent.right
        width: parent.width < Theme.sized(820) ? parent.width : Theme.previewWidth + Theme.gap32
        height: parent.height
        overlay: true
        visible: root.live && root.sheetOpen && root.egress.known && !root.roomForPane
        onCloseRequested: {
            root.sheetOpen = false;
            table.forceActiveFocus();
        }

        EgressPane {
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
    Connections {
        function onAsked(id: string): void {
            switch (id) {
            case "list.filter": filter.forceActiveFocus(); break;
            case "page.export": root.exportRequested(false, root.rows.filterText); break;
            }
        }

        enabled: root.visible && root.live
        target: root.panel.registry
    }
}
