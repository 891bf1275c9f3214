// What the engine makes by itself for sandboxes to be cloned from: a template each size, its build, what it holds, and who stands on it.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

FocusScope {
    id: root

    required property PanelModel panel
    required property bool roomForPane

    readonly property StableList templates: root.panel.templates
    readonly property bool hasSelection: root.templates.currentKey !== "" && root.panel.base.known
    readonly property bool anySelected: root.templates.currentKey !== ""
    property bool sheetOpen: false

    signal deleteRequested
    signal ladderRequested

    objectName: "templatesPage"
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
                title: qsTr("Templates")
                count: root.panel.loaded ? root.templates.countText : ""

                SearchField {
                    id: filter

                    objectName: "filter"
                    label: qsTr("Filter templates")
                    symbol: "filter"
                    keys: root.panel.registry.find("list.filter").keysText
                    width: root.width < Theme.sized(900) ? Theme.sized(220) : Theme.sized(280)
                    onTextChanged: root.templates.filterText = text
                    Component.onCompleted: text = root.templates.filterText
                    Keys.onDownPressed: table.forceActiveFocus()
                }
            }
            LibraryTabs {
                Layout.fillWidth: true
                panel: root.panel
                current: 1
            }
            NoteBox {
                objectName: "noCloning"
                Layout.fillWidth: true
                visible: root.panel.host.whyNoCloning !== "" && root.templates.total > 0
                kind: "warning"
                text: qsTr("Sandboxes boot on this host instead of being cloned. %1").arg(root.panel.host.whyNoCloning)
            }
            Card {
                Layout.fillWidth: true
                Layout.fillHeight: true

                TemplateTable {
                    id: table

                    anchors.fill: parent
                    anchors.margins: 1
                    focus: true
                    templates: root.templates
                    stale: root.panel.host.stale
                    visible: root.templates.count > 0
                    onPreviewRequested: root.sheetOpen = !root.sheetOpen
                    onOpenRequested: root.sheetOpen = true
                }
                SkeletonRows {
                    width: parent.width
                    y: Theme.controlHeight
                    shown: !root.panel.loaded
                }
                EmptyState {
                    objectName: "noTemplates"
                    anchors.centerIn: parent
                    width: parent.width - Theme.gap48
                    visible: root.panel.loaded && root.templates.total === 0
                    symbol: root.panel.host.whyNoCloning === "" ? "template" : "slash-circle"
                    title: root.panel.host.whyNoCloning === "" ? qsTr("No templates") : qsTr("Sandboxes cannot be cloned on this host")
                    text: root.panel.host.whyNoCloning === ""
                          ? qsTr("A template is a microVM that was booted once and frozen, memory and disk. New sandboxes are cloned from it instead of booting. It is built when the first sandbox of its size is wanted, and kept while the engine runs.")
                          : qsTr("They boot instead, which takes longer. %1").arg(root.panel.host.whyNoCloning)
                }
                EmptyState {
                    objectName: "nothingMatches"
                    anchors.centerIn: parent
                    width: parent.width - Theme.gap48
                    visible: root.templates.total > 0 && root.templates.count === 0
                    symbol: "funnel"
                    title: qsTr("No template matches the filter")
                    text: "“" + root.templates.filterText + "”"
                    actionText: qsTr("Clear the filter")
                    onActionRequested: filter.clear()
                }
            }
        }
        TemplatePane {
            id: pane

            objectName: "templatePane"
            x: split.width - width
            width: Theme.previewWidth
            height: split.height
            visible: root.roomForPane && root.hasSelection
            panel: root.panel
            onCloseRequested: root.templates.clearSelection()
            onDeleteRequested: root.deleteRequested()
            onLadderRequested: root.ladderRequested()
        }
    }
    Sheet {
        objectName: "templateSheet"
        anchors.right: parent.right
        width: parent.width < Theme.sized(820) ? parent.width : Theme.previewWidth + Theme.gap32
        height: parent.height
        overlay: true
        visible: root.sheetOpen && root.hasSelection && !root.roomForPane
        onCloseRequested: {
            root.sheetOpen = false;
            table.forceActiveFocus();
        }

        Loader { // made anew each time: layouts of Qt 6.4 miss what changes in them while they are hidden
            anchors.fill: parent
            active: root.sheetOpen && root.hasSelection && !root.roomForPane
            sourceComponent: TemplatePane {
                radius: 0 // the sheet has the edge
                border.width: 0
                // A bound component would not be made here ("outside its creation context", Qt 6.4.2).
                panel: root.panel // qmllint disable unqualified
                onDeleteRequested: root.deleteRequested() // qmllint disable unqualified
                onLadderRequested: root.ladderRequested() // qmllint disable unqualified
                onCloseRequested: {
                    root.sheetOpen = false; // qmllint disable unqualified
                    table.forceActiveFocus(); // qmllint disable unqualified
                }
            }
        }
    }
    Connections {
        function onAsked(id: string): void {
            switch (id) {
            case "list.filter": filter.forceActiveFocus(); break;
            case "template.delete": root.deleteRequested(); break;
            }
        }

        enabled: root.visible
        target: root.panel.registry
    }
}
