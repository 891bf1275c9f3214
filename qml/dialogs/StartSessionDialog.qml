// Starts a session at the control plane, with the environment's operator key; in a sandbox that is there already, if that
// is wished. It stays open until the session is there.
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
    readonly property StartSessionForm form: root.preparation.starting
    readonly property bool started: root.form.session !== "" && !root.form.messageMissing && !root.form.sending
    readonly property real room: (parent?.height ?? Theme.sized(700)) - Theme.gap48
    property bool warned: false

    function show(sandbox: string): void {
        root.warned = false;
        root.preparation.prepareStart(sandbox);
        root.ask();
        fields.focusFirst();
    }
    // The session is listed once its work is claimed here.
    function proceed(): void {
        if (!root.started) {
            root.preparation.sendStart();
            return;
        }
        const id = root.form.session;
        root.close();
        if (root.panel.hasObject("session/" + id)) {
            root.panel.openSession(id);
            return;
        }
        root.panel.page = PanelModel.SessionsPage;
        root.panel.toast(qsTr("It is listed here as soon as this host has its work"), false);
    }

    objectName: "startSessionDialog"
    width: Math.min(Theme.sized(640), (parent?.width ?? Theme.sized(688)) - Theme.gap48)
    title: root.started ? qsTr("The session was started") : root.form.messageMissing ? qsTr("The session is there, its message is not") : qsTr("Start a session")
    cancelText: root.form.session === "" ? qsTr("Cancel") : qsTr("Close")
    secondText: root.started ? qsTr("Open the session") : root.form.sending ? qsTr("Starting…") : root.form.messageMissing ? qsTr("Send the message again") : qsTr("Start session")
    secondEnabled: root.started || (root.form.canStart && !root.panel.host.stale)
    staysOpen: true
    asksFirst: root.form.session === "" && root.form.message.trim() !== "" && !root.warned
    onSecondAccepted: root.proceed()
    onLeaveAsked: root.warned = true

    Item {
        Layout.fillWidth: true
        Layout.preferredHeight: root.started ? 0 : Math.max(Theme.sized(150), Math.min(fields.height + Theme.gap4,
                                                                           root.room - 176 - (notes.visible ? notes.implicitHeight + Theme.gap12 : 0)))
        visible: !root.started

        Flickable {
            id: view

            objectName: "startSessionPage"
            x: -Theme.gap4 // focus rings reach over the edge; the scroll bar stands in the dialog's margin
            width: parent.width + Theme.gap4 + Theme.gap16
            height: parent.height
            contentHeight: fields.height + Theme.gap4
            clip: true
            boundsBehavior: Flickable.StopAtBounds
            Basic.ScrollBar.vertical: ThinScrollBar {}

            StartSessionFields {
                id: fields

                x: Theme.gap4
                y: Theme.gap2
                width: view.width - Theme.gap4 - Theme.gap16
                enabled: !root.form.sending
                form: root.form
                onAgentsRequested: root.preparation.readAgents()
            }
        }
    }
    ColumnLayout {
        id: notes

        Layout.fillWidth: true
        visible: root.form.session !== "" || root.form.refusal !== "" || (root.warned && root.form.session === "")
        spacing: Theme.gap8

        LinkRow {
            objectName: "startedSession"
            Layout.fillWidth: true
            visible: root.form.session !== ""
            text: root.form.session
            symbol: "session"
            hint: qsTr("Copy its id")
            onClicked: root.panel.copyText(root.form.session)
        }
        PlainLabel {
            Layout.fillWidth: true
            visible: root.started
            text: qsTr("Its work comes to whoever serves the environment; here it is listed once this host has claimed it.")
            color: Theme.textSecondary
            wrapMode: Text.Wrap
            elide: Text.ElideNone
        }
        NoteBox {
            objectName: "refusal"
            Layout.fillWidth: true
            visible: root.form.refusal !== ""
            kind: root.form.messageMissing ? "warning" : "error"
            text: root.form.refusal
        }
        NoteBox {
            objectName: "unsaved"
            Layout.fillWidth: true
            visible: root.warned && root.form.session === ""
            kind: "warning"
            text: qsTr("What you wrote is lost then. Cancel once more to leave.")
        }
    }
    Shortcut {
        sequence: "Ctrl+Return"
        enabled: root.visible && root.secondEnabled
        onActivated: root.proceed()
    }
}
