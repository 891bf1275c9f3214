// The head of a pane: what it is called, small remarks, and the way to close it.
import QtQuick
import QtQuick.Layouts
import Glovebox.Controls
import Glovebox.Theme

RowLayout {
    id: root

    required property string title
    property bool mono: false
    property int titleElide: Text.ElideRight
    property real titleWidth: Theme.sized(200) // at most; remarks and the button stand beside it
    default property alias tags: tags.data

    signal closeRequested

    spacing: Theme.gap8

    ElidedLabel {
        text: root.title
        elide: root.titleElide
        mono: root.mono
        font.pixelSize: Theme.sectionSize
        font.weight: Font.DemiBold
        Layout.fillWidth: true // and gives way to the remarks
        Layout.maximumWidth: Math.min(root.titleWidth, Math.ceil(implicitWidth) + 1)
        Accessible.role: Accessible.Heading
    }
    Row {
        id: tags

        spacing: Theme.gap8
    }
    Item {
        Layout.fillWidth: true
    }
    IconButton {
        objectName: "closePane"
        implicitHeight: Theme.sized(26)
        implicitWidth: Theme.sized(26)
        symbol: "x-lg"
        label: qsTr("Close")
        keys: "Esc"
        onClicked: root.closeRequested()
    }
}
