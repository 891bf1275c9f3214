// Ids and figures that are compared: every digit is as wide as the next.
import QtQuick
import Glovebox.Theme

PlainLabel {
    font.family: Theme.monoFamily
    font.pixelSize: Theme.monoSize
}
