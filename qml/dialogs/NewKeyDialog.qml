// A key of the local API for one more client: who it is for, what it may do, how long.
import QtQuick
import QtQuick.Layouts
import Glovebox.Controls
import Glovebox.Theme

KeyDialog {
    id: root

    readonly property string nameProblem: root.keys.nameProblem(nameField.text)
    property bool asked: false // what is wrong is said once somebody tried
    property int scope: 1

    function begin(): void {
        root.asked = false;
        root.scope = 1;
        nameField.text = "";
        lifetime.currentIndex = 2;
        root.keys.begin("");
        root.ask();
        nameField.field.forceActiveFocus();
    }
    function send(): void {
        root.asked = true;
        if (root.canAsk && root.nameProblem === "")
            root.keys.create(nameField.text, root.scope, lifetime.currentIndex);
    }

    objectName: "newKeyDialog"
    title: root.done ? qsTr("The key is made") : qsTr("New key")
    secondText: root.done ? "" : root.keys.sending ? qsTr("Making it…") : qsTr("Make the key")
    secondEnabled: root.canAsk
    onSecondAccepted: root.send()

    InputField {
        id: nameField

        objectName: "keyName"
        Layout.fillWidth: true
        label: qsTr("Name")
        placeholder: qsTr("nightly tests")
        maximumLength: 64
        wrong: root.asked && root.nameProblem !== ""
        hint: nameField.wrong ? root.nameProblem : qsTr("Who or what uses it; the audit trail names it.")
        onAccepted: root.send()
    }
    ColumnLayout {
        Layout.fillWidth: true
        spacing: Theme.gap4

        CaptionLabel {
            text: qsTr("What it may do")
            color: Theme.textSecondary
            font.weight: Font.Medium
        }
        SegmentSwitch {
            objectName: "keyScope"
            choices: root.keys.scopes
            current: root.scope
            onChosen: index => root.scope = index
        }
        CaptionLabel {
            objectName: "scopeText"
            Layout.fillWidth: true
            text: [qsTr("Look at sandboxes, sessions and figures. It changes nothing, and sees no files, terminals or secrets."),
                   qsTr("Make, use, change and end sandboxes and snapshots, run programs in them, answer approvals. What existing clients need."),
                   qsTr("All of that, and images, templates, secrets, environments, egress profiles and keys.")][root.scope]
            wrapMode: Text.Wrap
            elide: Text.ElideNone
        }
    }
    ChoiceBox {
        id: lifetime

        objectName: "keyLifetime"
        implicitWidth: Theme.sized(220)
        label: qsTr("Runs out after")
        model: root.keys.lifetimes
    }
    CaptionLabel {
        Layout.fillWidth: true
        visible: lifetime.currentIndex === root.keys.lifetimes.length - 1
        text: qsTr("It is good until somebody revokes it.")
        color: Theme.attention
        wrapMode: Text.Wrap
        elide: Text.ElideNone
    }
}
