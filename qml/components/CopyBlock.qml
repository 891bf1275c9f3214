// A few lines of letters of one width that are there to be copied.
import QtQuick
import QtQuick.Layouts
import Glovebox.Controls
import Glovebox.Theme

ColumnLayout {
    id: root

    required property string label
    required property string text

    signal copyRequested

    spacing: Theme.gap4

    RowLayout {
        Layout.fillWidth: true

        CaptionLabel {
            Layout.fillWidth: true
            text: root.label
            color: Theme.textSecondary
            font.weight: Font.Medium
        }
        PushButton {
            objectName: "copyBlock"
            implicitHeight: Theme.sized(26)
            kind: "quiet"
            text: qsTr("Copy")
            symbol: "copy"
            onClicked: root.copyRequested()
        }
    }
    Rectangle {
        Layout.fillWidth: true
        implicitHeight: words.implicitHeight + Theme.gap16
        color: Theme.surfaceTerminal
        border.color: Theme.borderControl
        radius: Theme.radius

        SelectableText {
            id: words

            objectName: "blockText"
            x: Theme.gap8
            y: Theme.gap8
            width: parent.width - 2 * x
            text: root.text
            font.family: Theme.monoFamily
            font.pixelSize: Theme.monoSize
            wrapMode: TextEdit.WrapAnywhere
            Accessible.name: root.label
        }
    }
}
