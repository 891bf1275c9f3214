// A symbol of resources/icons in a colour of the theme. Decoration: its owner carries the name.
import QtQuick
import QtQuick.Controls.impl

IconImage {
    id: root

    required property string symbol
    property real size: Theme.iconSize

    source: root.symbol === "" ? "" : "qrc:/glovebox/icons/" + root.symbol + ".svg"
    sourceSize.width: root.size
    sourceSize.height: root.size
    width: root.size
    height: root.size
    color: Theme.textSecondary
    visible: root.symbol !== ""
    Accessible.ignored: true
}
