// A name, what it stands for in letters of one width, and a button that copies it.
import QtQuick
import QtQuick.Layouts
import Glovebox.Controls
import Glovebox.Theme

RowLayout {
    id: root

    required property string label
    required property string text
    required property string hint
    property real labelWidth: Theme.sized(64)

    signal copyRequested

    spacing: Theme.gap8

    CaptionLabel {
        Layout.preferredWidth: root.labelWidth
        text: root.label
        color: Theme.textSecondary
    }
    ElidedLabel {
        Layout.fillWidth: true
        Layout.maximumWidth: Math.ceil(implicitWidth) + 1
        text: root.text
        mono: true
        elide: Text.ElideMiddle
    }
    IconButton {
        objectName: "copyLine"
        implicitWidth: Theme.sized(26)
        implicitHeight: Theme.sized(24)
        symbol: "copy"
        label: root.hint
        ink: Theme.textTertiary
        onClicked: root.copyRequested()
    }
    Item {
        Layout.fillWidth: true
    }
}
