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

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.gap16
        anchors.topMargin: Theme.gap12
        spacing: Theme.gap12

        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.gap8

            ElidedLabel {
                text: root.base.id
                mono: true
                font.pixelSize: Theme.sectionSize
                font.weight: Font.DemiBold
                Layout.maximumWidth: 200
                Accessible.role: Accessible.Heading
            }
            Tag {
                text: qsTr("emulated")
                visible: root.base.emulated
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
                text: qsTr("Sandboxes of this size wait for it. Its log lines are on the Logs page.")
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
            onClicked: root.panel.showClones(root.base.id)
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
            onCopyRequested: root.panel.copyTemplateProblem()
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
                model: root.base.facts
                onCopyRequested: text => root.panel.copyText(text)
            }
        }
    }
}
