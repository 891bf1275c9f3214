// Templates that somebody defined: made from an image, another template or a snapshot by steps, built once, and frozen.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

FocusScope {
    id: root

    required property PanelModel panel
    required property bool roomForPane

    readonly property LibraryPanel library: root.panel.library
    readonly property StableList templates: root.library.templates
    readonly property bool hasSelection: root.templates.currentKey !== "" && root.library.made.known
    readonly property bool anySelected: root.templates.currentKey !== ""
    readonly property bool tight: split.width - split.paneSpace < Theme.sized(800)
    property bool sheetOpen: false

    signal newRequested
    signal editRequested
    signal sandboxRequested
    signal templateRequested
    signal deleteRequested
    signal versionDeleteRequested(version: int, detail: string)

    objectName: "definedPage"
    onAnySelectedChanged: root.sheetOpen = root.sheetOpen && root.anySelected // or the next row would open it again

    Item { // placed by hand: a pane that comes and goes must not depend on when a layout notices
        id: split

        readonly property real paneSpace: pane.visible ? Theme.detailWidth + Theme.gap12 : 0

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
                    width: root.tight ? Theme.sized(200) : Theme.sized(260)
                    onTextChanged: root.templates.filterText = text
                    Component.onCompleted: text = root.templates.filterText
                    Keys.onDownPressed: table.forceActiveFocus()
                }
                PushButton {
                    objectName: "newTemplate"
                    text: root.tight ? qsTr("New…") : qsTr("New template…")
                    symbol: "plus-lg"
                    hint: qsTr("From an image, a template or a snapshot, with steps of your own")
                    onClicked: root.newRequested()
                }
            }
            LibraryTabs {
                Layout.fillWidth: true
                panel: root.panel
                current: 0
            }
            Card {
                Layout.fillWidth: true
                Layout.fillHeight: true

                DefinedTable {
                    id: table

                    anchors.fill: parent
                    anchors.margins: 1
                    focus: true
                    templates: root.templates
                    stale: root.panel.host.stale
                    visible: root.templates.count > 0
                    onPreviewRequested: root.sheetOpen = !root.sheetOpen
                    onOpenRequested: root.sheetOpen = true
                    onMenuRequested: where => menu.popup(table, where.x, where.y)
                }
                SkeletonRows {
                    width: parent.width
                    y: Theme.controlHeight
                    shown: !root.panel.loaded
                }
                EmptyState {
                    objectName: "noDefined"
                    anchors.centerIn: parent
                    width: parent.width - Theme.gap48
                    visible: root.panel.loaded && root.templates.total === 0
                    symbol: "template"
                    title: qsTr("No templates of your own yet")
                    text: qsTr("A template is an image, another template or a snapshot with steps that run once: packages, files, settings. It is built in a microVM and frozen, so sandboxes from it start with all of that and without booting.")
                    actionText: qsTr("New template…")
                    actionSymbol: "plus-lg"
                    onActionRequested: root.newRequested()
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
        DefinedPane {
            id: pane

            objectName: "definedPane"
            x: split.width - width
            width: Theme.detailWidth
            height: split.height
            visible: root.roomForPane && root.hasSelection
            panel: root.panel
            onCloseRequested: root.templates.clearSelection()
            onEditRequested: root.editRequested()
            onSandboxRequested: root.sandboxRequested()
            onDeleteRequested: root.deleteRequested()
            onVersionDeleteRequested: (version, detail) => root.versionDeleteRequested(version, detail)
            onMenuRequested: by => menu.popup(by, by.width - menu.width, -menu.height)
        }
    }
    Sheet {
        objectName: "definedSheet"
        anchors.right: parent.right
        width: parent.width < Theme.sized(820) ? parent.width : Theme.detailWidth + Theme.gap32
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
            sourceComponent: DefinedPane {
                radius: 0 // the sheet has the edge
                border.width: 0
                // A bound component would not be made here ("outside its creation context", Qt 6.4.2).
                panel: root.panel // qmllint disable unqualified
                onEditRequested: root.editRequested() // qmllint disable unqualified
                onSandboxRequested: root.sandboxRequested() // qmllint disable unqualified
                onDeleteRequested: root.deleteRequested() // qmllint disable unqualified
                onVersionDeleteRequested: (version, detail) => root.versionDeleteRequested(version, detail) // qmllint disable unqualified
                onMenuRequested: by => menu.popup(by, by.width - menu.width, -menu.height) // qmllint disable unqualified
                onCloseRequested: {
                    root.sheetOpen = false; // qmllint disable unqualified
                    table.forceActiveFocus(); // qmllint disable unqualified
                }
            }
        }
    }
    DefinedMenu {
        id: menu

        panel: root.panel
    }
    Connections {
        function onAsked(id: string): void {
            switch (id) {
            case "list.filter": filter.forceActiveFocus(); break;
            case "defined.sandbox": root.sandboxRequested(); break;
            case "defined.edit": root.editRequested(); break;
            case "defined.template": root.templateRequested(); break;
            case "defined.delete": root.deleteRequested(); break;
            }
        }

        enabled: root.visible
        target: root.panel.registry
    }
}
