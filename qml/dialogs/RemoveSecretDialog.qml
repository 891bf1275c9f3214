// Removing a secret of the gate: who loses it.
import QtQuick

SecretAskDialog {
    id: root

    objectName: "removeSecretDialog"
    title: qsTr("Remove the secret %1?").arg(root.secrets.name)
    acceptText: qsTr("Remove 1 secret")
    acceptEnabled: root.secrets.known && !root.secrets.keeping && root.canAsk
    onAccepted: root.secrets.remove()

    FactLines {
        objectName: "secretLosers"
        lines: root.secrets.losers.length > 0 ? root.secrets.losers : [qsTr("No sandbox may use it now.")]
    }
    DialogText {
        text: qsTr("Its value is gone for good; nothing here can show it once more. What programs send with its placeholder is refused at once.")
    }
    SecretRefusal {
        secrets: root.secrets
    }
}
