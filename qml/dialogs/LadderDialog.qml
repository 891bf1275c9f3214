// What becomes of a sandbox that nobody uses, or of a template's sandboxes to come: three steps, each counted from the
// last use, each can be never. What is not changed is sent as it was.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls

AskDialog {
    id: root

    property bool ofTemplate: false
    readonly property SandboxDetail sandbox: root.panel.sandbox
    readonly property LadderForm form: root.actions.ladder
    readonly property bool kept: !root.ofTemplate && root.sandbox.kept

    function begin(ofTemplate: bool): void {
        root.ofTemplate = ofTemplate;
        if (ofTemplate)
            root.actions.editTemplateLadder(root.panel.base.id);
        else
            root.actions.editLadder(root.sandbox.id);
        byDefault.checked = root.form.byDefault;
        root.show();
    }

    objectName: "ladderDialog"
    title: root.ofTemplate ? qsTr("When nobody uses sandboxes of %1").arg(root.panel.base.id)
                           : qsTr("When nobody uses %1").arg(root.sandbox.id)
    secondText: qsTr("Save")
    secondEnabled: (root.ofTemplate ? root.panel.base.hasLadder : root.sandbox.hasLadder) && !root.form.wrong
                   && !root.actions.sending && !root.panel.host.stale
    onSecondAccepted: root.actions.sendLadder()

    DialogText {
        text: root.ofTemplate
              ? qsTr("Of sandboxes that are made of it from now on. Each step counts from a sandbox's last use.")
              : qsTr("Each step counts from its last use: a tool call, a file, a message. Looking at it here does not count. Any use wakes it.")
    }
    TickLine {
        id: byDefault

        markName: "byDefault"
        Layout.fillWidth: true
        visible: root.ofTemplate
        text: qsTr("As their environment or the engine has it")
        onToggled: root.form.byDefault = byDefault.checked
    }
    LadderFields {
        Layout.fillWidth: true
        visible: !root.ofTemplate || !root.form.byDefault
        form: root.form
        kept: root.kept
    }
    CaptionLabel {
        Layout.fillWidth: true
        visible: root.kept
        text: qsTr("It is kept: no timer destroys it.")
    }
    RefusalNote {
        actions: root.actions
    }
}
