// Why sandboxes are slow here, and what a host needs for KVM.
import QtQuick
import QtQuick.Layouts
import Glovebox.Controls
import Glovebox.Theme

DialogFrame {
    id: root

    required property string reason

    objectName: "whyEmulatedDialog"
    title: qsTr("Sandboxes are emulated on this host")
    cancelText: qsTr("Close")
    acceptText: qsTr("Open Host doctor")
    acceptKind: "primary"

    PlainLabel {
        Layout.fillWidth: true
        text: root.reason === "" ? qsTr("The reason is not known.") : root.reason
        font.pixelSize: Theme.readingSize
        wrapMode: Text.Wrap
        elide: Text.ElideNone
    }
    PlainLabel {
        Layout.fillWidth: true
        text: qsTr("For full speed and hardware isolation: turn on virtualization (VT-x or AMD-V) in the firmware, or nested virtualization in the host of this machine; load the module kvm_intel or kvm_amd; and let your user open /dev/kvm. Then start the engine again.")
        color: Theme.textSecondary
        font.pixelSize: Theme.readingSize
        lineHeight: 1.3
        wrapMode: Text.Wrap
        elide: Text.ElideNone
    }
    PlainLabel {
        Layout.fillWidth: true
        text: qsTr("Host doctor checks each of these and says what is missing. So does this command:")
        color: Theme.textSecondary
        font.pixelSize: Theme.readingSize
        wrapMode: Text.Wrap
        elide: Text.ElideNone
    }
    Rectangle {
        Layout.fillWidth: true
        implicitHeight: command.implicitHeight + Theme.gap16
        radius: Theme.radius
        color: Theme.surfaceTerminal
        border.color: Theme.borderSubtle

        SelectableText {
            id: command

            x: Theme.gap12
            anchors.verticalCenter: parent.verticalCenter
            font.family: Theme.monoFamily
            font.pixelSize: Theme.monoSize
            text: "gloveboxctl doctor"
        }
    }
}
