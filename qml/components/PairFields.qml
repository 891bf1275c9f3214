// Pairs of metadata: a key and a value a row, as many as the service takes.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Column {
    id: root

    required property PairList pairs
    property string addText: qsTr("Add a pair")

    function focusFirst(): void {
        (rows.itemAt(0)?.children[0] as InputField)?.field.forceActiveFocus();
    }

    spacing: Theme.gap8

    Repeater {
        id: rows

        model: root.pairs

        RowLayout {
            id: row

            required property int index
            required property string name
            required property string value

            width: root.width
            spacing: Theme.gap8

            InputField {
                objectName: "pairName"
                Layout.fillWidth: true
                Layout.preferredWidth: Theme.sized(120)
                captioned: false
                label: qsTr("Key of pair %1").arg(row.index + 1)
                placeholder: "team"
                text: row.name
                mono: true
                maximumLength: 64
                onEdited: text => root.pairs.setName(row.index, text)
            }
            CaptionLabel {
                text: "="
                Accessible.ignored: true
            }
            InputField {
                objectName: "pairValue"
                Layout.fillWidth: true
                Layout.preferredWidth: Theme.sized(180)
                captioned: false
                label: qsTr("Value of pair %1").arg(row.index + 1)
                placeholder: "billing"
                text: row.value
                mono: true
                maximumLength: 512
                onEdited: text => root.pairs.setValue(row.index, text)
            }
            IconButton {
                objectName: "pairRemove"
                implicitWidth: Theme.sized(28)
                symbol: "trash3"
                label: qsTr("Remove pair %1").arg(row.index + 1)
                onClicked: root.pairs.remove(row.index)
            }
        }
    }
    PushButton {
        objectName: "pairAdd"
        kind: "quiet"
        implicitHeight: Theme.sized(28)
        text: root.addText
        symbol: "plus-lg"
        enabled: root.pairs.count < 16
        onClicked: root.pairs.add()
    }
}
