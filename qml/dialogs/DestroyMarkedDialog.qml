// Destroying several: what is true of each first, a safety snapshot of each unless somebody wants none, Cancel focused.
import QtQuick
import Glovebox.App
import Glovebox.Controls

DialogFrame {
    id: root

    required property PanelModel panel

    readonly property DestroyChoice choice: root.panel.actions.destroying

    function show(): void {
        root.ask();
    }

    objectName: "destroyMarkedDialog"
    title: root.choice.count === 1 ? qsTr("Destroy 1 sandbox?") : qsTr("Destroy %1 sandboxes?").arg(root.choice.count)
    acceptText: root.choice.count === 1 ? qsTr("Destroy 1 sandbox") : qsTr("Destroy %1 sandboxes").arg(root.choice.count)
    acceptEnabled: fields.agreed && !root.panel.host.stale
    onAccepted: fields.carryOut()
    onAboutToShow: fields.begin(root.panel.actions.markedIds())
    onClosed: fields.end()

    FactLines {
        lines: root.choice.lines
    }
    DialogText {
        text: qsTr("Memory, processes and unsaved files are removed. Snapshots that were taken of them stay.")
    }
    DestroyFields {
        id: fields

        actions: root.panel.actions
    }
}
