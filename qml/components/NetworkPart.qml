// What one sandbox, or one session, tried to reach: refusals first, with what can be done about them there and then.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

FocusScope {
    id: root

    required property PanelModel panel

    readonly property EgressPanel egress: root.panel.egress
    readonly property StableList rows: root.panel.inside.attempts
    readonly property bool narrow: root.width < Theme.sized(900)
    readonly property bool hasSelection: root.rows.currentKey !== "" && root.egress.known
    property bool sheetOpen: false

    function closePane(): void {
        root.rows.clearSelection();
        table.forceActiveFocus();
    }
    function closeSheet(): void {
        root.sheetOpen = false;
        table.forceActiveFocus();
    }

    objectName: "networkPart"
    onHasSelectionChanged: root.sheetOpen = root.sheetOpen && root.hasSelection

    ColumnLayout {
        width: parent.width - (pane.visible ? pane.width + Theme.gap12 : 0)
        height: parent.height
        spacing: Theme.gap8

        NoteBox {
            objectName: "networkUndo"
            Layout.fillWidth: true
            visible: root.egress.undoText !== ""
            text: root.egress.undoText
            actionText: qsTr("Undo")
            actionSymbol: "arrow-clockwise"
            onActionRequested: root.egress.undo()
        }
        Card {
            Layout.fillWidth: true
            Layout.fillHeight: true

            EgressTable {
                id: table

                objectName: "networkTable"
                anchors.fill: parent
                anchors.margins: 1
                focus: true
                visible: root.rows.count > 0
                rows: root.rows
                sandboxes: root.panel.inside.ofSession
                onPreviewRequested: root.sheetOpen = !root.sheetOpen
                onOpenRequested: root.sheetOpen = true
            }
            EmptyState {
                objectName: "noAttempts"
                anchors.centerIn: parent
                width: parent.width - Theme.gap48
                visible: root.rows.count === 0
                symbol: "egress"
                title: qsTr("Nothing tried to leave yet")
                text: root.panel.inside.sandbox === "" && root.panel.inside.ofSession
                      ? qsTr("The session has no sandbox now. Attempts since this window was opened appear here; earlier ones: gloveboxctl egress log.")
                      : qsTr("Each host that the sandbox asks for appears here, with the rule that decided. Earlier ones: gloveboxctl egress log.")
            }
        }
    }
    Loader { // made anew each time: layouts of Qt 6.4 miss what changes in them while they are hidden
        id: pane

        objectName: "networkPane"
        x: parent.width - width
        width: Theme.previewWidth
        height: parent.height
        active: !root.narrow && root.hasSelection
        visible: active
        sourceComponent: EgressPane {
            // A bound component would not be made here ("outside its creation context", Qt 6.4.2).
            panel: root.panel // qmllint disable unqualified
            onCloseRequested: root.closePane() // qmllint disable unqualified
        }
    }
    Sheet {
        objectName: "networkSheet"
        anchors.right: parent.right
        width: Math.min(parent.width, Theme.previewWidth + Theme.gap32)
        height: parent.height
        overlay: true
        visible: root.narrow && root.sheetOpen && root.hasSelection
        onCloseRequested: root.closeSheet()

        EgressPane {
            anchors.fill: parent
            radius: 0 // the sheet has the edge
            border.width: 0
            panel: root.panel
            onCloseRequested: root.closeSheet()
        }
    }
}
