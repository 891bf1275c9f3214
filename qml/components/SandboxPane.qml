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
    // What is said elsewhere, too, makes room in low windows.
    readonly property bool veryLow: root.height < Theme.sized(600)
    readonly property bool preparing: root.panel.preparation.seeding.goesOn || root.panel.preparation.seeding.over

    signal closeRequested
    signal destroyRequested
    signal snapshotRequested
    signal forkRequested
    signal ladderRequested
    signal awakeRequested
    signal reserveRequested
    signal filesRequested
    signal portsRequested
    signal filesDropped(files: var)
    signal seedAgainRequested
    signal sessionRequested

    // Of one that is being prepared that is what one wants to see.
    function showSeeding(): void {
        if (root.preparing)
            evidence.showPart();
    }

    onPreparingChanged: showSoon.restart()
    Component.onCompleted: root.showSeeding()
    Timer { // after all of it is known
        id: showSoon

        interval: 0
        onTriggered: root.showSeeding()
    }
    Connections {
        function onCurrentChanged(): void {
            showSoon.restart();
        }

        target: root.panel.sandboxes
    }
    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.gap16
        anchors.topMargin: Theme.gap12
        spacing: Theme.gap12

        PaneHead {
            Layout.fillWidth: true
            title: root.sandbox.name === "" ? root.sandbox.id : root.sandbox.name
            mono: root.sandbox.name === ""
            onCloseRequested: root.closeRequested()

            Tag {
                objectName: "paneKept"
                text: qsTr("kept")
                ink: Theme.textSecondary
                visible: root.sandbox.kept
            }
            EgressTag {
                objectName: "paneEgressOpen"
                visible: root.sandbox.egressOpen
            }
            RunnerTag {
                objectName: "paneGuestRunner"
                visible: root.sandbox.guestRunner
            }
            Tag {
                text: qsTr("emulated")
                visible: root.sandbox.emulated
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
        ReservedLine {
            Layout.fillWidth: true
            visible: root.sandbox.reservedText !== ""
            text: qsTr("Reserved for %1").arg(root.sandbox.reservedText)
            onClicked: root.reserveRequested()
        }
        CaptionLabel {
            objectName: "guestRunnerNote"
            Layout.fillWidth: true
            visible: root.sandbox.guestRunner
            text: qsTr("A runner in the sandbox itself executes the session's calls; this host keeps the machine and its egress, and sees no calls.")
            wrapMode: Text.Wrap
            elide: Text.ElideNone
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
            visible: root.sandbox.templateId !== "" && !(root.veryLow && root.sandbox.kept)
            text: root.sandbox.originText
            symbol: "template"
            hint: qsTr("Open the template")
            onClicked: root.panel.openTemplate(root.sandbox.templateId)
        }
        LinkRow {
            objectName: "openFrom"
            Layout.fillWidth: true
            visible: root.sandbox.fromId !== "" && !(root.veryLow && root.sandbox.kept)
            text: qsTr("Newest snapshot %1").arg(root.sandbox.fromId)
            symbol: "state/diamond"
            hint: qsTr("Open the snapshot")
            onClicked: root.panel.openSnapshot(root.sandbox.fromId)
        }
        LinkRow {
            objectName: "openForkOf"
            Layout.fillWidth: true
            visible: root.sandbox.forkOfId !== "" && !(root.veryLow && root.sandbox.kept)
            text: qsTr("Fork of %1").arg(root.sandbox.forkOfId)
            symbol: "diagram-3"
            hint: qsTr("Open the sandbox that it began as a copy of")
            onClicked: root.panel.openSandbox(root.sandbox.forkOfId)
        }
        LinkRow {
            objectName: "openPorts"
            Layout.fillWidth: true
            visible: root.panel.ports.count > 0 && !(root.veryLow && root.sandbox.kept)
            text: root.panel.ports.countText
            symbol: "link-45deg"
            hint: qsTr("Show the addresses, and close them")
            onClicked: root.portsRequested()
        }
        NoteBox {
            objectName: "queueNote"
            Layout.fillWidth: true
            visible: root.sandbox.queueText !== ""
            text: root.sandbox.queueText
        }
        NoteBox {
            objectName: "endNote"
            Layout.fillWidth: true
            visible: root.sandbox.endText !== "" && root.sandbox.problemCode === ""
            text: qsTr("%1 It %2.").arg(root.sandbox.endText).arg(root.sandbox.endUseText)
        }
        ColumnLayout {
            objectName: "operation"
            Layout.fillWidth: true
            visible: root.sandbox.operationText !== ""
            spacing: Theme.gap4

            PlainLabel {
                Layout.fillWidth: true
                text: root.sandbox.operationText
                color: Theme.textSecondary
            }
            ThinProgress {
                Layout.fillWidth: true
                visible: root.sandbox.progress >= 0
                value: Math.max(0, root.sandbox.progress)
            }
        }
        LateNote {
            Layout.fillWidth: true
            panel: root.panel
        }
        NoteBox {
            objectName: "refusal"
            Layout.fillWidth: true
            visible: root.sandbox.refusal !== ""
            kind: "warning"
            text: root.sandbox.refusal
        }
        SeedStrip {
            Layout.fillWidth: true
            visible: root.preparing
            panel: root.panel
            onAgainRequested: root.seedAgainRequested()
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
            onCopyRequested: root.panel.copyText(root.sandbox.problemText)
        }
        ColumnLayout {
            Layout.fillWidth: true
            visible: root.sandbox.memoryShare >= 0 && !root.preparing && !(root.veryLow && root.sandbox.kept)
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
        EvidenceTabs {
            id: evidence

            Layout.fillWidth: true
            Layout.fillHeight: true
            panel: root.panel
            first: root.sandbox.console
            firstTitle: qsTr("Console")
            second: root.sandbox.monitor
            secondTitle: qsTr("Monitor")
            partTitle: root.panel.preparation.seeding.known ? qsTr("Seeding") : ""
            part: SeedPart {
                panel: root.panel // qmllint disable unqualified
            }

            Flickable {
                anchors.fill: parent
                contentHeight: details.height
                clip: true
                boundsBehavior: Flickable.StopAtBounds
                Basic.ScrollBar.vertical: ThinScrollBar {}

                Column {
                    id: details

                    width: parent.width - Theme.scrollBarWidth
                    spacing: Theme.gap8

                    CheckLines {
                        width: parent.width
                        checks: root.sandbox.checks
                        age: root.sandbox.checkedText
                    }
                    FactTable {
                        width: parent.width
                        labelWidth: Theme.sized(100)
                        model: root.sandbox.facts
                        onCopyRequested: text => root.panel.copyText(text)
                    }
                }
            }
        }
        RowLayout { // the idle ladder
            Layout.fillWidth: true
            visible: root.sandbox.hasLadder && !root.preparing // no step of it meanwhile
            spacing: Theme.gap8

            ColumnLayout {
                objectName: "ladder"
                Layout.fillWidth: true
                spacing: 0

                PlainLabel {
                    objectName: "nextStep"
                    Layout.fillWidth: true
                    visible: root.sandbox.nextStepText !== ""
                    text: root.sandbox.awakeText !== "" ? qsTr("Kept awake for another %1").arg(root.sandbox.awakeText)
                                                        : qsTr("Unused: %1").arg(root.sandbox.nextStepText)
                }
                CaptionLabel {
                    Layout.fillWidth: true
                    text: qsTr("Idle ladder: %1").arg(root.sandbox.ladderText)
                    wrapMode: Text.Wrap
                    elide: Text.ElideNone
                }
            }
            IconButton {
                objectName: "keepAwake"
                symbol: "clock-history"
                label: qsTr("Keep it awake for a while")
                onClicked: root.awakeRequested()
            }
            IconButton {
                objectName: "editLadder"
                symbol: "pencil-square"
                label: qsTr("Change what becomes of it when nobody uses it")
                onClicked: root.ladderRequested()
            }
        }
        SandboxActions {
            Layout.fillWidth: true
            panel: root.panel
            onDestroyRequested: root.destroyRequested()
            onSnapshotRequested: root.snapshotRequested()
            onForkRequested: root.forkRequested()
            onReserveRequested: root.reserveRequested()
            onFilesRequested: root.filesRequested()
            onSessionRequested: root.sessionRequested()
        }
    }
    DropArea { // files from the desktop
        id: drop

        objectName: "paneDrop"
        anchors.fill: parent
        enabled: root.sandbox.kept
        keys: ["text/uri-list"]
        onDropped: event => {
            if (event.hasUrls)
                root.filesDropped(event.urls);
        }

        Rectangle {
            readonly property bool floats: true

            anchors.fill: parent
            visible: drop.containsDrag
            color: Theme.infoFill
            opacity: 0.95
            radius: Theme.radiusCard
            border.color: Theme.link
            border.width: Theme.focusWidth

            SectionLabel {
                anchors.centerIn: parent
                text: qsTr("Drop it to put it into the sandbox")
            }
        }
    }
}
