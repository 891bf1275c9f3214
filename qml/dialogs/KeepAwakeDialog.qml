// A sandbox that nobody uses for a while, and that shall not be paused meanwhile: for how long.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

AskDialog {
    id: root

    readonly property SandboxDetail sandbox: root.panel.sandbox
    readonly property bool isAwake: root.sandbox.awakeText !== ""
    readonly property int until: 3
    property int chosen: 0
    readonly property double seconds: root.chosen === root.until ? root.sandbox.secondsUntil(timeField.text)
                                                                 : [3600, 14400, 43200, -1, 0][root.chosen]

    function begin(): void {
        root.chosen = 0;
        timeField.text = "";
        root.show();
    }
    function send(): void {
        if (root.secondEnabled)
            root.actions.keepAwake(root.sandbox.id, root.seconds);
    }

    objectName: "keepAwakeDialog"
    title: qsTr("Keep %1 awake").arg(root.sandbox.id)
    secondText: root.chosen > root.until ? qsTr("Let it rest") : qsTr("Keep awake")
    secondEnabled: root.seconds >= 0 && root.sandbox.hasLadder && !root.actions.sending && !root.panel.host.stale
    onSecondAccepted: root.send()

    DialogText {
        text: root.isAwake
              ? qsTr("It is kept awake for another %1. No step of its idle ladder is taken before that; after it, the steps count as if it had just been used.").arg(root.sandbox.awakeText)
              : qsTr("No step of its idle ladder is taken before that, whoever uses it or not; after it, the steps count as if it had just been used.")
    }
    SegmentSwitch {
        objectName: "awakeFor"
        choices: root.isAwake ? [qsTr("1 h"), qsTr("4 h"), qsTr("12 h"), qsTr("Until…"), qsTr("No longer")]
                              : [qsTr("1 h"), qsTr("4 h"), qsTr("12 h"), qsTr("Until…")]
        current: root.chosen
        onChosen: index => {
            root.chosen = index;
            if (index === root.until)
                timeField.field.forceActiveFocus();
        }
    }
    InputField {
        id: timeField

        objectName: "awakeUntil"
        Layout.preferredWidth: Theme.sized(160)
        visible: root.chosen === root.until
        label: qsTr("Until, by the clock below")
        hint: qsTr("Hours and minutes, 18:30")
        wrong: timeField.text !== "" && root.seconds < 0
        mono: true
        maximumLength: 5
        onAccepted: root.send()
    }
    RefusalNote {
        actions: root.actions
    }
}
