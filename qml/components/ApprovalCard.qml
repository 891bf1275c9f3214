// Somebody waits for a person. Says what for, how long, and where it can be answered; it cannot be answered here.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Rectangle {
    id: root

    required property SessionDetail session

    signal showRequested

    implicitHeight: column.implicitHeight + Theme.gap24
    radius: Theme.radiusCard
    color: Theme.warningFill
    border.color: Theme.contrast ? Theme.borderControl : Theme.attention
    Accessible.role: Accessible.AlertMessage
    Accessible.name: qsTr("%1 needs approval").arg(root.session.approvalTool)

    ColumnLayout {
        id: column

        x: Theme.gap16
        y: Theme.gap12
        width: parent.width - 2 * x
        spacing: Theme.gap8

        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.gap8

            Icon {
                symbol: "state/triangle-bang"
                color: Theme.attention
            }
            PlainLabel {
                text: qsTr("%1 needs approval").arg(root.session.approvalTool)
                color: Theme.warningText
                font.weight: Font.DemiBold
                elide: Text.ElideNone // elided once, Qt 6.4 keeps the old implicit width when the text changes
            }
            PlainLabel {
                Layout.fillWidth: true
                text: qsTr("waiting %1").arg(root.session.approvalWaited)
                color: Theme.warningText
            }
            PushButton {
                objectName: "showApproval"
                text: qsTr("Show the whole input")
                onClicked: root.showRequested()
            }
        }
        Rectangle {
            Layout.fillWidth: true
            implicitHeight: command.implicitHeight + Theme.gap16
            radius: Theme.radius
            color: Theme.surfaceTerminal
            border.color: Theme.borderSubtle
            visible: root.session.approvalSummary !== ""

            SelectableText {
                id: command

                anchors.left: parent.left
                anchors.right: parent.right
                anchors.margins: Theme.gap12
                anchors.verticalCenter: parent.verticalCenter
                text: root.session.approvalSummary
                font.family: Theme.monoFamily
                font.pixelSize: Theme.monoSize
            }
        }
        PlainLabel {
            Layout.fillWidth: true
            text: qsTr("Nothing runs until it is answered. Answering needs an operator key or the Console; the environment key of this host cannot.")
            color: Theme.warningText
            wrapMode: Text.Wrap
            elide: Text.ElideNone
        }
    }
}
