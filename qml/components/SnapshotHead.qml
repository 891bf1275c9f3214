// What one snapshot is called, how it is, what it stands on and who on it, and what is wrong with it.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

ColumnLayout {
    id: root

    required property PanelModel panel

    readonly property SnapshotDetail snapshot: root.panel.snapshot

    signal closeRequested

    spacing: Theme.gap12

    PaneHead {
        Layout.fillWidth: true
        title: root.snapshot.title
        mono: !root.snapshot.named
        onCloseRequested: root.closeRequested()

        Tag {
            text: qsTr("emulated")
            visible: root.snapshot.emulated
        }
    }
    RowLayout {
        Layout.fillWidth: true
        spacing: Theme.gap8

        StateChip {
            objectName: "snapshotState"
            tone: root.snapshot.tone
            symbol: root.snapshot.symbol
            word: root.snapshot.word
            stale: root.panel.host.stale
        }
        CaptionLabel {
            Layout.fillWidth: true
            text: root.snapshot.headText
        }
    }
    ColumnLayout {
        objectName: "takingProgress"
        Layout.fillWidth: true
        visible: root.snapshot.taking
        spacing: Theme.gap8

        ThinProgress {
            Layout.fillWidth: true
            visible: root.snapshot.progress >= 0
            value: Math.max(0, root.snapshot.progress)
        }
        PlainLabel {
            Layout.fillWidth: true
            text: root.snapshot.stepText
            color: Theme.textSecondary
            wrapMode: Text.Wrap
            elide: Text.ElideNone
        }
    }
    ErrorPanel {
        objectName: "snapshotProblem"
        Layout.fillWidth: true
        visible: root.snapshot.problemCode !== ""
        what: root.snapshot.problemWhat
        why: root.snapshot.problemWhy
        todo: root.snapshot.problemTodo
        detail: root.snapshot.problemDetail
        code: root.snapshot.problemCode
        onCopyRequested: root.panel.copyText(root.snapshot.problemText)
    }
    ColumnLayout { // what it stands on, and who on it
        Layout.fillWidth: true
        spacing: Theme.gap4

        LinkRow {
            objectName: "openParent"
            Layout.fillWidth: true
            text: root.snapshot.parentId !== "" ? qsTr("Stands on %1").arg(root.snapshot.parentId)
                                                : qsTr("Stands on %1").arg(root.snapshot.baseId)
            symbol: root.snapshot.parentId !== "" ? "state/diamond" : "template"
            hint: root.snapshot.parentId !== "" ? qsTr("Open the snapshot before it") : qsTr("Open the template")
            onClicked: root.snapshot.parentId !== "" ? root.panel.openSnapshot(root.snapshot.parentId)
                                                     : root.panel.openTemplate(root.snapshot.baseId)
        }
        LinkRow {
            objectName: "openSandbox"
            Layout.fillWidth: true
            visible: root.snapshot.sandboxKnown
            text: root.snapshot.sandboxText
            symbol: "sandbox"
            hint: qsTr("Open the sandbox")
            onClicked: root.panel.openSandbox(root.snapshot.sandboxId)
        }
        LinkRow {
            objectName: "showLive"
            Layout.fillWidth: true
            visible: root.snapshot.live > 0
            text: root.snapshot.liveText
            symbol: "sandbox"
            hint: qsTr("List them")
            onClicked: root.panel.showSandboxesOf(root.snapshot.id)
        }
    }
}
