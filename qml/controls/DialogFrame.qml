// A question over the window: title with verb and object, facts, and the buttons. Cancel has the focus; Escape and Enter
// mean it. The danger button stands apart.
import QtQuick
import QtQuick.Controls.Basic as Basic
import QtQuick.Layouts
import QtQuick.Templates as T
import QtQuick.Window
import Glovebox.Theme

Basic.Popup {
    id: root

    required property string title
    property string cancelText: qsTr("Cancel")
    property string acceptText: ""
    property string acceptKind: "danger"
    property bool acceptEnabled: true
    property string secondText: ""
    property bool secondEnabled: true
    property string nextText: "" // between Cancel and the one that does it
    property bool nextEnabled: true
    // The owner closes it: what was asked for takes a while and is shown here.
    property bool staysOpen: false
    // Something would be lost: leaving is asked about, and what that means shown by the owner.
    property bool asksFirst: false
    default property list<QtObject> content
    readonly property Timer keep: Timer {
        interval: 0
        onTriggered: root.keepKeyboard()
    }

    signal accepted
    signal secondAccepted
    signal nextAccepted
    signal cancelled
    signal leaveAsked

    function ask(): void {
        root.open();
        root.forceActiveFocus(); // Cancel has the focus in here
    }
    // What is opened over it may have the keyboard; what is behind it may not, even a page that is made meanwhile: Escape
    // would not reach it any more.
    function keepKeyboard(): void {
        let at = root.contentItem.Window.activeFocusItem;
        if (!root.opened || at === null)
            return;
        while (at !== null && at !== root.parent)
            at = at.parent;
        if (at === null)
            root.forceActiveFocus(Qt.OtherFocusReason);
    }
    function leave(): void {
        if (root.asksFirst)
            root.leaveAsked();
        else
            root.close();
    }

    parent: T.Overlay.overlay
    anchors.centerIn: parent
    modal: true
    focus: true
    padding: Theme.gap24
    width: Math.min(Theme.sized(520), (parent?.width ?? Theme.sized(560)) - Theme.gap48)
    closePolicy: root.asksFirst ? Basic.Popup.NoAutoClose : Basic.Popup.CloseOnEscape
    onClosed: root.cancelled()
    onActiveFocusChanged: if (!root.activeFocus)
        root.keep.restart()
    T.Overlay.modal: Rectangle {
        objectName: "shade" // by which the window knows that somebody is asked
        color: Theme.shade
    }

    background: Rectangle {
        color: Theme.surfacePanel
        border.color: Theme.borderControl
        radius: Theme.radiusCard
    }
    contentItem: ColumnLayout {
        spacing: Theme.gap16

        PlainLabel {
            Layout.fillWidth: true
            text: root.title
            font.pixelSize: Theme.pageSize
            font.weight: Font.DemiBold
            wrapMode: Text.Wrap
            elide: Text.ElideNone
            Accessible.role: Accessible.Heading
        }
        ColumnLayout {
            Layout.fillWidth: true
            spacing: Theme.gap12
            data: root.content
        }
        RowLayout {
            Layout.fillWidth: true
            Layout.topMargin: Theme.gap8
            spacing: Theme.gap12

            PushButton {
                objectName: "dialogAccept"
                kind: root.acceptKind
                text: root.acceptText
                visible: root.acceptText !== ""
                enabled: root.acceptEnabled
                Keys.onReturnPressed: event => {
                    event.accepted = root.acceptKind === "danger"; // that takes a deliberate press
                    if (event.accepted)
                        root.close();
                }
                onClicked: {
                    root.accepted();
                    if (!root.staysOpen)
                        root.close();
                }
            }
            Item {
                Layout.fillWidth: true
            }
            PushButton {
                objectName: "dialogCancel"
                text: root.cancelText
                focus: true
                Keys.onReturnPressed: root.leave()
                onClicked: root.leave()
            }
            PushButton {
                objectName: "dialogNext"
                text: root.nextText
                visible: root.nextText !== ""
                enabled: root.nextEnabled
                onClicked: root.nextAccepted()
            }
            PushButton {
                objectName: "dialogSecond"
                kind: "primary"
                text: root.secondText
                visible: root.secondText !== ""
                enabled: root.secondEnabled
                onClicked: {
                    root.secondAccepted();
                    if (!root.staysOpen)
                        root.close();
                }
            }
        }
        Shortcut {
            sequence: "Escape"
            enabled: root.visible && root.asksFirst
            onActivated: root.leaveAsked()
        }
    }
}
