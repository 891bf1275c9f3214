// Revoking a key of the local API: who uses it is out at once.
import QtQuick

KeyDialog {
    id: root

    function begin(id: string): void {
        root.keys.begin(id);
        root.ask();
    }

    objectName: "revokeKeyDialog"
    title: qsTr("Revoke %1?").arg(root.keys.name)
    acceptText: qsTr("Revoke 1 key")
    acceptEnabled: root.canAsk
    onAccepted: root.keys.revoke()

    DialogText {
        text: qsTr("Whoever shows it is refused from then on, also in the middle of something. It was used last: %1.").arg(root.keys.usedText)
    }
    DialogText {
        text: qsTr("It cannot be brought back; a client would need a new one. Sandboxes that were made with it stay.")
    }
}
