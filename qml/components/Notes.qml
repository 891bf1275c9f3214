// The note at the window's edge, and what is read out to who does not see it.
import QtQuick
import Glovebox.App
import Glovebox.Controls

Item {
    id: root

    required property EdgeNote note

    implicitWidth: toast.implicitWidth
    implicitHeight: toast.implicitHeight

    Toast {
        id: toast

        objectName: "toast"
        anchors.horizontalCenter: parent.horizontalCenter
        anchors.bottom: parent.bottom
        visible: root.note.open
        text: root.note.text
        isProblem: root.note.isProblem
        verb: root.note.verb
        onActed: root.note.act()
        onPassed: root.note.close()
    }
    Item { // nothing to see: its name is what is said
        id: voice

        objectName: "voice"
        width: 1
        height: 1
        Accessible.role: Accessible.AlertMessage
        Accessible.name: root.note.announcer.text
    }
    Connections {
        function onTold(): void {
            root.note.announcer.raise(voice);
        }

        target: root.note.announcer
    }
}
