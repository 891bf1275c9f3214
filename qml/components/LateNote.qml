// The selected sandbox takes longer than usual: says so, with the ways that there are: its log, cancelling what goes on,
// ending it by force.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

ColumnLayout {
    id: root

    required property PanelModel panel

    readonly property OperationsModel operations: root.panel.history.operations
    // Read anew with every change of the text, once a second.
    readonly property string cancellable: root.panel.sandbox.lateText === "" ? "" : root.operations.cancellableOf("sandbox/" + root.panel.sandbox.id)

    visible: root.panel.sandbox.lateText !== ""
    spacing: Theme.gap8

    NoteBox {
        objectName: "lateNote"
        Layout.fillWidth: true
        kind: "warning"
        text: root.panel.sandbox.lateText
    }
    Flow {
        Layout.fillWidth: true
        spacing: Theme.gap8

        PushButton {
            objectName: "lateLog"
            implicitHeight: Theme.sized(28)
            text: qsTr("Show log")
            symbol: "journal-text"
            onClicked: root.panel.registry.trigger("sandbox.log")
        }
        PushButton {
            objectName: "lateCancel"
            implicitHeight: Theme.sized(28)
            text: qsTr("Cancel")
            symbol: "x-lg"
            visible: root.cancellable !== ""
            onClicked: root.operations.cancel(root.cancellable)
        }
        PushButton {
            objectName: "lateForce"
            implicitHeight: Theme.sized(28)
            text: qsTr("Force…")
            symbol: "state/octagon-cross"
            enabled: root.panel.sandbox.canDestroy
            hint: qsTr("Destroy it without waiting")
            onClicked: root.panel.registry.trigger("sandbox.destroy")
        }
    }
}
