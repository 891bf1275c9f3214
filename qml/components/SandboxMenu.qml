// What can be done with the selected microVM.
import QtQuick
import Glovebox.App
import Glovebox.Controls

RowMenu {
    id: root

    required property PanelModel panel

    objectName: "sandboxMenu"
    onAboutToShow: root.panel.registry.refresh()

    ActionEntry {
        objectName: "menuPause"
        act: root.panel.registry.find("sandbox.pause")
    }
    ActionEntry {
        objectName: "menuResume"
        act: root.panel.registry.find("sandbox.resume")
    }
    ActionEntry {
        objectName: "menuHibernate"
        act: root.panel.registry.find("sandbox.hibernate")
    }
    ActionEntry {
        objectName: "menuSnapshot"
        act: root.panel.registry.find("sandbox.snapshot")
    }
    ActionEntry {
        objectName: "menuFork"
        act: root.panel.registry.find("sandbox.fork")
    }
    ActionEntry {
        objectName: "menuTerminal"
        act: root.panel.registry.find("sandbox.terminal")
    }
    ActionEntry {
        objectName: "menuBrowse"
        act: root.panel.registry.find("sandbox.browse")
    }
    ActionEntry {
        objectName: "menuFiles"
        act: root.panel.registry.find("sandbox.files")
    }
    ActionEntry {
        objectName: "menuPorts"
        act: root.panel.registry.find("sandbox.ports")
    }
    ActionEntry {
        objectName: "menuReserve"
        act: root.panel.registry.find("sandbox.reserve")
    }
    ActionEntry {
        objectName: "menuStart"
        act: root.panel.registry.find("sandbox.start")
    }
    ActionEntry {
        objectName: "menuHandOut"
        act: root.panel.registry.find("sandbox.handOut")
    }
    ActionEntry {
        objectName: "menuCopyLink"
        act: root.panel.registry.find("sandbox.copyLink")
    }
    ActionEntry {
        objectName: "menuLadder"
        act: root.panel.registry.find("sandbox.ladder")
    }
    ActionEntry {
        objectName: "menuAwake"
        act: root.panel.registry.find("sandbox.awake")
    }
    ActionEntry {
        objectName: "menuSession"
        act: root.panel.registry.find("sandbox.session")
    }
    ActionEntry {
        objectName: "menuLog"
        act: root.panel.registry.find("sandbox.log")
    }
    ActionEntry {
        objectName: "menuTemplate"
        act: root.panel.registry.find("sandbox.template")
    }
    ActionEntry {
        objectName: "menuDestroy"
        act: root.panel.registry.find("sandbox.destroy")
    }
}
