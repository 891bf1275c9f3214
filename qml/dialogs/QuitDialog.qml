// Closing with sandboxes alive: finish first, or cut off now. Escape stays.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

DialogFrame {
    id: root

    required property QuitGuard quit

    readonly property bool wanted: root.quit.asking || root.quit.draining

    objectName: "quitDialog"
    title: root.quit.draining ? qsTr("Finishing, then quitting") : root.quit.question
    acceptText: qsTr("Quit now")
    cancelText: root.quit.draining ? qsTr("Hide") : qsTr("Stay")
    staysOpen: true
    secondText: root.quit.draining ? "" : qsTr("Drain and quit")
    onWantedChanged: root.wanted ? root.ask() : root.close()
    onAccepted: root.quit.quitNow()
    onSecondAccepted: root.quit.drainAndQuit()
    onCancelled: root.quit.stay()

    Rectangle {
        Layout.fillWidth: true
        implicitHeight: list.implicitHeight + Theme.gap24
        radius: Theme.radius
        color: Theme.surfaceWindow
        border.color: Theme.borderSubtle

        Column {
            id: list

            anchors.left: parent.left
            anchors.right: parent.right
            anchors.margins: Theme.gap12
            anchors.verticalCenter: parent.verticalCenter

            Repeater {
                model: root.quit.consequences

                ElidedLabel {
                    required property string modelData

                    width: list.width
                    height: Theme.sized(22)
                    text: modelData
                    mono: true
                }
            }
            PlainLabel {
                width: list.width
                height: Theme.sized(22)
                text: root.quit.drainingText
                color: Theme.textSecondary
                visible: root.quit.draining
            }
        }
    }
    PlainLabel {
        Layout.fillWidth: true
        text: qsTr("Drain and quit takes no new work, lets running tool calls finish, then ends the sandboxes. Quit now cuts them off; the agents are told.")
        color: Theme.textSecondary
        font.pixelSize: Theme.readingSize
        lineHeight: 1.3
        wrapMode: Text.Wrap
        elide: Text.ElideNone
    }
}
