// What may follow the first of two keys, while the second is waited for.
pragma ComponentBehavior: Bound

import QtQuick
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Rectangle {
    id: root

    required property ActionRegistry registry

    readonly property bool floats: true // over the page on purpose
    readonly property bool narrow: (parent?.width ?? 0) < Theme.widthNarrow

    objectName: "keyHints"
    visible: root.registry.waiting
    implicitWidth: grid.width + Theme.gap32
    implicitHeight: grid.height + Theme.gap24
    radius: Theme.radiusCard
    color: Theme.surfaceRaised
    border.color: Theme.borderControl
    Accessible.role: Accessible.Grouping
    Accessible.name: qsTr("The next key leads to a page")

    Grid {
        id: grid

        x: Theme.gap16
        y: Theme.gap12
        columns: root.narrow ? 3 : 4
        columnSpacing: Theme.gap24
        rowSpacing: Theme.gap8
        flow: Grid.LeftToRight

        Repeater {
            model: root.registry.waiting ? root.registry.hints() : []

            Row {
                id: hint

                required property var modelData

                width: Theme.sized(132)
                height: Theme.sized(20)
                spacing: Theme.gap8

                KeyHint {
                    anchors.verticalCenter: parent.verticalCenter
                    text: hint.modelData.key
                }
                PlainLabel {
                    anchors.verticalCenter: parent.verticalCenter
                    text: hint.modelData.text
                }
            }
        }
    }
}
