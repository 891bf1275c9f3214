// What can be done with the selected snapshot.
import QtQuick
import Glovebox.App
import Glovebox.Controls

RowMenu {
    id: root

    required property PanelModel panel

    objectName: "snapshotMenu"
    onAboutToShow: root.panel.registry.refresh()

    ActionEntry {
        objectName: "menuRestoreNew"
        act: root.panel.registry.find("snapshot.restore")
    }
    ActionEntry {
        objectName: "menuNewSandbox"
        act: root.panel.registry.find("snapshot.sandbox")
    }
    ActionEntry {
        objectName: "menuInPlace"
        act: root.panel.registry.find("snapshot.inPlace")
    }
    ActionEntry {
        objectName: "menuCancel"
        act: root.panel.registry.find("snapshot.cancel")
    }
    ActionEntry {
        objectName: "menuPin"
        act: root.panel.registry.find("snapshot.pin")
    }
    ActionEntry {
        objectName: "menuRename"
        act: root.panel.registry.find("snapshot.rename")
    }
    ActionEntry {
        objectName: "menuVerify"
        act: root.panel.registry.find("snapshot.verify")
    }
    ActionEntry {
        objectName: "menuSandbox"
        act: root.panel.registry.find("snapshot.origin")
    }
    ActionEntry {
        objectName: "menuCopyLink"
        act: root.panel.registry.find("snapshot.copyLink")
    }
    ActionEntry {
        objectName: "menuDelete"
        act: root.panel.registry.find("snapshot.delete")
    }
}
