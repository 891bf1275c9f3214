// One image: how it is, what it holds, how its programs are meant to be run, who stands on it; or how far its import is.
import QtQuick
import QtQuick.Controls.Basic as Basic
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Card {
    id: root

    required property PanelModel panel

    readonly property ImageDetail image: root.panel.library.image

    signal closeRequested
    signal sandboxRequested
    signal templateRequested
    signal nameRequested
    signal removeRequested
    signal retryRequested
    signal logRequested

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.gap16
        anchors.topMargin: Theme.gap12
        spacing: Theme.gap12

        PaneHead {
            Layout.fillWidth: true
            title: root.image.title
            titleWidth: root.image.isDefault ? Theme.sized(200) : Theme.sized(270)
            onCloseRequested: root.closeRequested()

            Tag {
                text: qsTr("default")
                ink: Theme.textSecondary
                visible: root.image.isDefault
            }
        }
        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.gap8

            StateChip {
                objectName: "imageState"
                tone: root.image.tone
                symbol: root.image.symbol
                word: root.image.word
                stale: root.panel.host.stale
            }
            CaptionLabel {
                Layout.fillWidth: true
                text: root.image.layersText
            }
        }
        ColumnLayout {
            objectName: "importingNow"
            Layout.fillWidth: true
            visible: root.image.importing
            spacing: Theme.gap8

            PlainLabel {
                Layout.fillWidth: true
                text: root.image.stepText
                color: Theme.textSecondary
                wrapMode: Text.Wrap
                elide: Text.ElideNone
            }
            ThinProgress {
                Layout.fillWidth: true
                visible: root.image.progress >= 0
                value: root.image.progress
            }
            CaptionLabel {
                Layout.fillWidth: true
                text: qsTr("Cancelled or interrupted, the next import of it goes on where this one ended.")
                wrapMode: Text.Wrap
                elide: Text.ElideNone
            }
        }
        ErrorPanel {
            objectName: "imageProblem"
            Layout.fillWidth: true
            visible: root.image.problemCode !== ""
            what: root.image.problemWhat
            why: root.image.problemWhy
            todo: root.image.problemTodo
            detail: root.image.problemDetail
            code: root.image.problemCode
            onCopyRequested: root.panel.copyText(root.image.problemText)
        }
        TabStrip {
            id: tabs

            objectName: "imageTabs"
            Layout.fillWidth: true
            visible: root.image.ready
            tabs: [qsTr("Details"), qsTr("How it runs"), qsTr("Layers")]
            onVisibleChanged: if (!visible)
                current = 0
        }
        Item { // the parts lie in one place and are placed by hand: layouts of Qt 6.4 miss what comes and goes in them
            Layout.fillWidth: true
            Layout.fillHeight: true

            Flickable {
                anchors.fill: parent
                visible: tabs.current < 2
                contentHeight: tabs.current === 0 ? facts.height : config.height
                clip: true
                boundsBehavior: Flickable.StopAtBounds
                Basic.ScrollBar.vertical: ThinScrollBar {}

                FactTable {
                    id: facts

                    objectName: "imageFacts"
                    width: parent.width
                    visible: tabs.current === 0
                    labelWidth: Theme.sized(88)
                    model: root.image.facts
                    onCopyRequested: text => root.panel.copyText(text)
                }
                FactTable {
                    id: config

                    objectName: "imageConfig"
                    width: parent.width
                    visible: tabs.current === 1
                    labelWidth: Theme.sized(88)
                    model: root.image.config
                }
            }
            LineList {
                objectName: "imageLayers"
                anchors.fill: parent
                visible: tabs.current === 2 && root.image.layers.count > 0
                label: qsTr("Layers, lowest first")
                model: root.image.layers
                subject: root.image.id
            }
            PlainLabel {
                width: parent.width
                visible: tabs.current === 2 && root.image.layers.count === 0
                text: qsTr("It is not kept in layers.")
                color: Theme.textTertiary
            }
        }
        CaptionLabel {
            objectName: "whyNotRemove"
            Layout.fillWidth: true
            visible: root.image.ready && root.image.whyNotRemove !== ""
            text: qsTr("It cannot be removed now. %1").arg(root.image.whyNotRemove)
            wrapMode: Text.Wrap
            elide: Text.ElideNone
        }
        ImageActions {
            Layout.fillWidth: true
            panel: root.panel
            onSandboxRequested: root.sandboxRequested()
            onTemplateRequested: root.templateRequested()
            onNameRequested: root.nameRequested()
            onRemoveRequested: root.removeRequested()
            onRetryRequested: root.retryRequested()
            onLogRequested: root.logRequested()
        }
    }
}
