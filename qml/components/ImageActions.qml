// What can be done with the selected image, and why what is not offered cannot.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

ColumnLayout {
    id: root

    required property PanelModel panel

    readonly property ImageDetail image: root.panel.library.image

    signal sandboxRequested
    signal templateRequested
    signal nameRequested
    signal removeRequested
    signal retryRequested
    signal logRequested

    spacing: Theme.gap8

    Flow {
        Layout.fillWidth: true
        visible: root.image.ready
        spacing: Theme.gap8

        PushButton {
            objectName: "imageSandbox"
            text: qsTr("New sandbox…")
            symbol: "plus-lg"
            enabled: root.image.whyNotUse === ""
            hint: root.image.whyNotUse === "" ? qsTr("One of your own that runs from it") : root.image.whyNotUse
            onClicked: root.sandboxRequested()
        }
        PushButton {
            objectName: "imageTemplate"
            text: qsTr("New template…")
            symbol: "template"
            enabled: root.image.whyNotUse === ""
            hint: root.image.whyNotUse === "" ? qsTr("Made from it, with steps") : root.image.whyNotUse
            onClicked: root.templateRequested()
        }
    }
    Flow {
        Layout.fillWidth: true
        visible: root.image.ready
        spacing: Theme.gap8

        PushButton {
            objectName: "imageVerify"
            text: qsTr("Verify")
            symbol: "shield-check"
            enabled: root.image.whyNotVerify === ""
            busy: root.image.verifying
            hint: root.image.whyNotVerify === "" ? qsTr("Reads all of it, and compares it with its digests") : root.image.whyNotVerify
            onClicked: root.panel.library.verifyImage(root.image.id)
        }
        PushButton {
            objectName: "imageName"
            text: qsTr("Add name…")
            symbol: "pencil-square"
            enabled: root.image.whyNotName === ""
            hint: root.image.whyNotName === "" ? qsTr("One more name that leads to it") : root.image.whyNotName
            onClicked: root.nameRequested()
        }
        Item { // what removes stands apart
            width: Theme.gap8
            height: 1
        }
        IconButton {
            objectName: "imageRemove"
            symbol: "trash3"
            label: root.image.whyNotRemove === "" ? qsTr("Remove it from this host…") : root.image.whyNotRemove
            keys: root.image.whyNotRemove === "" ? root.panel.registry.find("image.remove").keysText : ""
            enabled: root.image.whyNotRemove === ""
            onClicked: root.removeRequested()
        }
    }
    Flow {
        Layout.fillWidth: true
        visible: !root.image.ready
        spacing: Theme.gap8

        PushButton {
            objectName: "imageRetry"
            text: qsTr("Try again…")
            symbol: "arrow-clockwise"
            visible: root.image.failed
            hint: qsTr("What is here already is not fetched again")
            onClicked: root.retryRequested()
        }
        PushButton {
            objectName: "imageLog"
            text: qsTr("Show log")
            symbol: "file-text"
            visible: root.image.failed || root.image.importing
            hint: qsTr("Among the operations")
            onClicked: root.logRequested()
        }
        Item { // what removes stands apart
            width: Theme.gap8
            height: 1
        }
        PushButton {
            objectName: "imageCancel"
            text: qsTr("Cancel")
            symbol: "x-lg"
            visible: root.image.importing
            onClicked: root.panel.library.cancelImport(root.image.id)
        }
        IconButton {
            objectName: "imageDismiss"
            symbol: "trash3"
            label: qsTr("Remove its entry…")
            keys: root.panel.registry.find("image.remove").keysText
            visible: root.image.failed
            onClicked: root.removeRequested()
        }
    }
}
