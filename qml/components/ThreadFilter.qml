// Whose events are shown, in a session with several agents.
import QtQuick
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

ChoiceBox {
    id: root

    required property SessionDetail session

    objectName: "threadFilter"
    implicitWidth: Theme.sized(220)
    implicitHeight: Theme.controlHeight - Theme.gap2
    visible: root.session.threadChoices.length > 0
    label: qsTr("Thread")
    model: root.session.threadChoices
    currentIndex: root.session.threadIndex
    onActivated: index => root.session.threadIndex = index
}
