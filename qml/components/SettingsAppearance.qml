// How the window looks. All of it at once, without a restart.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

ColumnLayout {
    id: root

    required property PanelSettings settings

    spacing: Theme.gap24

    SettingRow {
        Layout.fillWidth: true
        label: qsTr("Theme")
        help: qsTr("High contrast has no washes and thicker focus rings.")

        ChoiceBox {
            objectName: "lookChoice"
            width: Theme.sized(240)
            label: ""
            Accessible.name: qsTr("Theme")
            model: root.settings.lookChoices
            currentIndex: root.settings.look
            onActivated: index => root.settings.look = index
        }
    }
    SettingRow {
        Layout.fillWidth: true
        label: qsTr("Text size")
        help: qsTr("Of all text, rows, controls and icons; pages re-flow as in a smaller window.")

        ChoiceBox {
            objectName: "textScaleChoice"
            width: Theme.sized(240)
            label: ""
            Accessible.name: qsTr("Text size")
            model: root.settings.textScaleChoices
            currentIndex: root.settings.textScale
            onActivated: index => root.settings.textScale = index
        }
    }
    SettingRow {
        Layout.fillWidth: true
        label: qsTr("Density")
        help: qsTr("How high rows and controls are.")

        SegmentSwitch {
            objectName: "densityChoice"
            choices: root.settings.densityChoices
            current: root.settings.density
            onChosen: index => root.settings.density = index
        }
    }
    SettingRow {
        Layout.fillWidth: true
        label: qsTr("Reduced motion")
        help: qsTr("Nothing moves but progress. As the desktop is on, too, while the window is drawn without a graphics processor.")

        SegmentSwitch {
            objectName: "motionChoice"
            choices: root.settings.motionChoices
            current: root.settings.motion
            onChosen: index => root.settings.motion = index
        }
    }
    SettingRow {
        Layout.fillWidth: true
        label: qsTr("Times")
        help: qsTr("Relative shows ages where there is room for one value, and local time where it has to be exact.")

        SegmentSwitch {
            objectName: "timesChoice"
            choices: root.settings.timesChoices
            current: root.settings.times
            onChosen: index => root.settings.times = index
        }
    }
}
