// Images: what sandboxes and templates begin with. They are brought in from registries and from files.
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
    readonly property StableList images: root.library.images
    readonly property bool hasSelection: root.images.currentKey !== "" && root.library.image.known
    readonly property bool anySelected: root.images.currentKey !== ""
    readonly property bool tight: (split.width - split.paneSpace < Theme.sized(860)) || longWords.advanceWidth > split.width - split.paneSpace - Theme.sized(500)
    property bool sheetOpen: false

    signal importRequested
    signal fileDropped(file: url)
    signal collectRequested
    signal buildRequested
    signal sandboxRequested
    signal templateRequested
    signal nameRequested
    signal removeRequested
    signal retryRequested
    signal logRequested

    objectName: "imagesPage"
    onAnySelectedChanged: root.sheetOpen = root.sheetOpen && root.anySelected // or the next row would open it again

    TextMetrics { // of the buttons above the list
        id: longWords

        text: qsTr("Build the agent image…") + qsTr("Remove unneeded…") + qsTr("Import image…")
        font.family: Theme.family
        font.pixelSize: Theme.bodySize
        font.weight: Font.Medium
    }
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
                title: qsTr("Images")
                count: root.panel.loaded ? root.images.countText : ""

                SearchField {
                    id: filter

                    objectName: "filter"
                    label: qsTr("Filter images")
                    symbol: "filter"
                    keys: root.panel.registry.find("list.filter").keysText
                    width: root.tight ? Theme.sized(170) : Theme.sized(260)
                    onTextChanged: root.images.filterText = text
                    Component.onCompleted: text = root.images.filterText
                    Keys.onDownPressed: table.forceActiveFocus()
                }
                PushButton {
                    objectName: "buildAgentImage"
                    text: root.tight ? qsTr("Build…") : qsTr("Build the agent image…")
                    symbol: "robot"
                    visible: root.panel.host.canBuildImages
                    hint: qsTr("Tools, git, Python, Node and the SDK, from the distribution's packages")
                    onClicked: root.buildRequested()
                }
                PushButton {
                    objectName: "collectImages"
                    text: root.tight ? qsTr("Clean up…") : qsTr("Remove unneeded…")
                    symbol: "trash3"
                    hint: qsTr("Layers and files that no image needs any more")
                    onClicked: root.collectRequested()
                }
                PushButton {
                    objectName: "importImage"
                    text: root.tight ? qsTr("Import…") : qsTr("Import image…")
                    symbol: "download"
                    hint: qsTr("From a registry, or from a file or folder")
                    onClicked: root.importRequested()
                }
            }
            LibraryTabs {
                Layout.fillWidth: true
                panel: root.panel
                current: 2
            }
            CaptionLabel {
                objectName: "libraryUsage"
                Layout.fillWidth: true
                visible: root.panel.host.imageDiskText !== ""
                text: root.panel.host.imageDiskText
                wrapMode: Text.Wrap
                elide: Text.ElideNone
            }
            Card {
                Layout.fillWidth: true
                Layout.fillHeight: true

                ImageTable {
                    id: table

                    anchors.fill: parent
                    anchors.margins: 1
                    focus: true
                    images: root.images
                    stale: root.panel.host.stale
                    visible: root.images.count > 0
                    onPreviewRequested: root.sheetOpen = !root.sheetOpen
                    onOpenRequested: root.sheetOpen = true
                }
                SkeletonRows {
                    width: parent.width
                    y: Theme.controlHeight
                    shown: !root.panel.loaded
                }
                EmptyState {
                    objectName: "noImages"
                    anchors.centerIn: parent
                    width: parent.width - Theme.gap48
                    visible: root.panel.loaded && root.images.total === 0
                    symbol: "image"
                    title: qsTr("No images yet")
                    text: qsTr("The built-in one is what sandboxes get. Any image that follows the OCI standard can be brought in: from a registry, or from a file, which can also be dropped here.")
                    actionText: qsTr("Import image…")
                    actionSymbol: "download"
                    onActionRequested: root.importRequested()
                }
                EmptyState {
                    objectName: "nothingMatches"
                    anchors.centerIn: parent
                    width: parent.width - Theme.gap48
                    visible: root.images.total > 0 && root.images.count === 0
                    symbol: "funnel"
                    title: qsTr("No image matches the filter")
                    text: "“" + root.images.filterText + "”"
                    actionText: qsTr("Clear the filter")
                    onActionRequested: filter.clear()
                }
            }
        }
        ImagePane {
            id: pane

            objectName: "imagePane"
            x: split.width - width
            width: Theme.previewWidth
            height: split.height
            visible: root.roomForPane && root.hasSelection
            panel: root.panel
            onCloseRequested: root.images.clearSelection()
            onSandboxRequested: root.sandboxRequested()
            onTemplateRequested: root.templateRequested()
            onNameRequested: root.nameRequested()
            onRemoveRequested: root.removeRequested()
            onRetryRequested: root.retryRequested()
            onLogRequested: root.logRequested()
        }
    }
    DropArea { // a file from the desktop
        id: drop

        objectName: "dropArea"
        anchors.fill: parent
        keys: ["text/uri-list"]
        onDropped: event => {
            if (event.hasUrls && event.urls.length > 0)
                root.fileDropped(event.urls[0]);
        }

        Rectangle {
            readonly property bool floats: true

            anchors.fill: parent
            anchors.margins: Theme.gap8
            visible: drop.containsDrag
            color: Theme.infoFill
            opacity: 0.95
            radius: Theme.radiusCard
            border.color: Theme.link
            border.width: Theme.focusWidth

            SectionLabel {
                anchors.centerIn: parent
                text: qsTr("Drop it to import it as an image")
            }
        }
    }
    Sheet {
        objectName: "imageSheet"
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
            sourceComponent: ImagePane {
                radius: 0 // the sheet has the edge
                border.width: 0
                // A bound component would not be made here ("outside its creation context", Qt 6.4.2).
                panel: root.panel // qmllint disable unqualified
                onSandboxRequested: root.sandboxRequested() // qmllint disable unqualified
                onTemplateRequested: root.templateRequested() // qmllint disable unqualified
                onNameRequested: root.nameRequested() // qmllint disable unqualified
                onRemoveRequested: root.removeRequested() // qmllint disable unqualified
                onRetryRequested: root.retryRequested() // qmllint disable unqualified
                onLogRequested: root.logRequested() // qmllint disable unqualified
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
            case "image.sandbox": root.sandboxRequested(); break;
            case "image.template": root.templateRequested(); break;
            case "image.name": root.nameRequested(); break;
            case "image.remove": root.removeRequested(); break;
            }
        }

        enabled: root.visible
        target: root.panel.registry
    }
}
