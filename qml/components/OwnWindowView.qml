// A window beside the main one: a sandbox's terminals, or a log. It goes on when the main window is closed.
import QtQuick
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

GloveWindow {
    id: root

    required property PanelModel panel
    required property OwnWindow own

    function come(): void {
        root.visibility = root.visibility === Window.Minimized ? Window.AutomaticVisibility : root.visibility;
        root.show();
        root.raise();
        root.requestActivate();
    }
    function remember(): void {
        placed.restart();
    }

    objectName: "ownWindow"
    transientParent: null // of its own, not a dialog of the main window
    width: Theme.sized(960)
    height: Theme.sized(640)
    minimumWidth: Theme.sized(640)
    minimumHeight: Theme.sized(400)
    visible: false
    title: root.own.title

    Component.onCompleted: {
        if (root.own.place.width > 0) {
            root.width = root.own.place.width;
            root.height = root.own.place.height;
        }
        if (root.own.hasSpot) {
            root.x = root.own.place.x;
            root.y = root.own.place.y;
        }
        root.come();
        root.contentItem.forceActiveFocus();
        page.forceActiveFocus();
    }
    onClosing: root.panel.desktop.windows.close(root.own)
    onXChanged: root.remember()
    onYChanged: root.remember()
    onWidthChanged: root.remember()
    onHeightChanged: root.remember()

    FocusScope {
        id: page

        anchors.fill: parent
        focus: true

        Loader {
            anchors.fill: parent
            focus: true
            sourceComponent: root.own.kind === OwnWindow.Terminal ? terminal : log
        }
    }
    Component {
        id: terminal

        OwnTerminal {
            focus: true
            panel: root.panel // qmllint disable unqualified
            own: root.own // qmllint disable unqualified
        }
    }
    Component {
        id: log

        OwnLog {
            focus: true
            panel: root.panel // qmllint disable unqualified
            own: root.own // qmllint disable unqualified
        }
    }
    Toast {
        id: toast

        text: ""
        visible: toast.text !== ""
        anchors.horizontalCenter: parent.horizontalCenter
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.gap16
        onPassed: toast.text = ""
    }
    Timer { // a window that is drawn bigger tells of every step
        id: placed

        interval: 500
        onTriggered: root.own.place = Qt.rect(root.x, root.y, root.width, root.height)
    }
    Connections {
        function onForwardAsked(): void {
            root.come();
        }

        target: root.own
    }
    Connections {
        function onToast(text: string, isProblem: bool): void {
            if (!root.active) // where somebody did something
                return;
            toast.isProblem = isProblem;
            toast.text = text;
        }

        target: root.panel
    }
}
