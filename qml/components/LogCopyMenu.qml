// What can be done with the selected lines.
import QtQuick
import Glovebox.App
import Glovebox.Controls

RowMenu {
    id: root

    required property PanelModel panel

    objectName: "logMenu"
    onAboutToShow: root.panel.registry.refresh()

    ActionEntry {
        objectName: "copyPlain"
        act: root.panel.registry.find("log.copyPlain")
    }
    ActionEntry {
        objectName: "copyTimes"
        act: root.panel.registry.find("log.copy")
    }
    ActionEntry {
        objectName: "copyContext"
        act: root.panel.registry.find("log.copyContext")
    }
    ActionEntry {
        objectName: "copyJson"
        act: root.panel.registry.find("log.copyJson")
    }
    ActionEntry {
        objectName: "menuContext"
        act: root.panel.registry.find("log.context")
    }
    ActionEntry {
        objectName: "menuNoContext"
        act: root.panel.registry.find("log.noContext")
    }
    ActionEntry {
        objectName: "menuOpenLogged"
        act: root.panel.registry.find("log.open")
    }
}
