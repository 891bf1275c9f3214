// What can be done with the selected template that somebody defined.
import QtQuick
import Glovebox.App
import Glovebox.Controls

RowMenu {
    id: root

    required property PanelModel panel

    readonly property DefinedDetail made: root.panel.library.made

    signal editRequested
    signal sandboxRequested
    signal templateRequested
    signal deleteRequested

    objectName: "definedMenu"

    MenuEntry {
        objectName: "menuSandbox"
        text: qsTr("New sandbox…")
        symbol: "plus-lg"
        why: root.made.whyNotUse
        onTriggered: root.sandboxRequested()
    }
    MenuEntry {
        objectName: "menuEdit"
        text: qsTr("Edit…")
        symbol: "pencil-square"
        keys: "E"
        why: root.made.whyNotEdit
        onTriggered: root.editRequested()
    }
    MenuEntry {
        objectName: "menuBuild"
        text: root.made.buildWord
        symbol: "arrow-clockwise"
        keys: "B"
        why: root.made.whyNotBuild
        onTriggered: root.panel.library.build(root.made.id, false)
    }
    MenuEntry {
        objectName: "menuBuildFresh"
        text: qsTr("Build without earlier steps")
        symbol: "arrow-clockwise"
        why: root.made.whyNotBuild
        onTriggered: root.panel.library.build(root.made.id, true)
    }
    MenuEntry {
        objectName: "menuCancelBuild"
        text: qsTr("Cancel the build")
        symbol: "x-lg"
        why: root.made.building ? "" : qsTr("It is not being built.")
        onTriggered: root.panel.library.cancelBuild(root.made.id)
    }
    MenuEntry {
        objectName: "menuTemplate"
        text: qsTr("New template from it…")
        symbol: "template"
        why: root.made.whyNotUse
        onTriggered: root.templateRequested()
    }
    MenuEntry {
        objectName: "menuDelete"
        text: qsTr("Delete…")
        symbol: "trash3"
        keys: qsTr("Delete")
        why: root.made.whyNotForget
        onTriggered: root.deleteRequested()
    }
}
