import QtQuick
import Glovebox.Theme

PlainLabel {
    font.pixelSize: Theme.sectionSize
    font.weight: Font.DemiBold
    Accessible.role: Accessible.Heading
}
