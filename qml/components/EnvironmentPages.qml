// The pages of who talks to this host: environments, and the local API with its keys; and the dialogs of the latter.
import QtQuick
import Glovebox.App
import Glovebox.Controls

FocusScope {
    id: root

    required property PanelModel panel

    readonly property bool shown: !root.panel.firstTime && root.panel.page === PanelModel.EnvironmentsPage
    readonly property bool api: root.panel.keys.shown

    signal leftoversRequested
    signal dialogClosed

    function newKey(): void {
        newDialog.get().begin();
    }
    function rotateKey(id: string): void {
        rotateDialog.get().begin(id);
    }
    function revokeKey(id: string): void {
        revokeDialog.get().begin(id);
    }

    objectName: "environmentPages"
    visible: root.shown
    onApiChanged: focusSoon.restart() // the page is made first

    Loader { // made anew each time: layouts of Qt 6.4 miss what changes in them while they are hidden
        id: environments

        anchors.fill: parent
        active: root.shown && !root.api
        visible: active
        focus: active
        sourceComponent: EnvironmentsPage {
            focus: true
            // A bound component would not be made here ("outside its creation context", Qt 6.4.2).
            panel: root.panel // qmllint disable unqualified
            onLeftoversRequested: root.leftoversRequested() // qmllint disable unqualified
        }
    }
    Loader {
        id: keys

        anchors.fill: parent
        active: root.shown && root.api
        visible: active
        focus: active
        sourceComponent: ApiPage {
            focus: true
            panel: root.panel // qmllint disable unqualified
            onNewRequested: root.newKey() // qmllint disable unqualified
            onRotateRequested: id => root.rotateKey(id) // qmllint disable unqualified
            onRevokeRequested: id => root.revokeKey(id) // qmllint disable unqualified
        }
    }
    LazyDialog {
        id: newDialog

        given: ({panel: root.panel})
        onClosed: root.dialogClosed()

        NewKeyDialog {}
    }
    LazyDialog {
        id: rotateDialog

        given: ({panel: root.panel})
        onClosed: root.dialogClosed()

        RotateKeyDialog {}
    }
    LazyDialog {
        id: revokeDialog

        given: ({panel: root.panel})
        onClosed: root.dialogClosed()

        RevokeKeyDialog {}
    }
    Timer {
        id: focusSoon

        interval: 0
        onTriggered: {
            if (root.shown)
                (root.api ? keys : environments).forceActiveFocus();
        }
    }
}
