// What the model has used, as the control plane reports it: list price, not the invoice.
import QtQuick
import QtQuick.Controls.Basic as Basic
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Flickable {
    id: root

    required property SessionDetail session

    contentHeight: column.height
    clip: true
    boundsBehavior: Flickable.StopAtBounds
    Basic.ScrollBar.vertical: ThinScrollBar {}

    ColumnLayout {
        id: column

        width: root.width
        spacing: Theme.gap12
        visible: root.session.usageKnown

        Meter {
            objectName: "budget"
            Layout.fillWidth: true
            visible: root.session.budgetShare >= 0
            label: qsTr("Budget spent")
            text: root.session.costText
            share: Math.min(1, root.session.budgetShare)
        }
        FactTable {
            Layout.fillWidth: true
            labelWidth: Theme.sized(128)
            figureWidth: Theme.sized(96)
            model: root.session.usage
        }
        CaptionLabel {
            Layout.fillWidth: true
            visible: text !== ""
            text: root.session.budgetNote
            wrapMode: Text.Wrap
            elide: Text.ElideNone
        }
        CaptionLabel {
            Layout.fillWidth: true
            text: qsTr("List price, reported by the control plane at the end of each turn. It is not the invoice, and this host's own cost is not in it.")
            wrapMode: Text.Wrap
            elide: Text.ElideNone
        }
    }
    EmptyState {
        objectName: "noUsage"
        x: (root.width - width) / 2
        y: Math.max(0, (root.height - height) / 2)
        width: root.width - Theme.gap24
        visible: !root.session.usageKnown
        symbol: "cpu"
        title: qsTr("No usage yet")
        text: qsTr("The control plane reports tokens and list cost at the end of each turn.")
    }
}
