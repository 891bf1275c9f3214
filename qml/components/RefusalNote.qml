// Why the engine did not begin what a dialog asked for.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls

NoteBox {
    required property MachineActions actions

    objectName: "refusal"
    Layout.fillWidth: true
    visible: text !== ""
    kind: "error"
    text: actions.refusal
}
