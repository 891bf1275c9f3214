// Of a sandbox that may reach any public host: said wherever it is shown.
import QtQuick
import Glovebox.Controls
import Glovebox.Theme

Tag {
    text: qsTr("egress open")
    ink: Theme.attention
    border.color: Theme.attention
    hint: qsTr("It may reach any public host: whatever is in it can leave it. Private addresses and this host stay out of reach.")
}
