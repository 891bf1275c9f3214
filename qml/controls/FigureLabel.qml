// A number in a column: right-aligned, and with digits of one width so that it does not tremble.
import QtQuick
import Glovebox.Theme

ElidedLabel {
    mayElide: false
    font.family: Theme.monoFamily
    font.pixelSize: Theme.monoSize
    color: Theme.textSecondary
    horizontalAlignment: Text.AlignRight
}
