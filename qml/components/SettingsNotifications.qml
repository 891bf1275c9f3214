// What is worth a notification of the desktop.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

ColumnLayout {
    id: root

    required property PanelSettings settings

    spacing: Theme.gap16

    NoteBox {
        Layout.fillWidth: true
        text: qsTr("Glovebox does not notify the desktop yet. What you choose is kept, and does nothing until it does. In the window, alerts show all of it.")
    }
    TickLine {
        id: needs

        markName: "notifyNeeds"
        Layout.fillWidth: true
        text: qsTr("Something needs you: an approval, a budget, a host or key problem")
        checked: root.settings.notifyNeeds
        onToggled: root.settings.notifyNeeds = needs.checked
    }
    TickLine {
        id: failed

        markName: "notifyFailed"
        Layout.fillWidth: true
        text: qsTr("Something failed: a sandbox, an operation, a session")
        checked: root.settings.notifyFailed
        onToggled: root.settings.notifyFailed = failed.checked
    }
    TickLine {
        id: done

        markName: "notifyDone"
        Layout.fillWidth: true
        text: qsTr("Something is done: an import, a build, a bulk action")
        checked: root.settings.notifyDone
        onToggled: root.settings.notifyDone = done.checked
    }
}
