// A choice that is on or off, with its words beside the box; a click on either turns it.
import QtQuick
import Glovebox.Controls
import Glovebox.Theme

Item {
    id: root

    required property string text
    property color ink: Theme.textPrimary
    property alias checked: mark.checked
    property alias markName: mark.objectName

    signal toggled

    implicitHeight: Math.max(mark.height, words.height)

    CheckMark {
        id: mark

        checkable: true
        focusPolicy: Qt.StrongFocus
        label: root.text
        onToggled: root.toggled()
    }
    PlainLabel {
        id: words

        x: mark.width + Theme.gap8
        y: 3
        width: parent.width - x
        text: root.text
        color: root.ink
        wrapMode: Text.Wrap
        elide: Text.ElideNone
        Accessible.ignored: true

        TapHandler {
            onTapped: {
                mark.toggle();
                root.toggled();
            }
        }
    }
}
