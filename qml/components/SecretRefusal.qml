// Why the engine did not begin what a dialog about a secret asked for.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls

NoteBox {
    required property SecretsPanel secrets

    objectName: "refusal"
    Layout.fillWidth: true
    visible: text !== ""
    kind: "error"
    text: secrets.refusal
}
