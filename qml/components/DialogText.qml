// A paragraph in a dialog.
import QtQuick
import QtQuick.Layouts
import Glovebox.Controls
import Glovebox.Theme

PlainLabel {
    Layout.fillWidth: true
    color: Theme.textSecondary
    font.pixelSize: Theme.readingSize
    lineHeight: 1.3
    wrapMode: Text.Wrap
    elide: Text.ElideNone
}
