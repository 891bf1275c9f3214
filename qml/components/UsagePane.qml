// What the model has used, as the control plane reports it: list price, not the invoice.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Item {
    id: root

    required property SessionDetail session

    ColumnLayout {
        width: parent.width
        spacing: Theme.gap12
        visible: root.session.usageKnown

        FactTable {
            Layout.fillWidth: true
            labelWidth: 128
            model: root.session.usage
        }
        CaptionLabel {
            Layout.fillWidth: true
            text: qsTr("List price, reported by the control plane at the end of each turn. It is not the invoice, and this host's own cost is not in it.")
            wrapMode: Text.Wrap
            elide: Text.ElideNone
        }
    }
    PlainLabel {
        objectName: "noUsage"
        width: parent.width
        visible: !root.session.usageKnown
        text: qsTr("The control plane has not reported usage yet. It does at the end of a turn.")
        color: Theme.textTertiary
        wrapMode: Text.Wrap
        elide: Text.ElideNone
    }
}
