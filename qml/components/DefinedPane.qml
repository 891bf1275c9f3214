// One template that somebody defined: how its newest build went, its definition in both views, its versions, its log.
import QtQuick
import QtQuick.Controls.Basic as Basic
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Card {
    id: root

    required property PanelModel panel

    readonly property DefinedDetail made: root.panel.library.made
    readonly property alias tab: tabs.current

    signal closeRequested
    signal editRequested
    signal sandboxRequested
    signal deleteRequested
    signal versionDeleteRequested(version: int, detail: string)
    signal menuRequested(by: Item)

    function showLog(): void {
        tabs.current = 2;
    }

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.gap16
        anchors.topMargin: Theme.gap12
        spacing: Theme.gap12

        PaneHead {
            Layout.fillWidth: true
            title: root.made.id
            titleWidth: Theme.sized(270)
            onCloseRequested: root.closeRequested()
        }
        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.gap8

            StateChip {
                objectName: "definedState"
                tone: root.made.tone
                symbol: root.made.symbol
                word: root.made.word
                stale: root.panel.host.stale
            }
            ElidedLabel {
                Layout.fillWidth: true
                text: root.made.description
                color: Theme.textTertiary
                font.pixelSize: Theme.captionSize
            }
        }
        ColumnLayout {
            objectName: "buildNow"
            Layout.fillWidth: true
            visible: root.made.building
            spacing: Theme.gap8

            PlainLabel {
                Layout.fillWidth: true
                text: root.made.stepText
                color: Theme.textSecondary
                wrapMode: Text.WrapAtWordBoundaryOrAnywhere
                maximumLineCount: 3
                elide: Text.ElideRight
                readonly property bool mayElide: true
            }
            ThinProgress {
                Layout.fillWidth: true
                visible: root.made.progress >= 0
                value: root.made.progress
            }
        }
        ErrorPanel {
            objectName: "buildProblem"
            Layout.fillWidth: true
            visible: root.made.problemCode !== ""
            what: root.made.problemWhat
            why: root.made.problemWhy
            todo: root.made.problemTodo
            detail: root.made.problemDetail
            code: root.made.problemCode
            onCopyRequested: root.panel.copyText(root.made.problemText)
        }
        NoteBox {
            objectName: "outdatedNote"
            Layout.fillWidth: true
            visible: root.made.outdatedBecause !== ""
            kind: "warning"
            text: root.made.outdatedBecause
        }
        CaptionLabel {
            objectName: "stillUsed"
            Layout.fillWidth: true
            visible: root.made.stillUsed !== ""
            text: root.made.stillUsed
            wrapMode: Text.Wrap
            elide: Text.ElideNone
        }
        TabStrip {
            id: tabs

            objectName: "definedTabs"
            Layout.fillWidth: true
            tabs: [qsTr("Definition"), root.made.versions.count > 0 ? qsTr("Versions %1").arg(root.made.versions.count) : qsTr("Versions"), qsTr("Build log"), qsTr("Text")]

            IconButton {
                objectName: "copyTab"
                anchors.right: parent.right
                anchors.verticalCenter: parent.verticalCenter
                implicitWidth: Theme.sized(26)
                implicitHeight: Theme.sized(26)
                symbol: "copy"
                label: tabs.current === 2 ? qsTr("Copy the log") : qsTr("Copy the definition")
                visible: (tabs.current === 2 && root.made.log.count > 0) || tabs.current === 3
                onClicked: root.panel.copyText(tabs.current === 2 ? root.panel.library.logText() : root.panel.library.definitionText())
            }
        }
        Item { // the parts lie in one place and are placed by hand: layouts of Qt 6.4 miss what comes and goes in them
            Layout.fillWidth: true
            Layout.fillHeight: true

            Flickable {
                anchors.fill: parent
                visible: tabs.current === 0
                contentHeight: stepLines.y + stepLines.height
                clip: true
                boundsBehavior: Flickable.StopAtBounds
                Basic.ScrollBar.vertical: ThinScrollBar {}

                FactTable {
                    id: facts

                    objectName: "definedFacts"
                    width: parent.width - Theme.scrollBarWidth
                    labelWidth: Theme.sized(88)
                    model: root.made.facts
                    onCopyRequested: text => root.panel.copyText(text)
                }
                CaptionLabel {
                    id: stepsHead

                    y: facts.height + Theme.gap8
                    text: root.made.steps.count > 0 ? qsTr("Steps") : qsTr("No steps: it is frozen as it starts.")
                    font.weight: root.made.steps.count > 0 ? Font.Medium : Font.Normal
                }
                LineList {
                    id: stepLines

                    objectName: "definedSteps"
                    visible: root.made.steps.count > 0
                    y: stepsHead.y + stepsHead.height + Theme.gap4
                    width: parent.width - Theme.scrollBarWidth
                    height: Math.max(Theme.sized(120), Math.min(Theme.sized(320), parent.parent.height - y))
                    label: qsTr("Steps")
                    model: root.made.steps
                    sentences: true
                    subject: root.made.id
                }
            }
            VersionLines {
                anchors.fill: parent
                visible: tabs.current === 1 && root.made.versions.count > 0
                versions: root.made.versions
                enabledNow: !root.panel.host.stale
                onUseRequested: version => root.panel.library.useVersion(root.made.id, version)
                onDeleteRequested: (version, detail) => root.versionDeleteRequested(version, detail)
            }
            BuildLog {
                objectName: "buildLog"
                anchors.fill: parent
                visible: tabs.current === 2 && root.made.log.count > 0
                lines: root.made.log
            }
            LineList {
                objectName: "definedText"
                anchors.fill: parent
                visible: tabs.current === 3
                label: qsTr("Definition as text")
                model: root.made.definition
                subject: root.made.id
            }
            PlainLabel {
                width: parent.width
                visible: (tabs.current === 1 && root.made.versions.count === 0) || (tabs.current === 2 && root.made.log.count === 0)
                text: tabs.current === 1 ? qsTr("It was not built yet.") : qsTr("Nothing was written down.")
                color: Theme.textTertiary
            }
        }
        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.gap8

            PushButton {
                objectName: "definedSandbox"
                text: qsTr("New sandbox…")
                symbol: "plus-lg"
                enabled: root.made.whyNotUse === ""
                hint: root.made.whyNotUse === "" ? qsTr("One of your own, cloned from it") : root.made.whyNotUse
                onClicked: root.sandboxRequested()
            }
            PushButton {
                objectName: "definedBuild"
                visible: !root.made.building
                text: root.made.buildWord
                symbol: "arrow-clockwise"
                enabled: root.made.whyNotBuild === "" && !root.panel.host.stale
                hint: root.made.whyNotBuild === "" ? qsTr("Steps that did not change are taken from the build before   %1").arg(root.panel.registry.find("defined.build").keysText) : root.made.whyNotBuild
                onClicked: {
                    root.panel.library.build(root.made.id, false);
                    root.showLog();
                }
            }
            PushButton {
                objectName: "definedCancel"
                visible: root.made.building
                text: qsTr("Cancel build")
                symbol: "x-lg"
                hint: qsTr("Nothing of it is left; finished steps are kept for the next build")
                onClicked: root.panel.library.cancelBuild(root.made.id)
            }
            Item {
                Layout.fillWidth: true
            }
            IconButton {
                objectName: "definedEdit"
                symbol: "pencil-square"
                label: qsTr("Edit its definition…")
                keys: root.panel.registry.find("defined.edit").keysText
                enabled: root.made.whyNotEdit === ""
                onClicked: root.editRequested()
            }
            IconButton {
                id: more

                objectName: "definedMore"
                symbol: "chevron-down"
                label: qsTr("More")
                onClicked: root.menuRequested(more)
            }
        }
    }
}
