// Deleting one version of a template.
import QtQuick
import Glovebox.App

LibraryAskDialog {
    id: root

    readonly property DefinedDetail made: root.panel.library.made
    property int version: 0
    property string detail: ""

    function begin(version: int, detail: string): void {
        root.version = version;
        root.detail = detail;
        root.show();
    }

    objectName: "deleteVersionDialog"
    title: qsTr("Delete version %1 of %2?").arg(root.version).arg(root.made.id)
    acceptText: qsTr("Delete 1 version")
    acceptEnabled: root.canAsk
    onAccepted: root.library.deleteVersion(root.made.id, root.version)

    FactLines {
        lines: [root.detail]
    }
    DialogText {
        text: qsTr("The definition and the other versions stay. It can be built again, if its sources are still there.")
    }
    LibraryRefusal {
        library: root.library
    }
}
