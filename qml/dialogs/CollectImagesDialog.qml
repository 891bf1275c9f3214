// Frees what no image needs any more.
import QtQuick

LibraryAskDialog {
    id: root

    objectName: "collectImagesDialog"
    title: qsTr("Remove what no image needs?")
    secondText: root.library.sending ? qsTr("Asking…") : qsTr("Remove unneeded")
    secondEnabled: root.canAsk
    onSecondAccepted: root.library.collectImages()

    DialogText {
        text: qsTr("Layers and packed file systems of images that were removed, and what interrupted imports left. Images in the list, and all that stands on them, stay as they are.")
    }
    DialogText {
        text: (root.panel.host.imageUnneededText !== "" ? root.panel.host.imageUnneededText : qsTr("How much that is, is known when it is done: the operation tells.")) + " " + qsTr("An interrupted import begins anew afterwards.")
    }
    LibraryRefusal {
        library: root.library
    }
}
