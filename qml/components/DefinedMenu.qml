// What can be done with the selected template that somebody defined.
import QtQuick
import Glovebox.App
import Glovebox.Controls

RowMenu {
    id: root

    required property PanelModel panel

    objectName: "definedMenu"
    onAboutToShow: root.panel.registry.refresh()

    ActionEntry {
        objectName: "menuSandbox"
        act: root.panel.registry.find("defined.sandbox")
    }
    ActionEntry {
        objectName: "menuEdit"
        act: root.panel.registry.find("defined.edit")
    }
    ActionEntry {
        objectName: "menuBuild"
        act: root.panel.registry.find("defined.build")
    }
    ActionEntry {
        objectName: "menuBuildFresh"
        act: root.panel.registry.find("defined.buildFresh")
    }
    ActionEntry {
        objectName: "menuCancelBuild"
        act: root.panel.registry.find("defined.cancel")
    }
    ActionEntry {
        objectName: "menuTemplate"
        act: root.panel.registry.find("defined.template")
    }
    ActionEntry {
        objectName: "menuCopyLink"
        act: root.panel.registry.find("defined.copyLink")
    }
    ActionEntry {
        objectName: "menuDelete"
        act: root.panel.registry.find("defined.delete")
    }
}
