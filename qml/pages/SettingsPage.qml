// Settings: how this window looks and behaves, and what its host was started with.
import QtQuick
import QtQuick.Controls.Basic as Basic
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

FocusScope {
    id: root

    required property PanelModel panel

    readonly property PanelSettings settings: root.panel.settings
    // These scroll by themselves.
    readonly property bool fills: root.settings.section === PanelSettings.Keyboard || root.settings.section === PanelSettings.ThisHost
                                  || root.settings.section === PanelSettings.Privacy

    objectName: "settingsPage"

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.gap16
        spacing: Theme.gap12

        PageHeader {
            Layout.fillWidth: true
            title: qsTr("Settings")
        }
        TabStrip {
            objectName: "settingsTabs"
            Layout.fillWidth: true
            focus: true
            tabs: [qsTr("Appearance"), qsTr("Keyboard"), qsTr("Notifications"), qsTr("This host"), qsTr("Privacy")]
            current: root.settings.section
            onCurrentChanged: root.settings.section = current
        }
        Card {
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.maximumWidth: Theme.sized(1080)

            Flickable {
                id: scroller

                anchors.fill: parent
                anchors.margins: Theme.gap16
                clip: true
                contentWidth: width
                contentHeight: root.fills ? height : section.item?.implicitHeight ?? 0
                boundsBehavior: Flickable.StopAtBounds
                interactive: !root.fills
                Basic.ScrollBar.vertical: ThinScrollBar {}

                Loader { // made anew each time: layouts of Qt 6.4 miss what changes in them while they are hidden
                    id: section

                    width: scroller.width - (root.fills ? 0 : Theme.scrollBarWidth)
                    height: root.fills ? scroller.height : item?.implicitHeight ?? 0
                    sourceComponent: [appearance, keyboard, notifications, thisHost, privacy][root.settings.section]
                }
            }
        }
    }
    Component {
        id: appearance

        SettingsAppearance {
            settings: root.settings // qmllint disable unqualified
        }
    }
    Component {
        id: keyboard

        SettingsKeyboard {
            panel: root.panel // qmllint disable unqualified
        }
    }
    Component {
        id: notifications

        SettingsNotifications {
            panel: root.panel // qmllint disable unqualified
        }
    }
    Component {
        id: thisHost

        SettingsHost {
            panel: root.panel // qmllint disable unqualified
        }
    }
    Component {
        id: privacy

        SettingsPrivacy {
            settings: root.settings // qmllint disable unqualified
        }
    }
}
