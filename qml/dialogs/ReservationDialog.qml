// Keeps a sandbox for a session or for whichever matches, changes that, or gives it up.
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
    readonly property ReservationForm form: root.preparation.reservation

    function show(sandbox: string): void {
        root.preparation.prepareReservation(sandbox);
        if (root.form.forWhom === ReservationForm.Nobody)
            root.form.forWhom = ReservationForm.Match; // that is what it was opened for
        root.ask();
        fields.focusFirst();
    }

    objectName: "reservationDialog"
    width: Math.min(Theme.sized(600), (parent?.width ?? Theme.sized(648)) - Theme.gap48)
    title: root.preparation.targetReserved ? qsTr("Reservation of %1").arg(root.preparation.target) : qsTr("Reserve %1").arg(root.preparation.target)
    acceptText: root.preparation.targetReserved ? qsTr("Cancel the reservation") : ""
    acceptKind: "plain"
    acceptEnabled: !root.preparation.sending && !root.panel.host.stale
    cancelText: qsTr("Close")
    secondText: root.preparation.sending ? qsTr("Asking…") : root.form.forWhom === ReservationForm.Nobody ? qsTr("Reserve for nobody")
                                                           : root.preparation.targetReserved ? qsTr("Change") : qsTr("Reserve")
    secondEnabled: !root.form.wrong && !root.preparation.sending && !root.panel.host.stale
    staysOpen: true
    onAccepted: {
        root.form.forWhom = ReservationForm.Nobody;
        root.preparation.sendReservation();
    }
    onSecondAccepted: root.preparation.sendReservation()

    Connections {
        function onAccepted(): void {
            root.close();
        }

        target: root.preparation
    }
    Item {
        Layout.fillWidth: true
        Layout.preferredHeight: Math.max(Theme.sized(120), Math.min(Math.max(Theme.sized(260), fields.height + Theme.gap8), (root.parent?.height ?? Theme.sized(700)) - Theme.sized(308)
                                                       - (refusal.visible ? refusal.implicitHeight + Theme.gap12 : 0)))

        Flickable {
            id: view

            x: -Theme.gap4 // focus rings reach over the edge; the scroll bar stands in the dialog's margin
            width: parent.width + Theme.gap4 + Theme.gap16
            height: parent.height
            contentHeight: fields.height + Theme.gap4
            clip: true
            boundsBehavior: Flickable.StopAtBounds
            Basic.ScrollBar.vertical: ThinScrollBar {}

            ReservationFields {
                id: fields

                x: Theme.gap4
                y: Theme.gap2
                width: view.width - Theme.gap4 - Theme.gap16
                form: root.form
            }
        }
    }
    RowLayout {
        Layout.fillWidth: true
        spacing: Theme.gap8

        CaptionLabel {
            Layout.fillWidth: true
            text: qsTr("Or hand its id out: a session gets it with this in its metadata")
            wrapMode: Text.Wrap
            elide: Text.ElideNone
        }
        PushButton {
            objectName: "copyHandOut"
            implicitHeight: Theme.sized(28)
            text: qsTr("Copy")
            symbol: "copy"
            hint: root.preparation.handOut(root.preparation.target)
            onClicked: root.panel.copyText(root.preparation.handOut(root.preparation.target))
        }
    }
    NoteBox {
        id: refusal

        objectName: "refusal"
        Layout.fillWidth: true
        visible: root.preparation.refusal !== ""
        kind: "error"
        text: root.preparation.refusal
    }
    Shortcut {
        sequence: "Ctrl+Return"
        enabled: root.visible && root.secondEnabled
        onActivated: root.preparation.sendReservation()
    }
}
