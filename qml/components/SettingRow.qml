// A setting: what it is and what it does on the left, its control on the right; below it where there is no room.
import QtQuick
import QtQuick.Layouts
import Glovebox.Controls
import Glovebox.Theme

GridLayout {
    id: root

    required property string label
    property string help: ""
    default property alias control: place.data

    columns: root.width < Theme.sized(620) ? 1 : 2
    columnSpacing: Theme.gap24
    rowSpacing: Theme.gap8

    ColumnLayout {
        Layout.fillWidth: true
        Layout.alignment: Qt.AlignVCenter
        spacing: Theme.gap2

        PlainLabel {
            Layout.fillWidth: true
            text: root.label
            font.weight: Font.Medium
        }
        CaptionLabel {
            Layout.fillWidth: true
            visible: root.help !== ""
            text: root.help
            color: Theme.textSecondary
            wrapMode: Text.Wrap
            elide: Text.ElideNone
        }
    }
    Item {
        id: place

        Layout.alignment: Qt.AlignVCenter
        implicitWidth: childrenRect.width
        implicitHeight: childrenRect.height
    }
}
