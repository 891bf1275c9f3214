// An action of the registry as an entry of a menu: its name, its key, and why it cannot be done now.
import QtQuick
import Glovebox.App
import Glovebox.Controls

MenuEntry {
    id: root

    required property PanelAction act

    text: root.act.text
    symbol: root.act.symbol
    keys: root.act.keysText
    why: root.act.why
    onTriggered: root.act.trigger()
}
