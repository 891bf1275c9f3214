// Files on their way into the sandbox: how far they are, what they would replace, and what did not get there.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

ColumnLayout {
    id: root

    required property FileUploads uploads

    spacing: Theme.gap8
    visible: root.uploads.running || root.uploads.question !== "" || root.uploads.problem !== ""

    TextMetrics {
        id: natural

        text: root.uploads.text
        font.family: Theme.family
        font.pixelSize: Theme.bodySize
    }
    Item { // placed by hand: the bar takes what the words leave, and they change
        objectName: "uploading"
        Layout.fillWidth: true
        implicitHeight: cancel.implicitHeight
        visible: root.uploads.running

        ElidedLabel {
            id: words

            objectName: "uploadText"
            anchors.verticalCenter: parent.verticalCenter
            width: Math.min(Math.ceil(natural.advanceWidth) + Theme.gap4, parent.width / 2)
            text: root.uploads.text
            color: Theme.textSecondary
            elide: Text.ElideMiddle
        }
        ThinProgress {
            anchors.verticalCenter: parent.verticalCenter
            x: words.width + Theme.gap12
            width: cancel.x - x - Theme.gap12
            value: root.uploads.progress
        }
        PushButton {
            id: cancel

            objectName: "cancelUpload"
            x: parent.width - width
            implicitHeight: Theme.sized(28)
            text: qsTr("Cancel")
            symbol: "x-lg"
            hint: qsTr("What is in the sandbox already stays; nothing half is left")
            onClicked: root.uploads.cancel()
        }
    }
    Rectangle {
        objectName: "uploadQuestion"
        Layout.fillWidth: true
        implicitHeight: asked.implicitHeight + Theme.gap16
        visible: root.uploads.question !== ""
        radius: Theme.radius
        color: Theme.warningFill
        border.color: Theme.contrast ? Theme.borderControl : "transparent"
        Accessible.role: Accessible.AlertMessage
        Accessible.name: root.uploads.question

        RowLayout {
            id: asked

            x: Theme.gap12
            y: Theme.gap8
            width: parent.width - Theme.gap24
            spacing: Theme.gap8

            PlainLabel {
                Layout.fillWidth: true
                text: root.uploads.question
                color: Theme.warningText
                wrapMode: Text.Wrap
                elide: Text.ElideNone
                Accessible.ignored: true
            }
            PushButton {
                objectName: "keepThere"
                implicitHeight: Theme.sized(28)
                text: qsTr("Leave it")
                onClicked: root.uploads.keep()
            }
            PushButton {
                objectName: "replaceThere"
                implicitHeight: Theme.sized(28)
                text: qsTr("Replace")
                onClicked: root.uploads.replace()
            }
        }
    }
    NoteBox {
        objectName: "uploadProblem"
        Layout.fillWidth: true
        visible: root.uploads.problem !== ""
        kind: "error"
        text: root.uploads.problem
        actionText: qsTr("Dismiss")
        onActionRequested: root.uploads.dismiss()
    }
}
