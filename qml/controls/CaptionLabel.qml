import Glovebox.Theme

PlainLabel {
    font.pixelSize: Theme.captionSize
    color: Theme.textTertiary
}
