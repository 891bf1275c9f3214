// Text that may be longer than its place, because somebody else wrote it: a title, a path, a command. Cut short, it is
// whole in its hint. Everything else is given the room it needs; tests/qml/tst_layout.qml looks.
import QtQuick
import Glovebox.Theme

PlainLabel {
    id: root

    property bool mayElide: true
    property bool mono: false

    font.family: root.mono ? Theme.monoFamily : Theme.family
    font.pixelSize: root.mono ? Theme.monoSize : Theme.bodySize

    HoverHandler {
        id: hover

        enabled: root.truncated
    }
    Loader {
        active: hover.hovered && root.truncated
        sourceComponent: Hint {
            // A bound component would not be made here ("outside its creation context", Qt 6.4.2).
            text: root.text // qmllint disable unqualified
            shown: true
        }
    }
}
