// A question about a key of the local API: it stays until the engine has answered, says why when it was not done, and
// shows the secret when there is one.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

DialogFrame {
    id: root

    required property PanelModel panel

    readonly property KeysPanel keys: root.panel.keys
    readonly property bool done: root.keys.secret !== "" // it is there to be copied
    readonly property bool canAsk: !root.keys.sending && !root.panel.host.stale && !root.done
    default property alias question: question.data

    property bool leftWaiting: false // somebody wanted to go while the answer was on its way

    staysOpen: true
    asksFirst: root.keys.sending
    onLeaveAsked: root.leftWaiting = true
    onAsksFirstChanged: root.leftWaiting = false
    width: Math.min(Theme.sized(600), (parent?.width ?? Theme.sized(648)) - Theme.gap48)
    cancelText: root.done ? qsTr("Done") : qsTr("Cancel")
    onClosed: root.keys.forgetSecret()

    content: [
        ColumnLayout {
            id: question

            Layout.fillWidth: true
            visible: !root.done
            spacing: Theme.gap12
        },
        KeySecret {
            objectName: "keySecret"
            Layout.fillWidth: true
            visible: root.done
            panel: root.panel
        },
        NoteBox {
            objectName: "keyWaits"
            Layout.fillWidth: true
            visible: root.leftWaiting
            text: qsTr("Glovebox is at it. The answer comes here, and a secret is shown this once.")
        },
        NoteBox {
            objectName: "keyRefusal"
            Layout.fillWidth: true
            visible: root.keys.refusal !== ""
            kind: "error"
            text: root.keys.refusal
        },
        Connections {
            function onAccepted(): void {
                if (root.keys.secret === "")
                    root.close();
            }

            target: root.keys
        }
    ]
}
