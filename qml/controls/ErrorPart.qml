// One labelled part of an ErrorPanel.
import QtQuick
import QtQuick.Layouts
import Glovebox.Theme

ColumnLayout {
    id: root

    required property string label
    required property string text
    property bool mono: false

    Layout.fillWidth: true
    spacing: 0

    CaptionLabel {
        text: root.label
        color: Theme.errorText
        opacity: 0.85
    }
    SelectableText {
        Layout.fillWidth: true
        text: root.text
        color: Theme.errorText
        font.family: root.mono ? Theme.monoFamily : Theme.family
        font.pixelSize: root.mono ? Theme.monoSize : Theme.bodySize
    }
}
