// What is true of each thing that a dialog asks about, one line each; the rest is a count.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Glovebox.Controls
import Glovebox.Theme

Rectangle {
    id: root

    required property var lines // of strings
    readonly property int most: 8

    Layout.fillWidth: true
    implicitHeight: column.implicitHeight + Theme.gap24
    radius: Theme.radius
    color: Theme.surfaceWindow
    border.color: Theme.borderSubtle

    Column {
        id: column

        x: Theme.gap12
        y: Theme.gap12
        width: parent.width - Theme.gap24
        spacing: Theme.gap4

        Repeater {
            model: root.lines.slice(0, root.most)

            PlainLabel {
                required property string modelData

                width: column.width
                text: modelData
                wrapMode: Text.Wrap
                elide: Text.ElideNone
            }
        }
        CaptionLabel {
            text: qsTr("and %1 more").arg(root.lines.length - root.most)
            visible: root.lines.length > root.most
        }
    }
}
