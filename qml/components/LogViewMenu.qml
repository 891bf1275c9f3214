// How the log is drawn, and how the whole window shows times.
pragma ComponentBehavior: Bound

import QtQuick
import Glovebox.App
import Glovebox.Controls

RowMenu {
    id: root

    required property PanelModel panel

    readonly property LogModel log: root.panel.log

    objectName: "logViewMenu"
    onAboutToShow: root.panel.registry.refresh()

    MenuEntry {
        objectName: "wrapLines"
        text: qsTr("Wrap long lines")
        symbol: root.log.wrap ? "check-lg" : ""
        keys: root.panel.registry.find("log.wrap").keysText
        Accessible.checkable: true
        Accessible.checked: root.log.wrap
        onTriggered: root.log.wrap = !root.log.wrap
    }
    MenuEntry {
        objectName: "rawLines"
        text: qsTr("Escape sequences, not colours")
        symbol: root.log.raw ? "check-lg" : ""
        Accessible.checkable: true
        Accessible.checked: root.log.raw
        onTriggered: root.log.raw = !root.log.raw
    }
    MenuEntry {
        objectName: "times0"
        text: qsTr("Times: local")
        symbol: root.panel.settings.times === 0 ? "check-lg" : ""
        Accessible.checkable: true
        Accessible.checked: root.panel.settings.times === 0
        onTriggered: root.panel.settings.times = 0
    }
    MenuEntry {
        objectName: "times1"
        text: qsTr("Times: UTC")
        symbol: root.panel.settings.times === 1 ? "check-lg" : ""
        Accessible.checkable: true
        Accessible.checked: root.panel.settings.times === 1
        onTriggered: root.panel.settings.times = 1
    }
    MenuEntry {
        objectName: "times2"
        text: qsTr("Times: relative")
        symbol: root.panel.settings.times === 2 ? "check-lg" : ""
        Accessible.checkable: true
        Accessible.checked: root.panel.settings.times === 2
        onTriggered: root.panel.settings.times = 2
    }
    ActionEntry {
        objectName: "logOwnWindow"
        act: root.panel.registry.find("app.ownWindow")
    }
}
