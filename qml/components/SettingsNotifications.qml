// What is worth a notification of the desktop, and whether the window stays in the tray.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

ColumnLayout {
    id: root

    required property PanelModel panel

    readonly property PanelSettings settings: root.panel.settings
    readonly property NoticesModel notices: root.panel.desktop.notices
    readonly property bool hasTray: root.panel.desktop.tray.there

    spacing: Theme.gap16

    NoteBox {
        objectName: "noticesState"
        Layout.fillWidth: true
        kind: root.notices.there ? "info" : "warning"
        text: root.notices.stateText
        actionText: root.notices.there ? qsTr("Test notification") : ""
        onActionRequested: root.notices.test()
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
    TickLine {
        id: quiet

        markName: "notifyQuiet"
        Layout.fillWidth: true
        text: qsTr("Do not disturb: none until this is off again. What still needs you then is shown.")
        checked: root.settings.quiet
        onToggled: root.settings.quiet = quiet.checked
    }
    PlainLabel {
        Layout.fillWidth: true
        text: qsTr("One a minute for a session at most. A notification is never an answer, and never shows what a tool is to do: Review opens it here.")
        color: Theme.textSecondary
        wrapMode: Text.Wrap
        elide: Text.ElideNone
    }
    NoteBox {
        objectName: "mutedSessions"
        Layout.fillWidth: true
        visible: root.notices.muted > 0
        text: root.notices.muted === 1 ? qsTr("1 session is muted.") : qsTr("%1 sessions are muted.").arg(root.notices.muted)
        actionText: qsTr("Hear them again")
        onActionRequested: root.notices.unmuteAll()
    }
    PlainLabel {
        Layout.topMargin: Theme.gap8
        text: qsTr("Tray")
        font.weight: Font.DemiBold
        Accessible.role: Accessible.Heading
    }
    TickLine {
        id: tray

        markName: "keepInTray"
        Layout.fillWidth: true
        enabled: root.hasTray
        ink: root.hasTray ? Theme.textPrimary : Theme.textTertiary
        text: qsTr("Keep running in the tray when the window is closed")
        checked: root.settings.keepInTray
        onToggled: root.settings.keepInTray = tray.checked
    }
    PlainLabel {
        objectName: "noTray"
        Layout.fillWidth: true
        visible: !root.hasTray
        text: qsTr("This desktop shows no tray. Closing the window leaves Glovebox.")
        color: Theme.textSecondary
        wrapMode: Text.Wrap
        elide: Text.ElideNone
    }
}
