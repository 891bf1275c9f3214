// Busy: a three-quarter arc, one turn in 1.2 s, standing still when motion is reduced.
import QtQuick
import Glovebox.Theme

Icon {
    id: root

    property bool running: true

    symbol: "state/arc"
    color: Theme.progress

    RotationAnimation on rotation {
        running: root.running && root.visible && !Theme.reducedMotion
        from: 0
        to: 360
        duration: Theme.turnMs
        loops: Animation.Infinite
    }
}
