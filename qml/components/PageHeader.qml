// A page's title, what it counts, and its tools.
import QtQuick
import QtQuick.Layouts
import Glovebox.Controls
import Glovebox.Theme

RowLayout {
    id: root

    required property string title
    property string count: ""
    default property alias tools: tools.data

    spacing: Theme.gap12

    PlainLabel {
        Layout.minimumHeight: Theme.controlHeight // pages without tools stand like those with some
        text: root.title
        font.pixelSize: Theme.pageSize
        font.weight: Font.DemiBold
        Accessible.role: Accessible.Heading
    }
    PlainLabel {
        Layout.fillWidth: true
        text: root.count
        color: Theme.textTertiary
        font.pixelSize: Theme.readingSize
        Layout.topMargin: Theme.gap4
    }
    Row {
        id: tools

        spacing: Theme.gap8
    }
}
