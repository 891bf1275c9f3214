// The emergency: no new work, then all sandboxes paused, hibernated or destroyed. One dialog, which stays and shows what
// became of each. Needs nothing from outside this host.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

DialogFrame {
    id: root

    required property PanelModel panel

    readonly property StopEverything stop: root.panel.registry.stop

    function show(): void {
        typed.text = "";
        root.stop.begin();
        root.ask();
    }

    objectName: "stopDialog"
    width: Math.min(Theme.sized(640), (parent?.width ?? Theme.sized(688)) - Theme.gap48)
    title: qsTr("Stop everything?")
    cancelText: root.stop.begun ? qsTr("Close") : qsTr("Cancel")
    acceptText: root.stop.destroyable === 0 ? "" : root.stop.destroyable === 1 ? qsTr("Destroy 1 sandbox") : qsTr("Destroy %1 sandboxes").arg(root.stop.destroyable)
    acceptEnabled: root.stop.destroyable > 0 && typed.text.trim() === root.stop.wantedText
    staysOpen: true
    onAccepted: root.stop.destroyAll(typed.text)
    onCancelled: root.stop.end()

    Item { // by hand: what it says changes while it is open
        Layout.fillWidth: true
        implicitHeight: Theme.controlHeight

        PlainLabel {
            objectName: "stopPolling"
            width: pausePolling.x - Theme.gap12
            height: parent.height
            verticalAlignment: Text.AlignVCenter
            text: root.stop.pollingText
        }
        PushButton {
            id: pausePolling

            objectName: "stopPausePolling"
            x: parent.width - width
            text: qsTr("Pause polling now")
            symbol: "pause-fill"
            kind: "primary"
            enabled: root.stop.canPausePolling
            hint: qsTr("Take no new work; what is active goes on")
            onClicked: root.stop.pausePolling()
        }
    }
    DialogText {
        text: qsTr("Then choose what happens to the sandboxes of this host. Each of these pauses polling first.")
    }
    RowLayout {
        Layout.fillWidth: true
        spacing: Theme.gap8

        PushButton {
            objectName: "stopPauseAll"
            text: qsTr("Pause all %1").arg(root.stop.pausable)
            symbol: "pause-fill"
            enabled: root.stop.pausable > 0
            hint: qsTr("They stand still and keep their memory")
            onClicked: root.stop.pauseAll()
        }
        PushButton {
            objectName: "stopHibernateAll"
            text: qsTr("Hibernate all %1").arg(root.stop.hibernatable)
            symbol: "state/crescent"
            enabled: root.stop.hibernatable > 0
            hint: qsTr("They go to disk and free their slots; open connections are lost")
            onClicked: root.stop.hibernateAll()
        }
        Item {
            Layout.fillWidth: true
        }
    }
    FactLines {
        objectName: "stopLines"
        visible: !root.stop.begun && root.stop.sandboxes > 0
        lines: root.stop.lines
    }
    BulkResults {
        objectName: "stopResults"
        Layout.fillWidth: true
        visible: root.stop.begun && root.panel.actions.result.open
        panel: root.panel
    }
    InputField {
        id: typed

        objectName: "stopTyped"
        Layout.fillWidth: true
        visible: root.stop.destroyable > 0
        label: qsTr("To destroy them all, type: %1").arg(root.stop.wantedText)
        hint: qsTr("Memory, processes and unsaved files are removed. Snapshots that were taken of them stay.")
    }
}
