// What can be done with the selected microVM.
import QtQuick
import Glovebox.App
import Glovebox.Controls

RowMenu {
    id: root

    required property PanelModel panel

    readonly property SandboxDetail sandbox: root.panel.sandbox

    signal destroyRequested
    signal snapshotRequested
    signal forkRequested
    signal ladderRequested
    signal awakeRequested
    signal reserveRequested
    signal filesRequested
    signal portsRequested
    signal sessionRequested

    objectName: "sandboxMenu"

    MenuEntry {
        objectName: "menuPause"
        text: qsTr("Pause")
        symbol: "pause-fill"
        keys: "P"
        why: root.sandbox.whyNotPause
        onTriggered: root.panel.actions.pauseSandbox(root.sandbox.id)
    }
    MenuEntry {
        objectName: "menuResume"
        text: root.sandbox.stopped ? qsTr("Start") : qsTr("Resume")
        symbol: "play-fill"
        keys: "U"
        why: root.sandbox.whyNotResume
        onTriggered: root.panel.actions.resumeSandbox(root.sandbox.id)
    }
    MenuEntry {
        objectName: "menuHibernate"
        text: qsTr("Hibernate")
        symbol: "state/crescent"
        keys: "H"
        why: root.sandbox.whyNotHibernate
        onTriggered: root.panel.actions.hibernateSandbox(root.sandbox.id)
    }
    MenuEntry {
        objectName: "menuSnapshot"
        text: root.sandbox.hibernated ? qsTr("Keep what it has on disk…") : qsTr("Snapshot…")
        symbol: "state/diamond"
        keys: "S"
        why: root.sandbox.whyNotSnapshot
        onTriggered: root.snapshotRequested()
    }
    MenuEntry {
        objectName: "menuFork"
        text: qsTr("Fork…")
        symbol: "diagram-3"
        keys: "F"
        why: root.sandbox.whyNotFork
        onTriggered: root.forkRequested()
    }
    MenuEntry {
        objectName: "menuTerminal"
        text: qsTr("Terminal")
        symbol: "terminal"
        keys: "T"
        why: root.sandbox.movable ? "" : qsTr("It does not run.")
        onTriggered: root.panel.openTerminals(root.sandbox.id)
    }
    MenuEntry {
        objectName: "menuFiles"
        text: qsTr("Put files…")
        symbol: "folder2-open"
        keys: "I"
        why: root.opened ? root.panel.preparation.whyNotSeed(root.sandbox.id) : ""
        onTriggered: root.filesRequested()
    }
    MenuEntry {
        objectName: "menuPorts"
        text: qsTr("Ports…")
        symbol: "link-45deg"
        why: root.sandbox.id === "" ? qsTr("It is gone.") : ""
        onTriggered: root.portsRequested()
    }
    MenuEntry {
        objectName: "menuReserve"
        text: root.sandbox.reservedText === "" ? qsTr("Reserve…") : qsTr("Reservation…")
        symbol: "person"
        keys: "V"
        why: root.opened ? root.panel.preparation.whyNotReserve(root.sandbox.id) : ""
        onTriggered: root.reserveRequested()
    }
    MenuEntry {
        objectName: "menuStart"
        text: qsTr("Start a session in it…")
        symbol: "session"
        why: !root.sandbox.kept ? qsTr("It belongs to its session.") : root.sandbox.sessionId !== "" ? qsTr("A session holds it.")
                                : root.opened ? root.panel.preparation.whyNotStart() : ""
        onTriggered: root.sessionRequested()
    }
    MenuEntry {
        objectName: "menuHandOut"
        text: qsTr("Copy its id for a session's metadata")
        symbol: "copy"
        why: root.sandbox.kept ? "" : qsTr("It belongs to its session.")
        onTriggered: root.panel.copyText(root.panel.preparation.handOut(root.sandbox.id))
    }
    MenuEntry {
        objectName: "menuLadder"
        text: qsTr("When nobody uses it…")
        symbol: "pencil-square"
        why: root.sandbox.hasLadder ? "" : qsTr("It is gone, or has failed.")
        onTriggered: root.ladderRequested()
    }
    MenuEntry {
        objectName: "menuAwake"
        text: qsTr("Keep awake for…")
        symbol: "clock-history"
        why: root.sandbox.hasLadder ? "" : qsTr("It is gone, or has failed.")
        onTriggered: root.awakeRequested()
    }
    MenuEntry {
        objectName: "menuSession"
        text: qsTr("Open its session")
        symbol: "session"
        why: root.sandbox.sessionId === "" ? qsTr("No session holds it.") : ""
        onTriggered: root.panel.openSession(root.sandbox.sessionId)
    }
    MenuEntry {
        objectName: "menuLog"
        text: qsTr("Open its console's log")
        symbol: "journal-text"
        keys: "L"
        why: root.sandbox.id === "" ? qsTr("It is gone.") : ""
        onTriggered: root.panel.openLog("sandbox/" + root.sandbox.id, 0)
    }
    MenuEntry {
        objectName: "menuTemplate"
        text: qsTr("Open its template")
        symbol: "template"
        why: root.sandbox.templateId === "" ? qsTr("It is no clone.") : ""
        onTriggered: root.panel.openTemplate(root.sandbox.templateId)
    }
    MenuEntry {
        objectName: "menuDestroy"
        text: qsTr("Destroy…")
        symbol: "trash3"
        keys: qsTr("Delete")
        why: root.sandbox.canDestroy ? "" : qsTr("Already asked for, or gone.")
        onTriggered: root.destroyRequested()
    }
}
