// What is chosen before sandboxes are destroyed: a safety snapshot of each, or the words that say that it is meant.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

ColumnLayout {
    id: root

    required property MachineActions actions

    readonly property DestroyChoice choice: root.actions.destroying
    readonly property bool agreed: root.choice.count > 0 && (root.choice.wantedText === "" || typed.text.trim() === root.choice.wantedText)

    function begin(ids: list<string>): void {
        typed.text = "";
        root.choice.begin(ids);
    }
    function end(): void {
        root.choice.end();
    }
    function carryOut(): void { // destroy() is every object's own
        root.actions.destroyChosen(typed.text);
    }

    Layout.fillWidth: true
    spacing: Theme.gap12

    TickLine {
        Layout.fillWidth: true
        visible: root.choice.canKeep
        markName: "safety"
        text: root.choice.keepText
        checked: root.choice.keeps
        onToggled: root.choice.keeps = !root.choice.keeps
    }
    DialogText {
        objectName: "safetyNote"
        visible: root.choice.keepNote !== ""
        text: root.choice.keepNote
    }
    InputField {
        id: typed

        objectName: "destroyTyped"
        Layout.fillWidth: true
        visible: root.choice.wantedText !== ""
        label: qsTr("Nothing of it is kept. To confirm, type: %1").arg(root.choice.wantedText)
    }
}
