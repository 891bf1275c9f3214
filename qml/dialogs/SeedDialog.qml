// Puts files into a sandbox that there is already, clones into it, or runs something in it, in an order.
import QtQuick
import QtQuick.Controls.Basic as Basic
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

DialogFrame {
    id: root

    required property PanelModel panel

    readonly property PreparationPanel preparation: root.panel.preparation
    readonly property SeedForm form: root.preparation.seed
    readonly property real room: (parent?.height ?? Theme.sized(700)) - Theme.gap48
    property bool warned: false
    readonly property bool unsaved: root.warned && !root.form.empty

    function present(): void {
        root.warned = false;
        root.ask();
        fields.focusFirst();
    }
    function show(sandbox: string): void {
        root.preparation.prepareSeed(sandbox);
        root.present();
    }
    function showFiles(sandbox: string, files: var): void {
        root.preparation.prepareSeed(sandbox, files);
        root.present();
    }
    function showAgain(sandbox: string): void {
        root.preparation.prepareSeedAgain(sandbox);
        root.present();
    }

    objectName: "seedDialog"
    width: Math.min(Theme.sized(860), (parent?.width ?? Theme.sized(908)) - Theme.gap48)
    title: qsTr("Put files into %1").arg(root.preparation.target)
    secondText: root.preparation.sending ? qsTr("Asking…") : qsTr("Put them in")
    secondEnabled: !root.form.empty && !root.form.wrong && !root.preparation.sending && !root.panel.host.stale
    staysOpen: true
    asksFirst: !root.form.empty && !root.warned
    onSecondAccepted: root.preparation.sendSeed()
    onLeaveAsked: root.warned = true

    Connections {
        function onAccepted(): void {
            root.close();
        }

        target: root.preparation
    }
    Item {
        Layout.fillWidth: true
        Layout.preferredHeight: Math.max(Theme.sized(150), Math.min(Math.max(Theme.sized(320), fields.implicitHeight + Theme.gap8), root.room - Theme.sized(184))
                                              - (notes.visible ? notes.implicitHeight + Theme.gap12 : 0)) // buttons stay where they are

        Flickable {
            id: view

            x: -Theme.gap4 // focus rings reach over the edge; the scroll bar stands in the dialog's margin
            width: parent.width + Theme.gap4 + Theme.gap16
            height: parent.height
            contentHeight: fields.height + Theme.gap4
            clip: true
            boundsBehavior: Flickable.StopAtBounds
            Basic.ScrollBar.vertical: ThinScrollBar {}

            SeedStepFields {
                id: fields

                x: Theme.gap4
                y: Theme.gap2
                width: view.width - Theme.gap4 - Theme.gap16
                least: view.height - Theme.gap4
                form: root.form
                overlay: root.parent
                folder: root.panel.library.importForm.folder
            }
        }
    }
    ColumnLayout {
        id: notes

        Layout.fillWidth: true
        visible: root.preparation.refusal !== "" || root.unsaved
        spacing: Theme.gap8

        NoteBox {
            objectName: "refusal"
            Layout.fillWidth: true
            visible: root.preparation.refusal !== ""
            kind: "error"
            text: root.preparation.refusal
        }
        NoteBox {
            objectName: "unsaved"
            Layout.fillWidth: true
            visible: root.unsaved
            kind: "warning"
            text: qsTr("What you entered is lost then. Cancel once more to leave.")
        }
    }
    Shortcut {
        sequence: "Ctrl+Return"
        enabled: root.visible && root.secondEnabled
        onActivated: root.preparation.sendSeed()
    }
}
