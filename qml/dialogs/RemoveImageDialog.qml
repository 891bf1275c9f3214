// Removing an image, or the entry of an import that failed.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls

LibraryAskDialog {
    id: root

    readonly property ImageDetail image: root.panel.library.image

    objectName: "removeImageDialog"
    title: qsTr("Remove %1?").arg(root.image.title)
    acceptText: root.image.failed ? qsTr("Remove the entry") : qsTr("Remove 1 image")
    acceptEnabled: root.image.whyNotRemove === "" && root.canAsk
    onAccepted: root.library.removeImage(root.image.id)

    FactLines {
        lines: [root.image.frees]
    }
    DialogText {
        visible: !root.image.failed
        text: qsTr("It can be imported again from where it came.")
    }
    NoteBox {
        objectName: "inTheWay"
        Layout.fillWidth: true
        visible: root.image.whyNotRemove !== ""
        kind: "warning"
        text: root.image.whyNotRemove
    }
    LibraryRefusal {
        library: root.library
    }
}
