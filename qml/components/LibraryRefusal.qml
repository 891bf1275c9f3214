// Why the engine did not begin what a dialog about images or templates asked for.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls

NoteBox {
    required property LibraryPanel library

    objectName: "refusal"
    Layout.fillWidth: true
    visible: text !== ""
    kind: "error"
    text: library.refusal
}
