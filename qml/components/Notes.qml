// The note at the window's edge, and what is read out to who does not see it.
import QtQuick
import Glovebox.App
import Glovebox.Controls

Item {
    id: root

    required property Notices notices

    implicitWidth: toast.implicitWidth
    implicitHeight: toast.implicitHeight

    Toast {
        id: toast

        objectName: "toast"
        anchors.horizontalCenter: parent.horizontalCenter
        anchors.bottom: parent.bottom
        visible: root.notices.open
        text: root.notices.text
        isProblem: root.notices.isProblem
        verb: root.notices.verb
        onActed: root.notices.act()
        onPassed: root.notices.close()
    }
    Item { // nothing to see: its name is what is said
        id: voice

        objectName: "voice"
        width: 1
        height: 1
        Accessible.role: Accessible.AlertMessage
        Accessible.name: root.notices.announcer.text
    }
    Connections {
        function onTold(): void {
            root.notices.announcer.raise(voice);
        }

        target: root.notices.announcer
    }
}
