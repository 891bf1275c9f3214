// What can be done with the selected sandbox, and why something cannot.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

ColumnLayout {
    id: root

    required property PanelModel panel

    readonly property SandboxDetail sandbox: root.panel.sandbox
    readonly property bool offersReady: root.sandbox.kept && root.sandbox.hasLadder // it can be made ready for somebody

    signal destroyRequested
    signal snapshotRequested
    signal forkRequested
    signal reserveRequested
    signal filesRequested
    signal sessionRequested

    spacing: Theme.gap8

    CaptionLabel {
        objectName: "pauseNote"
        Layout.fillWidth: true
        visible: root.sandbox.pauseNote !== ""
        text: qsTr("It cannot be paused now. %1").arg(root.sandbox.pauseNote)
        wrapMode: Text.Wrap
        elide: Text.ElideNone
    }
    Flow { // long words go on below
        Layout.fillWidth: true
        visible: root.sandbox.movable
        spacing: Theme.gap8

        PushButton {
            objectName: "pause"
            visible: root.sandbox.movable && !root.sandbox.parked
            text: qsTr("Pause")
            symbol: "pause-fill"
            enabled: root.sandbox.whyNotPause === ""
            hint: qsTr("It stands still and keeps its memory   %1").arg(root.panel.registry.find("sandbox.pause").keysText)
            onClicked: root.panel.actions.pauseSandbox(root.sandbox.id)
        }
        PushButton {
            objectName: "resume"
            visible: root.sandbox.parked
            text: root.sandbox.stopped ? qsTr("Start") : qsTr("Resume")
            symbol: "play-fill"
            enabled: root.sandbox.whyNotResume === ""
            hint: root.sandbox.stopped ? qsTr("It boots from its disk: files are there, processes are not   %1").arg(root.panel.registry.find("sandbox.resume").keysText) : qsTr("It goes on where it stood   %1").arg(root.panel.registry.find("sandbox.resume").keysText)
            onClicked: root.panel.actions.resumeSandbox(root.sandbox.id)
        }
        PushButton {
            objectName: "hibernate"
            text: qsTr("Hibernate")
            symbol: "state/crescent"
            visible: root.sandbox.whyNotResume !== "" || root.sandbox.paused
            enabled: root.sandbox.whyNotHibernate === ""
            hint: root.sandbox.whyNotHibernate === "" ? qsTr("Memory to disk; its slot is free   %1").arg(root.panel.registry.find("sandbox.hibernate").keysText) : root.sandbox.whyNotHibernate
            onClicked: root.panel.actions.hibernateSandbox(root.sandbox.id)
        }
        IconButton {
            objectName: "openTerminal"
            visible: !root.sandbox.hibernated // of one that sleeps the menu and the key lead there: there is no room
            symbol: "terminal"
            label: qsTr("Terminal: shells that live in it")
            keys: root.panel.registry.find("sandbox.terminal").keysText
            onClicked: root.panel.openTerminals(root.sandbox.id)
        }
        IconButton {
            objectName: "openFiles"
            visible: !root.sandbox.hibernated
            symbol: "folder2-open"
            label: qsTr("Its files, what it tries to reach, its snapshots")
            keys: root.panel.registry.find("sandbox.browse").keysText
            onClicked: root.panel.openFiles(root.sandbox.id)
        }
        PushButton {
            objectName: "keepStored"
            visible: root.sandbox.hibernated
            text: qsTr("Keep what it has on disk…")
            symbol: "state/diamond"
            enabled: root.sandbox.whyNotSnapshot === ""
            hint: root.sandbox.whyNotSnapshot === "" ? qsTr("A snapshot of it as it sleeps   %1").arg(root.panel.registry.find("sandbox.snapshot").keysText) : root.sandbox.whyNotSnapshot
            onClicked: root.snapshotRequested()
        }
    }
    Flow {
        Layout.fillWidth: true
        visible: root.offersReady
        spacing: Theme.gap8

        PushButton {
            objectName: "putFiles"
            text: qsTr("Put files…")
            symbol: "folder2-open"
            enabled: !root.panel.preparation.seeding.goesOn
            hint: enabled ? qsTr("Files, repositories and commands; they can also be dropped here   %1").arg(root.panel.registry.find("sandbox.files").keysText) : qsTr("It is being seeded.")
            onClicked: root.filesRequested()
        }
        PushButton {
            objectName: "reserve"
            text: root.sandbox.reservedText === "" ? qsTr("Reserve…") : qsTr("Reservation…")
            symbol: "person"
            hint: qsTr("Keep it for a session   %1").arg(root.panel.registry.find("sandbox.reserve").keysText)
            onClicked: root.reserveRequested()
        }
        IconButton {
            objectName: "startSession"
            visible: root.sandbox.sessionId === ""
            symbol: "session"
            label: qsTr("Start a session in it…")
            onClicked: root.sessionRequested()
        }
    }
    GridLayout { // long words go on below
        Layout.fillWidth: true
        columns: snapshot.implicitWidth + fork.implicitWidth + destroy.implicitWidth + 3 * Theme.gap8 <= root.width ? 4 : 2
        columnSpacing: Theme.gap8
        rowSpacing: Theme.gap8

        PushButton {
            id: snapshot

            objectName: "snapshot"
            visible: root.sandbox.movable && !root.sandbox.hibernated && !root.sandbox.stopped
            text: qsTr("Snapshot…")
            symbol: "state/diamond"
            enabled: root.sandbox.whyNotSnapshot === ""
            hint: root.sandbox.whyNotSnapshot === "" ? qsTr("One point in time of it, to go back to   %1").arg(root.panel.registry.find("sandbox.snapshot").keysText) : root.sandbox.whyNotSnapshot
            onClicked: root.snapshotRequested()
        }
        PushButton {
            id: fork

            objectName: "fork"
            visible: root.sandbox.movable && !root.sandbox.stopped
            text: qsTr("Fork…")
            symbol: "diagram-3"
            enabled: root.sandbox.whyNotFork === ""
            hint: root.sandbox.whyNotFork === "" ? qsTr("Copies of it as it is now   %1").arg(root.panel.registry.find("sandbox.fork").keysText) : root.sandbox.whyNotFork
            onClicked: root.forkRequested()
        }
        Item {
            Layout.fillWidth: true
        }
        PushButton {
            id: destroy

            Layout.alignment: Qt.AlignRight
            objectName: "destroy"
            text: qsTr("Destroy…")
            symbol: "trash3"
            enabled: root.sandbox.canDestroy
            hint: root.sandbox.requested ? qsTr("Already asked for") : qsTr("Ends this microVM   %1").arg(root.panel.registry.find("sandbox.destroy").keysText)
            onClicked: root.destroyRequested()
        }
    }
}
