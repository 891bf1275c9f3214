// Destroying ends what runs: facts of this sandbox first, a safety snapshot unless somebody wants none, Cancel focused.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

DialogFrame {
    id: root

    required property PanelModel panel

    readonly property SandboxDetail sandbox: root.panel.sandbox

    objectName: "destroyDialog"
    title: qsTr("Destroy %1?").arg(root.sandbox.id)
    acceptText: qsTr("Destroy 1 sandbox")
    acceptEnabled: root.sandbox.canDestroy && choice.agreed && !root.panel.host.stale
    onAccepted: choice.carryOut()
    onAboutToShow: {
        root.panel.sandboxes.held = true;
        choice.begin([root.sandbox.id]);
    }
    onAboutToHide: root.panel.sandboxes.held = false
    onClosed: choice.end()

    Rectangle {
        Layout.fillWidth: true
        implicitHeight: facts.implicitHeight + Theme.gap24
        radius: Theme.radius
        color: Theme.surfaceWindow
        border.color: Theme.borderSubtle

        RowLayout {
            id: facts

            anchors.left: parent.left
            anchors.right: parent.right
            anchors.margins: Theme.gap12
            anchors.verticalCenter: parent.verticalCenter
            spacing: Theme.gap12

            StateChip {
                Layout.alignment: Qt.AlignTop
                tone: root.sandbox.tone
                symbol: root.sandbox.symbol
                word: root.sandbox.word
            }
            PlainLabel {
                objectName: "consequence"
                Layout.fillWidth: true
                text: root.sandbox.destroyConsequence
                wrapMode: Text.Wrap
                elide: Text.ElideNone
            }
        }
    }
    PlainLabel {
        Layout.fillWidth: true
        text: qsTr("Memory, processes and unsaved files are removed. The session stays in the control plane; its next tool call gets a new, empty sandbox.")
        color: Theme.textSecondary
        font.pixelSize: Theme.readingSize
        lineHeight: 1.3
        wrapMode: Text.Wrap
        elide: Text.ElideNone
    }    DestroyFields {
        id: choice

        actions: root.panel.actions
    }
}
