// Opens the desktop's dialog for a folder or a file, or Qt's own where the desktop has none; not there when neither is.
import QtQuick
import Glovebox.Controls
import Glovebox.Theme

PushButton {
    id: root

    required property Item overlay // where Qt's own dialog is drawn
    required property url folder   // where it begins
    property bool wanted: true
    property bool ofFile: false // a file is chosen, not a folder
    property bool several: false // files, then
    property string title: ""

    readonly property var chooser: loader.item // a FolderDialog, a FileDialog, or null

    signal chosen(folder: url)
    signal filesChosen(files: var)

    // Qt's own dialog stands in where the desktop has none. Its path bar is white whatever the palette says (Qt 6.4).
    function dress(item: var): void {
        if (item.toString().startsWith("FolderBreadcrumbBar"))
            item.background.color = Qt.binding(() => Theme.surfaceWindow);
        for (let i = 0; i < item.children.length; ++i)
            root.dress(item.children[i]);
    }
    function choose(): void {
        root.chooser.currentFolder = root.folder;
        if (root.several)
            root.chooser.several = true;
        if (root.title !== "")
            root.chooser.title = root.title;
        root.chooser.open();
        root.dress(root.overlay);
    }

    text: qsTr("Choose…")
    symbol: "folder2-open"
    visible: loader.status === Loader.Ready
    onClicked: root.choose()

    Loader {
        id: loader

        // By its file, not as a type: without the dialogs' module a typed path still does.
        source: root.ofFile ? "FileChooser.qml" : "FolderChooser.qml"
        active: root.wanted
    }
    Connections {
        function onAccepted(): void {
            if (root.several)
                root.filesChosen(root.chooser.selectedFiles);
            else
                root.chosen(root.ofFile ? root.chooser.selectedFile : root.chooser.selectedFolder);
        }

        target: root.chooser
    }
}
