// Where work comes from: each environment with its keys and its queue, steered one by one, and the webhook switch.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic as Basic
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

FocusScope {
    id: root

    required property PanelModel panel

    signal leftoversRequested

    objectName: "environmentsPage"

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.gap16
        anchors.rightMargin: 0
        anchors.bottomMargin: 0 // cards go on under the edge, and are not cut above it
        spacing: Theme.gap12

        PageHeader {
            Layout.fillWidth: true
            title: qsTr("Environments")
            count: root.panel.environments.count
            Layout.rightMargin: Theme.gap16

            PushButton {
                objectName: "showLeftovers"
                text: qsTr("Leftovers on this host…")
                symbol: "search"
                hint: qsTr("Files, layers and machines that no record explains")
                onClicked: root.leftoversRequested()
            }
        }
        EnvironmentTabs {
            Layout.fillWidth: true
            Layout.rightMargin: Theme.gap16
            panel: root.panel
        }
        Flickable {
            id: flick

            objectName: "environmentsScroll"
            Layout.fillWidth: true
            Layout.fillHeight: true
            contentHeight: column.height + Theme.gap16
            clip: true
            focus: true
            activeFocusOnTab: true // the page begins here
            boundsBehavior: Flickable.StopAtBounds
            Accessible.role: Accessible.Pane
            Accessible.name: qsTr("Environments")
            Basic.ScrollBar.vertical: ThinScrollBar {}
            Keys.onDownPressed: flick.contentY = Math.max(0, Math.min(flick.contentHeight - flick.height, flick.contentY + Theme.gap48))
            Keys.onUpPressed: flick.contentY = Math.max(0, flick.contentY - Theme.gap48)

            Column {
                id: column

                width: flick.width - Theme.gap16
                spacing: Theme.gap12

                Repeater {
                    model: root.panel.environments

                    EnvironmentCard {
                        width: column.width
                        panel: root.panel
                    }
                }
                WebhookCard {
                    width: column.width
                    panel: root.panel
                }
            }
        }
    }
}
