// One template: how it is, what it holds, who stands on it, and what its failure means.
import QtQuick
import QtQuick.Controls.Basic as Basic
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Card {
    id: root

    required property PanelModel panel

    readonly property TemplateDetail base: root.panel.base

    signal closeRequested
    signal deleteRequested
    signal ladderRequested

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.gap16
        anchors.topMargin: Theme.gap12
        spacing: Theme.gap12

        PaneHead {
            Layout.fillWidth: true
            title: root.base.id
            mono: true
            onCloseRequested: root.closeRequested()

            Tag {
                text: qsTr("emulated")
                visible: root.base.emulated
            }
        }
        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.gap8

            StateChip {
                objectName: "templateState"
                tone: root.base.tone
                symbol: root.base.symbol
                word: root.base.word
                stale: root.panel.host.stale
            }
            CaptionLabel {
                Layout.fillWidth: true
                text: root.base.forText
            }
        }
        ColumnLayout {
            objectName: "buildProgress"
            Layout.fillWidth: true
            visible: root.base.building
            spacing: Theme.gap8

            PlainLabel {
                Layout.fillWidth: true
                text: root.base.stepText
                color: Theme.textSecondary
            }
            CaptionLabel {
                Layout.fillWidth: true
                text: qsTr("Sandboxes of this size wait for it.")
                wrapMode: Text.Wrap
                elide: Text.ElideNone
            }
        }
        LinkRow {
            objectName: "showClones"
            Layout.fillWidth: true
            visible: root.base.clones > 0
            text: root.base.clonesText
            symbol: "sandbox"
            hint: qsTr("List them")
            onClicked: root.panel.showSandboxesOf(root.base.id)
        }
        LinkRow {
            objectName: "showSnapshots"
            Layout.fillWidth: true
            visible: root.base.snapshots > 0
            text: root.base.snapshotsText
            symbol: "state/diamond"
            hint: qsTr("List them")
            onClicked: root.panel.showSnapshotsOf(root.base.id)
        }
        ErrorPanel {
            objectName: "templateProblem"
            Layout.fillWidth: true
            visible: root.base.problemCode !== ""
            what: root.base.problemWhat
            why: root.base.problemWhy
            todo: root.base.problemTodo
            detail: root.base.problemDetail
            code: root.base.problemCode
            onCopyRequested: root.panel.copyText(root.base.problemText)
        }
        NoteBox {
            objectName: "consequence"
            Layout.fillWidth: true
            visible: root.base.consequence !== ""
            text: root.base.consequence
        }
        Rectangle {
            Layout.fillWidth: true
            implicitHeight: 1
            color: Theme.borderSubtle
        }
        EvidenceTabs {
            id: tabs

            Layout.fillWidth: true
            Layout.fillHeight: true
            panel: root.panel
            first: root.base.log
            firstTitle: qsTr("Log")

            Flickable {
                anchors.fill: parent
                contentHeight: facts.height
                clip: true
                boundsBehavior: Flickable.StopAtBounds
                Basic.ScrollBar.vertical: ThinScrollBar {}

                FactTable {
                    id: facts

                    width: parent.width
                    labelWidth: Theme.sized(100)
                    model: root.base.facts
                    onCopyRequested: text => root.panel.copyText(text)
                }
            }
        }
        RowLayout { // the idle ladder of sandboxes to come
            Layout.fillWidth: true
            visible: root.base.hasLadder
            spacing: Theme.gap8

            CaptionLabel {
                objectName: "templateLadder"
                Layout.fillWidth: true
                text: qsTr("Idle ladder: %1").arg(root.base.ladderText)
                wrapMode: Text.Wrap
                elide: Text.ElideNone
            }
            IconButton {
                objectName: "editTemplateLadder"
                symbol: "pencil-square"
                label: qsTr("Change what becomes of its sandboxes when nobody uses them")
                onClicked: root.ladderRequested()
            }
        }
        CaptionLabel {
            objectName: "whyNotDelete"
            Layout.fillWidth: true
            visible: root.base.ready && root.base.whyNotDelete !== ""
            text: qsTr("It cannot be deleted now. %1").arg(root.base.whyNotDelete)
            wrapMode: Text.Wrap
            elide: Text.ElideNone
        }
        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.gap8

            PushButton {
                objectName: "rebuild"
                text: qsTr("Rebuild")
                symbol: "arrow-clockwise"
                enabled: root.base.whyNotRebuild === "" && !root.panel.host.stale
                hint: root.base.whyNotRebuild === "" ? qsTr("A new one is built; this one goes when nothing stands on it") : root.base.whyNotRebuild
                onClicked: root.panel.actions.rebuildTemplate(root.base.id)
            }
            PushButton {
                objectName: "showLog"
                text: qsTr("Show log")
                symbol: "file-text"
                visible: !root.base.ready && root.base.hasLog
                onClicked: tabs.showText()
            }
            Item {
                Layout.fillWidth: true
            }
            PushButton {
                objectName: "deleteTemplate"
                text: qsTr("Delete…")
                symbol: "trash3"
                enabled: root.base.whyNotDelete === ""
                hint: root.base.whyNotDelete === "" ? qsTr("Removes it from this host   %1").arg(root.panel.registry.find("template.delete").keysText) : root.base.whyNotDelete
                onClicked: root.deleteRequested()
            }
        }
    }
}
