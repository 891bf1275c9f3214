// The file system of a sandbox: folders to walk through, files to look at, to download and to upload. One that sleeps
// is asked nothing until somebody says so.
import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

FocusScope {
    id: root

    required property PanelModel panel

    readonly property FilesPanel files: root.panel.inside.files
    readonly property bool browsing: root.files.view === FilesPanel.Shown
    readonly property bool narrow: root.width < Theme.sized(820)

    function download(): void {
        if (root.files.prepareDownload())
            downloadDialog.show();
    }
    function closePreview(): void {
        root.files.preview.close();
        table.forceActiveFocus();
    }

    objectName: "filesPart"
    Keys.onEscapePressed: event => {
        event.accepted = root.files.preview.shown;
        if (root.files.preview.shown)
            root.closePreview();
    }

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.gap8

        Item { // placed by hand: the way takes what the buttons leave
            Layout.fillWidth: true
            implicitHeight: Theme.controlHeight
            visible: root.browsing

            IconButton {
                id: upButton

                objectName: "folderUp"
                symbol: "arrow-up"
                label: qsTr("The folder above")
                keys: root.panel.registry.find("files.up").keysText
                enabled: root.files.canUp
                onClicked: root.files.up()
            }
            Crumbs {
                objectName: "crumbs"
                x: upButton.width + Theme.gap4
                width: buttons.x - x - Theme.gap12
                parts: root.files.crumbs
                onGoRequested: path => root.files.go(path)
            }
            Row {
                id: buttons

                x: parent.width - width
                spacing: Theme.gap8

                Spinner {
                    anchors.verticalCenter: parent.verticalCenter
                    visible: root.files.reading
                }
                IconButton {
                    objectName: "refreshFolder"
                    symbol: "arrow-clockwise"
                    label: qsTr("Read the folder again")
                    onClicked: root.files.refresh()
                }
                IconButton {
                    objectName: "copyPath"
                    symbol: "copy"
                    label: qsTr("Copy the path")
                    keys: root.panel.registry.find("files.copy").keysText
                    enabled: root.files.selectedPath !== ""
                    onClicked: root.panel.registry.trigger("files.copy")
                }
                PushButton {
                    objectName: "download"
                    text: qsTr("Download…")
                    symbol: "download"
                    enabled: root.files.selectedIsFile
                    hint: enabled ? qsTr("Copy the selected file to this host") : qsTr("Select a file first")
                    onClicked: root.download()
                }
                FolderButton {
                    id: uploadButton

                    objectName: "upload"
                    text: qsTr("Upload…")
                    symbol: "plus-lg"
                    title: qsTr("Upload into this folder")
                    hint: qsTr("Files of this host into this folder; they can also be dropped on it")
                    overlay: T.Overlay.overlay
                    folder: root.panel.library.importForm.folder
                    ofFile: true
                    several: true
                    onFilesChosen: files => root.files.upload(files)
                }
            }
        }
        UploadStrip {
            Layout.fillWidth: true
            uploads: root.files.uploads
        }
        Item {
            id: split

            readonly property real paneWidth: !root.files.preview.shown ? 0 : root.narrow ? width : Math.max(Theme.previewWidth, Math.round(width * 0.45))

            Layout.fillWidth: true
            Layout.fillHeight: true

            Card {
                width: split.paneWidth === 0 ? split.width : split.width - split.paneWidth - Theme.gap12
                height: split.height
                visible: width > 0

                FileTable {
                    id: table

                    objectName: "fileTable"
                    anchors.fill: parent
                    anchors.margins: 1
                    anchors.bottomMargin: foot.height + 1
                    focus: true
                    visible: root.browsing && root.files.rows.count > 0
                    rows: root.files.rows
                    onOpenRequested: row => root.files.open(row)
                    onPreviewRequested: root.files.togglePreview()
                    onClearRequested: root.files.preview.shown ? root.closePreview() : root.files.rows.clearSelection()
                    onUpRequested: root.files.up()
                }
                CaptionLabel {
                    id: foot

                    objectName: "folderCount"
                    x: Theme.gap16
                    anchors.bottom: parent.bottom
                    width: parent.width - 2 * x
                    height: Theme.sized(28)
                    verticalAlignment: Text.AlignVCenter
                    visible: root.browsing
                    text: root.files.rows.typed !== "" ? qsTr("%1 · looking for “%2”").arg(root.files.rows.countText).arg(root.files.rows.typed)
                                                       : root.files.rows.countText
                }
                FilesEmpty {
                    anchors.fill: parent
                    panel: root.panel
                }
                DropArea { // files from the desktop
                    id: drop

                    objectName: "filesDrop"
                    anchors.fill: parent
                    enabled: root.browsing
                    keys: ["text/uri-list"]
                    onDropped: event => {
                        if (event.hasUrls)
                            root.files.upload(event.urls);
                    }

                    Rectangle {
                        readonly property bool floats: true

                        anchors.fill: parent
                        visible: drop.containsDrag
                        color: Theme.infoFill
                        opacity: 0.95
                        radius: Theme.radiusCard
                        border.color: Theme.link
                        border.width: Theme.focusWidth

                        SectionLabel {
                            anchors.centerIn: parent
                            text: qsTr("Drop it to upload it into this folder")
                        }
                    }
                }
            }
            FilePreviewPane {
                objectName: "filePreview"
                x: split.width - width
                width: split.paneWidth
                height: split.height
                visible: root.files.preview.shown
                preview: root.files.preview
                onCloseRequested: root.closePreview()
            }
        }
    }
    FileExportDialog {
        id: downloadDialog

        objectName: "downloadDialog"
        fileExport: root.files.download
        title: qsTr("Download %1").arg(root.files.download.what)
        doText: qsTr("Download")
        onClosed: table.forceActiveFocus()
    }
}
