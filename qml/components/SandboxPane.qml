// One microVM: how it is, what it uses, what failed, and the way to end it.
import QtQuick
import QtQuick.Controls.Basic as Basic
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Card {
    id: root

    required property PanelModel panel

    readonly property SandboxDetail sandbox: root.panel.sandbox

    signal closeRequested
    signal destroyRequested

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.gap16
        anchors.topMargin: Theme.gap12
        spacing: Theme.gap12

        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.gap8

            ElidedLabel {
                text: root.sandbox.name === "" ? root.sandbox.id : root.sandbox.name
                mono: root.sandbox.name === ""
                font.pixelSize: Theme.sectionSize
                font.weight: Font.DemiBold
                Layout.maximumWidth: 200
                Accessible.role: Accessible.Heading
            }
            Tag {
                objectName: "paneKept"
                text: qsTr("kept")
                ink: Theme.textSecondary
                visible: root.sandbox.kept
            }
            Tag {
                text: qsTr("emulated")
                visible: root.sandbox.emulated
            }
            Item {
                Layout.fillWidth: true
            }
            IconButton {
                objectName: "closePane"
                implicitHeight: 26
                implicitWidth: 26
                symbol: "x-lg"
                label: qsTr("Close")
                keys: "Esc"
                onClicked: root.closeRequested()
            }
        }
        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.gap8

            StateChip {
                objectName: "paneState"
                tone: root.sandbox.chipTone
                symbol: root.sandbox.chipSymbol
                word: root.sandbox.chipWord
                stale: root.panel.host.stale
            }
            CaptionLabel {
                text: root.sandbox.forText
            }
            CaptionLabel {
                Layout.fillWidth: true
                text: root.sandbox.busyText
                color: Theme.textSecondary
                horizontalAlignment: Text.AlignRight
            }
        }
        LinkRow {
            objectName: "openSession"
            Layout.fillWidth: true
            visible: root.sandbox.sessionId !== ""
            text: root.sandbox.sessionTitle
            symbol: "session"
            hint: qsTr("Open the session")
            onClicked: root.panel.openSession(root.sandbox.sessionId)
        }
        LinkRow {
            objectName: "openTemplate"
            Layout.fillWidth: true
            visible: root.sandbox.templateId !== ""
            text: root.sandbox.originText
            symbol: "template"
            hint: qsTr("Open the template")
            onClicked: root.panel.openTemplate(root.sandbox.templateId)
        }
        NoteBox {
            objectName: "refusal"
            Layout.fillWidth: true
            visible: root.sandbox.refusal !== ""
            kind: "warning"
            text: root.sandbox.refusal
        }
        ErrorPanel {
            objectName: "sandboxProblem"
            Layout.fillWidth: true
            visible: root.sandbox.problemCode !== ""
            what: root.sandbox.problemWhat
            why: root.sandbox.problemWhy
            todo: root.sandbox.problemTodo
            detail: root.sandbox.problemDetail
            code: root.sandbox.problemCode
            onCopyRequested: root.panel.copySandboxProblem()
        }
        ColumnLayout {
            Layout.fillWidth: true
            visible: root.sandbox.memoryShare >= 0
            spacing: Theme.gap8

            Meter {
                Layout.fillWidth: true
                visible: root.sandbox.cpuShare >= 0 // a paused one uses none
                label: qsTr("CPU")
                text: root.sandbox.cpuText
                share: root.sandbox.cpuShare
            }
            Meter {
                Layout.fillWidth: true
                label: qsTr("RAM")
                text: root.sandbox.memoryText
                share: root.sandbox.memoryShare
            }
            Meter {
                Layout.fillWidth: true
                label: qsTr("Disk")
                text: root.sandbox.diskText
                share: root.sandbox.diskShare
            }
        }
        Rectangle {
            Layout.fillWidth: true
            implicitHeight: 1
            color: Theme.borderSubtle
        }
        Flickable {
            Layout.fillWidth: true
            Layout.fillHeight: true
            contentHeight: facts.height
            clip: true
            boundsBehavior: Flickable.StopAtBounds
            Basic.ScrollBar.vertical: ThinScrollBar {}

            FactTable {
                id: facts

                width: parent.width
                labelWidth: 100
                model: root.sandbox.facts
                onCopyRequested: text => root.panel.copyText(text)
            }
        }
        CaptionLabel {
            objectName: "pauseNote"
            Layout.fillWidth: true
            visible: root.sandbox.pauseNote !== ""
            text: qsTr("It cannot be paused now. %1").arg(root.sandbox.pauseNote)
            wrapMode: Text.Wrap
            elide: Text.ElideNone
        }
        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.gap8

            PushButton {
                objectName: "pause"
                visible: root.sandbox.movable && !root.sandbox.paused
                text: qsTr("Pause")
                symbol: "pause-fill"
                enabled: root.sandbox.whyNotPause === ""
                hint: qsTr("It stands still and keeps its memory   P")
                onClicked: root.panel.pauseSandbox(root.sandbox.id)
            }
            PushButton {
                objectName: "resume"
                visible: root.sandbox.paused
                text: qsTr("Resume")
                symbol: "play-fill"
                enabled: root.sandbox.whyNotResume === ""
                hint: qsTr("It goes on where it stood   U")
                onClicked: root.panel.resumeSandbox(root.sandbox.id)
            }
            Item {
                Layout.fillWidth: true
            }
            PushButton {
                objectName: "destroy"
                text: qsTr("Destroy…")
                symbol: "trash3"
                enabled: root.sandbox.canDestroy
                hint: root.sandbox.requested ? qsTr("Already asked for") : qsTr("Ends this microVM   Delete")
                onClicked: root.destroyRequested()
            }
        }
    }
}
