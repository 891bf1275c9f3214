// A surface that holds one thing.
import QtQuick
import Glovebox.Theme

Rectangle {
    color: Theme.surfacePanel
    border.color: Theme.borderSubtle
    radius: Theme.radiusCard
}
