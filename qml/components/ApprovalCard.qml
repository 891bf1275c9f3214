// Somebody waits for a person: what for and how long, and the way to its whole input, where it is answered.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Rectangle {
    id: root

    required property SessionDetail session

    signal showRequested

    implicitHeight: row.implicitHeight + Theme.gap16
    radius: Theme.radiusCard
    color: Theme.warningFill
    border.color: Theme.contrast ? Theme.borderControl : Theme.attention
    Accessible.role: Accessible.AlertMessage
    Accessible.name: qsTr("%1 needs approval").arg(root.session.approvalTool)

    RowLayout {
        id: row

        x: Theme.gap16
        y: Theme.gap8
        width: parent.width - 2 * x
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
        ElidedLabel {
            objectName: "approvalSummary"
            Layout.fillWidth: true
            mono: true
            text: root.session.approvalSummary
            color: Theme.warningText
        }
        PlainLabel {
            text: root.session.approvalMore === "" ? qsTr("waiting %1").arg(root.session.approvalWaited)
                                                   : qsTr("waiting %1, %2").arg(root.session.approvalWaited).arg(root.session.approvalMore)
            color: Theme.warningText
            elide: Text.ElideNone
        }
        PushButton {
            objectName: "showApproval"
            text: qsTr("Review")
            hint: qsTr("The whole input, and the answer")
            onClicked: root.showRequested()
        }
    }
}
