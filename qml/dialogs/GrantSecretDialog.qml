// Letting one sandbox that runs use a secret of the gate: found by what is typed, the likeliest first.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

SecretAskDialog {
    id: root

    readonly property SecretCandidates candidates: root.secrets.candidates
    readonly property real room: (parent?.height ?? Theme.sized(700)) - Theme.gap48
    readonly property int rowsShown: { // whole ones
        const rest = root.room - 302 - said.implicitHeight - Theme.rowHeight;
        return Math.max(2, Math.min(6, Math.floor(rest / Theme.rowHeightTwoLines)));
    }

    function show(): void {
        root.secrets.beginGrant();
        find.text = "";
        root.ask();
        find.forceActiveFocus();
    }
    function send(): void {
        if (root.secondEnabled)
            root.secrets.grant();
    }

    objectName: "grantSecretDialog"
    width: Math.min(Theme.sized(720), (parent?.width ?? Theme.sized(768)) - Theme.gap48)
    title: qsTr("Let a sandbox use %1").arg(root.secrets.name)
    secondText: root.secrets.sending ? qsTr("Asking…") : qsTr("Let it use the secret")
    secondEnabled: root.candidates.canChoose && root.canAsk
    onSecondAccepted: root.send()
    onClosed: root.secrets.endGrant()

    SearchField {
        id: find

        objectName: "findSandbox"
        Layout.fillWidth: true
        label: qsTr("Find by name, session or template")
        resultText: find.text === "" ? "" : qsTr("%1 of %2").arg(root.candidates.count).arg(root.candidates.total)
        onTextChanged: root.candidates.filterText = find.text
        Keys.onPressed: event => { // the field keeps the keyboard while the list is walked
            event.accepted = true;
            switch (event.key) {
            case Qt.Key_Down: root.candidates.moveSelection(1); break;
            case Qt.Key_Up: root.candidates.moveSelection(-1); break;
            case Qt.Key_PageDown: root.candidates.moveSelection(table.rowsPerPage); break;
            case Qt.Key_PageUp: root.candidates.moveSelection(-table.rowsPerPage); break;
            default: event.accepted = false;
            }
        }
    }
    Rectangle {
        Layout.fillWidth: true
        Layout.preferredHeight: Theme.rowHeight + root.rowsShown * Theme.rowHeightTwoLines + 2
        radius: Theme.radius
        color: Theme.surfaceWindow
        border.color: Theme.borderSubtle

        CandidateTable {
            id: table

            objectName: "candidateTable"
            anchors.fill: parent
            anchors.margins: 1
            visible: root.candidates.count > 0
            candidates: root.candidates
            onClearRequested: root.leave()
        }
        DialogText {
            objectName: "noCandidates"
            anchors.centerIn: parent
            width: parent.width - Theme.gap48
            visible: root.candidates.count === 0
            horizontalAlignment: Text.AlignHCenter
            text: root.candidates.total === 0 ? qsTr("No other sandbox runs that could use it. Start or wake one first.")
                                              : qsTr("No sandbox that could use it matches “%1”.").arg(find.text)
        }
    }
    DialogText {
        text: qsTr("Programs that begin from now on find its placeholder in their variables; those that run already do not.")
    }
    Item { // its place is kept: nothing moves while the list is walked
        id: said

        Layout.fillWidth: true
        implicitHeight: Math.max(Theme.sized(52), notes.implicitHeight)

        Column {
            id: notes

            width: parent.width
            spacing: Theme.gap8

            NoteBox {
                objectName: "grantProblem"
                width: notes.width
                visible: root.candidates.problem !== ""
                kind: "error"
                text: root.candidates.problem
            }
            NoteBox {
                objectName: "grantHint"
                width: notes.width
                visible: root.candidates.hint !== ""
                kind: "warning"
                text: root.candidates.hint
            }
            SecretRefusal {
                width: notes.width
                secrets: root.secrets
            }
        }
    }
    Shortcut {
        sequence: "Ctrl+Return"
        enabled: root.visible && root.secondEnabled
        onActivated: root.send()
    }
}
