import QtQuick
import QtQuick.Layouts
import Glovebox.Controls
import Glovebox.Theme

CaptionLabel {
    Layout.leftMargin: Theme.gap16
    Layout.topMargin: Theme.gap8
    Layout.bottomMargin: Theme.gap4
    font.weight: Font.Medium
}
