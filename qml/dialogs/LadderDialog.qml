// What becomes of a sandbox that nobody uses: three steps, each counted from its last use, each can be never.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls

AskDialog {
    id: root

    readonly property SandboxDetail sandbox: root.panel.sandbox
    readonly property list<int> seconds: [-1, 10, 30, 60, 300, 900, 3600, 14400, 86400, 604800]
    readonly property list<string> words: [qsTr("never"), qsTr("10 s"), qsTr("30 s"), qsTr("1 min"), qsTr("5 min"), qsTr("15 min"), qsTr("1 h"), qsTr("4 h"), qsTr("1 d"), qsTr("7 d")]

    // The nearest that is offered and not shorter.
    function indexOf(value: real): int {
        if (value < 0)
            return 0;
        for (let i = 1; i < root.seconds.length; ++i)
            if (root.seconds[i] >= value)
                return i;
        return root.seconds.length - 1;
    }
    function begin(): void {
        pauseChoice.currentIndex = root.indexOf(root.sandbox.pauseAfter);
        hibernateChoice.currentIndex = root.indexOf(root.sandbox.hibernateAfter);
        destroyChoice.currentIndex = root.indexOf(root.sandbox.destroyAfter);
        root.show();
    }

    objectName: "ladderDialog"
    title: qsTr("When nobody uses %1").arg(root.sandbox.id)
    secondText: qsTr("Save")
    secondEnabled: root.sandbox.hasLadder && !root.actions.sending && !root.panel.host.stale
    onSecondAccepted: root.actions.setLadder(root.sandbox.id, root.seconds[pauseChoice.currentIndex],
                                             root.seconds[hibernateChoice.currentIndex],
                                             root.sandbox.kept ? root.sandbox.destroyAfter : root.seconds[destroyChoice.currentIndex])

    DialogText {
        text: qsTr("Each step counts from its last use: a tool call, a file, a message. Looking at it here does not count. Any use wakes it.")
    }
    ChoiceBox {
        id: pauseChoice

        objectName: "pauseAfter"
        Layout.fillWidth: true
        label: qsTr("Pause after")
        model: root.words
    }
    ChoiceBox {
        id: hibernateChoice

        objectName: "hibernateAfter"
        Layout.fillWidth: true
        label: qsTr("Hibernate after")
        model: root.words
    }
    ChoiceBox {
        id: destroyChoice

        objectName: "destroyAfter"
        Layout.fillWidth: true
        visible: !root.sandbox.kept
        label: qsTr("Destroy after")
        model: root.words
    }
    CaptionLabel {
        Layout.fillWidth: true
        visible: root.sandbox.kept
        text: qsTr("It is kept: no timer destroys it.")
    }
    RefusalNote {
        actions: root.actions
    }
}
