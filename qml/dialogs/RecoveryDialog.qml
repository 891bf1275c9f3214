// What the last start did with what the run before it had left, line by line.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic as Basic
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

DialogFrame {
    id: root

    required property HistoryPanel history

    objectName: "recoveryDialog"
    title: qsTr("Taken up after a restart")
    cancelText: qsTr("Close")

    DialogText {
        text: root.history.recoveryText + "."
    }
    ListView {
        id: lines

        objectName: "recoveryLines"
        Layout.fillWidth: true
        implicitHeight: Math.min(Theme.sized(320), count * Theme.sized(28)) // most are one line; more are scrolled to
        clip: true
        spacing: Theme.gap8
        boundsBehavior: Flickable.StopAtBounds
        model: root.history.recoveryLines
        activeFocusOnTab: contentHeight > height
        Accessible.role: Accessible.List
        Accessible.name: root.title
        Basic.ScrollBar.vertical: ThinScrollBar {}

        delegate: PlainLabel {
            required property string modelData

            width: lines.width - Theme.gap16
            text: modelData
            color: Theme.textSecondary
            wrapMode: Text.Wrap
            elide: Text.ElideNone
        }
    }
}
