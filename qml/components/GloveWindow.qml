// What every window of the program wears: its ground, its letters, and the colours of what Qt draws by itself.
import QtQuick
import QtQuick.Controls.Basic as Basic
import Glovebox.Theme

Basic.ApplicationWindow {
    color: Theme.surfaceWindow
    font.family: Theme.family
    font.pixelSize: Theme.bodySize
    palette.window: Theme.surfaceWindow
    palette.windowText: Theme.textPrimary
    palette.base: Theme.surfacePanel
    palette.text: Theme.textPrimary
    palette.button: Theme.contrast ? Theme.surfaceRaised : Theme.borderField
    palette.buttonText: Theme.textPrimary
    palette.highlight: Theme.primaryFill
    palette.highlightedText: Theme.primaryText
    palette.placeholderText: Theme.textTertiary
    palette.light: Theme.surfacePanel // Qt's own folder dialog, where the desktop has none, is drawn with these
    palette.midlight: Theme.surfaceSelected
    palette.mid: Theme.borderControl
    palette.dark: Theme.surfaceRaised
    palette.shadow: Theme.borderSubtle
    palette.toolTipBase: Theme.surfaceRaised
    palette.toolTipText: Theme.textPrimary
}
