// Force-stopping cuts off whoever holds the item: facts of this one first, Cancel focused.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

DialogFrame {
    id: root

    required property PanelModel panel

    readonly property WorkDetail work: root.panel.workItem

    objectName: "repairDialog"
    title: qsTr("%1 this work item?").arg(root.work.repairVerb)
    acceptText: root.work.repairVerb
    acceptEnabled: root.work.canRepair && !root.panel.host.stale
    onAccepted: root.panel.repairWork(root.work.id)
    onAboutToShow: root.panel.work.held = true
    onAboutToHide: root.panel.work.held = false

    Rectangle {
        Layout.fillWidth: true
        implicitHeight: facts.implicitHeight + Theme.gap24
        radius: Theme.radius
        color: Theme.surfaceWindow
        border.color: Theme.borderSubtle

        ColumnLayout {
            id: facts

            x: Theme.gap12
            y: Theme.gap12
            width: parent.width - Theme.gap24
            spacing: Theme.gap8

            Item { // placed by hand: the chip learns its width while the dialog is hidden
                Layout.fillWidth: true
                implicitHeight: Theme.chipHeight

                StateChip {
                    id: chip

                    width: implicitWidth
                    tone: root.work.tone
                    symbol: root.work.symbol
                    word: root.work.word
                }
                ElidedLabel {
                    x: chip.width + Theme.gap12
                    width: parent.width - x
                    height: parent.height
                    text: root.work.title
                    font.weight: Font.Medium
                }
            }
            PlainLabel {
                Layout.fillWidth: true
                text: root.work.reason
                color: Theme.textSecondary
                visible: text !== ""
                wrapMode: Text.Wrap
                elide: Text.ElideNone
            }
        }
    }
    PlainLabel {
        objectName: "consequence"
        Layout.fillWidth: true
        text: root.work.repairConsequence
        color: Theme.textSecondary
        font.pixelSize: Theme.readingSize
        lineHeight: 1.3
        wrapMode: Text.Wrap
        elide: Text.ElideNone
    }
}
