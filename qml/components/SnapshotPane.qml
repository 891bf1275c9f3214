// One snapshot: how it is, what it stands on and who on it, what it costs, what restoring changes, and what can be done.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic as Basic
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Card {
    id: root

    required property PanelModel panel

    readonly property SnapshotDetail snapshot: root.panel.snapshot

    signal closeRequested
    signal newRequested
    signal inPlaceRequested
    signal deleteRequested

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.gap16
        anchors.topMargin: Theme.gap12
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
                text: root.snapshot.ageText
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
                visible: root.snapshot.sandboxThere
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
        Rectangle {
            Layout.fillWidth: true
            implicitHeight: 1
            color: Theme.borderSubtle
        }
        Flickable {
            Layout.fillWidth: true
            Layout.fillHeight: true
            contentHeight: details.height
            clip: true
            boundsBehavior: Flickable.StopAtBounds
            Basic.ScrollBar.vertical: ThinScrollBar {}

            Column {
                id: details

                width: parent.width
                spacing: Theme.gap8

                FactTable {
                    width: parent.width
                    labelWidth: 100
                    model: root.snapshot.facts
                    onCopyRequested: text => root.panel.copyText(text)
                }
                SectionLabel {
                    text: qsTr("What restoring changes")
                    visible: changes.visible
                }
                Column {
                    id: changes

                    objectName: "changes"
                    width: parent.width
                    visible: root.snapshot.whyNotRestore === ""
                    spacing: Theme.gap4

                    Repeater {
                        model: root.snapshot.changes

                        PlainLabel {
                            required property string modelData

                            width: changes.width
                            text: modelData
                            color: Theme.textSecondary
                            wrapMode: Text.Wrap
                            elide: Text.ElideNone
                        }
                    }
                }
            }
        }
        CaptionLabel {
            objectName: "whyNot"
            Layout.fillWidth: true
            visible: text !== "" && !root.snapshot.taking
            text: root.snapshot.whyNotRestore !== "" ? root.snapshot.whyNotRestore
                  : root.snapshot.whyNotInPlace !== "" ? qsTr("Not in place: %1").arg(root.snapshot.whyNotInPlace) : ""
            wrapMode: Text.Wrap
            elide: Text.ElideNone
        }
        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.gap8
            visible: !root.snapshot.taking

            PushButton {
                objectName: "restoreNew"
                text: qsTr("Restore as new…")
                symbol: "plus-lg"
                enabled: root.snapshot.whyNotRestore === ""
                hint: qsTr("One or several sandboxes of your own that begin here   F")
                onClicked: root.newRequested()
            }
            PushButton {
                objectName: "restoreInPlace"
                text: qsTr("In place…")
                symbol: "clock-history"
                enabled: root.snapshot.whyNotInPlace === ""
                hint: qsTr("The sandbox goes back to this point")
                onClicked: root.inPlaceRequested()
            }
        }
        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.gap8

            PushButton {
                objectName: "cancelSnapshot"
                text: qsTr("Cancel")
                symbol: "x-lg"
                visible: root.snapshot.taking
                hint: qsTr("Nothing of it is left; the sandbox goes on")
                onClicked: root.panel.actions.cancelSnapshot(root.snapshot.id)
            }
            Item {
                Layout.fillWidth: true
            }
            PushButton {
                objectName: "deleteSnapshot"
                text: qsTr("Delete…")
                symbol: "trash3"
                visible: !root.snapshot.taking
                hint: qsTr("Removes it from this host   Delete")
                onClicked: root.deleteRequested()
            }
        }
    }
}
