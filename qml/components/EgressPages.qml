// The pages of what may leave: attempts as they happen, profiles, and the gate's secrets; and the dialogs of the latter.
import QtQuick
import Glovebox.App
import Glovebox.Controls

FocusScope {
    id: root

    required property PanelModel panel
    required property bool roomForPane

    readonly property bool shown: !root.panel.firstTime && root.panel.page === PanelModel.EgressPage
    readonly property bool secret: root.panel.secrets.shown
    readonly property bool paneOpen: root.shown && (root.secret ? root.panel.secrets.known : root.panel.egress.tab === 0 && root.panel.egress.known)

    signal exportRequested(json: bool, text: string)
    signal dialogClosed

    function newSecret(): void {
        root.panel.secrets.prepareNew();
        secretDialog.get().show();
    }
    function changeSecret(): void {
        root.panel.secrets.prepareChange();
        secretDialog.get().show();
    }

    objectName: "egressPages"
    visible: root.shown
    onSecretChanged: focusSoon.restart() // the page is made first

    Loader { // made anew each time: layouts of Qt 6.4 miss what changes in them while they are hidden
        id: live

        anchors.fill: parent
        active: root.shown && !root.secret
        visible: active
        focus: active
        sourceComponent: EgressPage {
            focus: true
            // A bound component would not be made here ("outside its creation context", Qt 6.4.2).
            panel: root.panel // qmllint disable unqualified
            roomForPane: root.roomForPane // qmllint disable unqualified
            onExportRequested: (json, text) => root.exportRequested(json, text) // qmllint disable unqualified
        }
    }
    Loader {
        id: secrets

        anchors.fill: parent
        active: root.shown && root.secret
        visible: active
        focus: active
        sourceComponent: SecretsPage {
            focus: true
            panel: root.panel // qmllint disable unqualified
            roomForPane: root.roomForPane // qmllint disable unqualified
            onNewRequested: root.newSecret() // qmllint disable unqualified
            onChangeRequested: root.changeSecret() // qmllint disable unqualified
            onRemoveRequested: removeDialog.get().show() // qmllint disable unqualified
            onGrantRequested: grantDialog.get().show() // qmllint disable unqualified
        }
    }
    LazyDialog {
        id: secretDialog

        given: ({panel: root.panel})
        onClosed: root.dialogClosed()

        SecretDialog {}
    }
    LazyDialog {
        id: removeDialog

        given: ({panel: root.panel})
        onClosed: root.dialogClosed()

        RemoveSecretDialog {}
    }
    LazyDialog {
        id: grantDialog

        given: ({panel: root.panel})
        onClosed: root.dialogClosed()

        GrantSecretDialog {}
    }
    Timer {
        id: focusSoon

        interval: 0
        onTriggered: {
            if (root.shown)
                (root.secret ? secrets : live).forceActiveFocus();
        }
    }
}
