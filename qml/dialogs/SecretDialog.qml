// A secret of the gate to be made or changed. Its value is typed unseen, goes to the engine, and is nowhere afterwards:
// the fields are made anew each time, and what was typed goes with them.
import QtQuick
import QtQuick.Controls.Basic as Basic
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

SecretAskDialog {
    id: root

    readonly property SecretForm form: root.secrets.form
    readonly property real room: (parent?.height ?? Theme.sized(700)) - Theme.gap48
    property bool warned: false // that what was entered would be lost
    readonly property bool unsaved: root.warned && root.form.dirty

    function show(): void {
        root.warned = false;
        root.secrets.begin();
        root.ask();
        focusSoon.restart(); // the fields are made first
    }
    function send(): void {
        if (root.canAsk && !root.secrets.save())
            (fields.item as SecretFields)?.focusWrong();
    }

    objectName: "secretDialog"
    width: Math.min(Theme.sized(640), (parent?.width ?? Theme.sized(688)) - Theme.gap48)
    title: root.form.isNew ? qsTr("New secret") : qsTr("Change %1").arg(root.form.name)
    secondText: root.secrets.sending ? qsTr("Saving…") : root.form.isNew ? qsTr("Keep the secret") : qsTr("Save")
    secondEnabled: root.canAsk
    asksFirst: root.form.dirty && !root.warned
    onSecondAccepted: root.send()
    onLeaveAsked: root.warned = true
    onClosed: root.form.clear()

    Item {
        Layout.fillWidth: true
        Layout.preferredHeight: Math.max(Theme.sized(160), Math.min((fields.item?.implicitHeight ?? Theme.sized(460)) + Theme.gap8, root.room - Theme.sized(150)
                                                       - (notes.visible ? notes.implicitHeight + Theme.gap12 : 0)))

        Flickable {
            id: view

            objectName: "secretView"
            x: -Theme.gap4 // focus rings reach over the edge; the scroll bar stands in the dialog's margin
            width: parent.width + Theme.gap4 + Theme.gap16
            height: parent.height
            contentHeight: fields.height + Theme.gap4
            clip: true
            boundsBehavior: Flickable.StopAtBounds
            Basic.ScrollBar.vertical: ThinScrollBar {}

            Loader {
                id: fields

                x: Theme.gap4
                y: Theme.gap2
                width: view.width - Theme.gap4 - Theme.gap16
                active: root.visible
                sourceComponent: SecretFields {
                    form: root.form // qmllint disable unqualified
                    onSendRequested: root.send() // qmllint disable unqualified
                }
            }
        }
    }
    ColumnLayout {
        id: notes

        Layout.fillWidth: true
        visible: root.secrets.refusal !== "" || root.unsaved
        spacing: Theme.gap8

        SecretRefusal {
            secrets: root.secrets
        }
        NoteBox {
            objectName: "unsaved"
            Layout.fillWidth: true
            visible: root.unsaved
            kind: "warning"
            text: qsTr("What you entered is lost then. Cancel once more to leave.")
        }
    }
    Timer {
        id: focusSoon

        interval: 0
        onTriggered: (fields.item as SecretFields)?.focusFirst()
    }
    Shortcut {
        sequence: "Ctrl+Return"
        enabled: root.visible && root.secondEnabled
        onActivated: root.send()
    }
}
