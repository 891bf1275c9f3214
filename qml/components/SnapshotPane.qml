// One snapshot: how it is, what it stands on and who on it, what it costs, what restoring changes, and what can be done.
// Upright beside its list, or lying below it: then the facts stand beside the rest.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Card {
    id: root

    required property PanelModel panel
    property bool lying: false

    signal closeRequested
    signal newRequested
    signal sandboxRequested
    signal inPlaceRequested
    signal renameRequested
    signal deleteRequested

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.gap16
        anchors.topMargin: Theme.gap12
        spacing: Theme.gap12

        GridLayout {
            Layout.fillWidth: true
            Layout.fillHeight: true
            columns: root.lying ? 2 : 1
            columnSpacing: Theme.gap24
            rowSpacing: Theme.gap12

            Flickable { // as high as what is in it, unless it lies
                id: head

                Layout.fillWidth: !root.lying
                Layout.fillHeight: root.lying
                Layout.preferredWidth: root.lying ? Theme.sized(336) : -1
                implicitHeight: headColumn.implicitHeight
                contentHeight: headColumn.implicitHeight
                clip: root.lying
                interactive: root.lying
                boundsBehavior: Flickable.StopAtBounds

                SnapshotHead {
                    id: headColumn

                    width: head.width
                    panel: root.panel
                    onCloseRequested: root.closeRequested()
                }
            }
            Rectangle {
                Layout.fillWidth: true
                implicitHeight: 1
                visible: !root.lying
                color: Theme.borderSubtle
            }
            SnapshotFacts {
                Layout.fillWidth: true
                Layout.fillHeight: true
                panel: root.panel
            }
        }
        SnapshotActions {
            Layout.fillWidth: true
            panel: root.panel
            wide: root.lying
            onNewRequested: root.newRequested()
            onSandboxRequested: root.sandboxRequested()
            onInPlaceRequested: root.inPlaceRequested()
            onRenameRequested: root.renameRequested()
            onDeleteRequested: root.deleteRequested()
        }
    }
}
