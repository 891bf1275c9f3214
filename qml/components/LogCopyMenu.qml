// What can be done with the selected lines.
import QtQuick
import Glovebox.App
import Glovebox.Controls

RowMenu {
    id: root

    required property PanelModel panel

    readonly property LogModel log: root.panel.log
    readonly property string none: root.log.hasSelection ? "" : qsTr("Select lines first.")

    objectName: "logMenu"

    MenuEntry {
        objectName: "copyPlain"
        text: qsTr("Copy the text alone")
        symbol: "copy"
        why: root.none
        onTriggered: root.panel.copyLog(LogModel.Plain)
    }
    MenuEntry {
        objectName: "copyTimes"
        text: qsTr("Copy with time and source")
        symbol: "copy"
        keys: "Ctrl+C"
        why: root.none
        onTriggered: root.panel.copyLog(LogModel.WithTimes)
    }
    MenuEntry {
        objectName: "copyContext"
        text: qsTr("Copy with context")
        symbol: "copy"
        why: root.none
        onTriggered: root.panel.copyLog(LogModel.WithContext)
    }
    MenuEntry {
        objectName: "copyJson"
        text: qsTr("Copy as JSON")
        symbol: "copy"
        why: root.none
        onTriggered: root.panel.copyLog(LogModel.AsJson)
    }
    MenuEntry {
        objectName: "menuContext"
        text: qsTr("5 lines more around it")
        symbol: "plus-lg"
        keys: "+"
        why: !root.log.filtering ? qsTr("No filter hides any.") : root.none
        onTriggered: root.log.addContext(root.log.selectedRow)
    }
    MenuEntry {
        objectName: "menuNoContext"
        text: qsTr("Only what the filter shows")
        symbol: "funnel"
        why: root.log.hasContext ? "" : qsTr("Nothing else is shown.")
        onTriggered: root.log.clearContext()
    }
    MenuEntry {
        objectName: "menuOpenLogged"
        text: root.log.selectedCall !== "" ? qsTr("Open the call") : qsTr("Open what it is about")
        symbol: "box-arrow-up-right"
        why: root.panel.hasObject(root.log.selectedObject) ? "" : qsTr("No session or sandbox that is here.")
        onTriggered: root.panel.openLogged()
    }
}
