// One more name for an image. A name that another image had leads to this one from then on.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls

LibraryAskDialog {
    id: root

    readonly property ImageDetail image: root.panel.library.image
    readonly property bool fits: root.library.nameFits(nameField.text)

    function begin(): void {
        nameField.text = "";
        root.show();
        nameField.field.forceActiveFocus();
    }
    function send(): void {
        if (root.secondEnabled)
            root.library.nameImage(root.image.id, nameField.text);
    }

    objectName: "nameImageDialog"
    title: qsTr("Another name for %1").arg(root.image.title)
    secondText: qsTr("Add name")
    secondEnabled: root.fits && root.image.whyNotName === "" && root.canAsk
    onSecondAccepted: root.send()

    DialogText {
        text: qsTr("It keeps its other names. When another image is called so, that one loses the name.")
    }
    InputField {
        id: nameField

        objectName: "imageNewName"
        Layout.fillWidth: true
        label: qsTr("Name")
        hint: qsTr("255 bytes at most, without spaces")
        wrong: nameField.text !== "" && !root.fits
        mono: true
        onAccepted: root.send()
    }
    LibraryRefusal {
        library: root.library
    }
}
