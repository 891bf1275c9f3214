// A few lines that can be selected and copied. Not for logs.
import QtQuick
import Glovebox.Theme

TextEdit {
    readOnly: true
    selectByMouse: true
    textFormat: TextEdit.PlainText
    wrapMode: TextEdit.Wrap
    font.family: Theme.family
    font.pixelSize: Theme.bodySize
    color: Theme.textPrimary
    selectionColor: Theme.primaryFill
    selectedTextColor: Theme.primaryText
    activeFocusOnPress: true
}
