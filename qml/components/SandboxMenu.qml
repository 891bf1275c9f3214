// What can be done with the selected microVM.
import QtQuick
import Glovebox.App
import Glovebox.Controls

RowMenu {
    id: root

    required property PanelModel panel

    readonly property SandboxDetail sandbox: root.panel.sandbox

    signal destroyRequested

    objectName: "sandboxMenu"

    MenuEntry {
        objectName: "menuPause"
        text: qsTr("Pause")
        symbol: "pause-fill"
        keys: "P"
        why: root.sandbox.whyNotPause
        onTriggered: root.panel.pauseSandbox(root.sandbox.id)
    }
    MenuEntry {
        objectName: "menuResume"
        text: qsTr("Resume")
        symbol: "play-fill"
        keys: "U"
        why: root.sandbox.whyNotResume
        onTriggered: root.panel.resumeSandbox(root.sandbox.id)
    }
    MenuEntry {
        objectName: "menuSession"
        text: qsTr("Open its session")
        symbol: "session"
        why: root.sandbox.sessionId === "" ? qsTr("No session holds it.") : ""
        onTriggered: root.panel.openSession(root.sandbox.sessionId)
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
