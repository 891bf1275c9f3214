// Text that is never markup: most of what is shown comes from sessions and guests.
import QtQuick
import Glovebox.Theme

Text {
    id: root

    textFormat: Text.PlainText
    font.family: Theme.family
    font.pixelSize: Theme.bodySize
    color: Theme.textPrimary
    elide: Text.ElideRight
    verticalAlignment: Text.AlignVCenter
    Accessible.role: Accessible.StaticText
    Accessible.name: root.text
}
