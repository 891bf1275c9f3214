// Another secret for a key: its clients have to be told, and the one before is good for as long as that takes.
import QtQuick
import Glovebox.Controls
import Glovebox.Theme

KeyDialog {
    id: root

    function begin(id: string): void {
        grace.currentIndex = 1;
        root.keys.begin(id);
        root.ask();
    }

    objectName: "rotateKeyDialog"
    title: root.done ? qsTr("The key has a new secret") : qsTr("Give %1 a new secret?").arg(root.keys.name)
    secondText: root.done ? "" : root.keys.sending ? qsTr("Making it…") : qsTr("Make a new secret")
    secondEnabled: root.canAsk
    onSecondAccepted: root.keys.rotate(grace.currentIndex)

    DialogText {
        text: qsTr("Name, scope and the day that it runs out stay. It was used last: %1.").arg(root.keys.usedText)
    }
    ChoiceBox {
        id: grace

        objectName: "keyGrace"
        implicitWidth: Theme.sized(280)
        label: qsTr("The secret before ends")
        model: root.keys.graces
    }
}
