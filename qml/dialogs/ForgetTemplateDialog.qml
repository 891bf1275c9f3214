// Deleting a template that somebody defined, with all its versions.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls

LibraryAskDialog {
    id: root

    readonly property DefinedDetail made: root.panel.library.made

    objectName: "forgetTemplateDialog"
    title: qsTr("Delete %1?").arg(root.made.id)
    acceptText: qsTr("Delete 1 template")
    acceptEnabled: root.made.whyNotForget === "" && root.canAsk
    onAccepted: root.library.forget(root.made.id)

    FactLines {
        lines: [root.made.forgetConsequence]
    }
    DialogText {
        text: qsTr("It cannot be brought back. Copy its text first if you may want it again.")
    }
    NoteBox {
        objectName: "inTheWay"
        Layout.fillWidth: true
        visible: root.made.whyNotForget !== ""
        kind: "warning"
        text: root.made.whyNotForget
    }
    LibraryRefusal {
        library: root.library
    }
}
