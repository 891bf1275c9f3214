// Letting one sandbox that runs use a secret of the gate.
import QtQuick
import QtQuick.Layouts
import Glovebox.Controls

SecretAskDialog {
    id: root

    objectName: "grantSecretDialog"
    title: qsTr("Let a sandbox use %1").arg(root.secrets.name)
    secondText: root.secrets.sending ? qsTr("Asking…") : qsTr("Let it use the secret")
    secondEnabled: root.secrets.candidate >= 0 && root.canAsk
    onSecondAccepted: root.secrets.grant()

    ChoiceBox {
        objectName: "grantTo"
        Layout.fillWidth: true
        label: qsTr("Sandbox")
        model: root.secrets.candidates
        currentIndex: root.secrets.candidate
        onActivated: index => root.secrets.candidate = index
    }
    DialogText {
        text: qsTr("Programs that begin from now on find its placeholder in their variables; those that run already do not.")
    }
    NoteBox {
        objectName: "grantHint"
        Layout.fillWidth: true
        visible: root.secrets.candidateHint !== ""
        kind: "warning"
        text: root.secrets.candidateHint
    }
    SecretRefusal {
        secrets: root.secrets
    }
}
