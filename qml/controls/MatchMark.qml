// What was found, marked on top of its line.
import QtQuick
import Glovebox.Theme

Rectangle {
    id: root

    readonly property bool floats: true // lies over other things on purpose

    required property string before
    required property string text
    required property bool isCurrent

    x: prefix.advanceWidth
    width: found.implicitWidth
    color: root.isCurrent ? Theme.matchCurrentFill : Theme.matchFill

    TextMetrics {
        id: prefix

        text: root.before
        font.family: Theme.monoFamily
        font.pixelSize: Theme.monoSize
    }
    MonoLabel {
        id: found

        height: parent.height
        text: root.text
        color: root.isCurrent ? Theme.matchCurrentText : Theme.matchText
        elide: Text.ElideNone
        Accessible.ignored: true
    }
}
