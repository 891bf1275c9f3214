// What can be done with a row. Every entry is also a key or a button somewhere; what is not possible now says why.
import QtQuick
import QtQuick.Controls.Basic as Basic
import Glovebox.Theme

Basic.Menu {
    id: root

    width: Theme.sized(264)
    padding: Theme.gap4
    margins: Theme.gap8 // from the window's edges
    modal: false
    enter: null
    exit: null

    background: Rectangle {
        color: Theme.surfaceRaised
        border.color: Theme.borderControl
        radius: Theme.radius
    }
}
