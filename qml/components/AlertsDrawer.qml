// Everything that happened and mattered, from any page: what needs somebody, what failed, what is done, and what was said
// in passing. Each entry leads to what it is about.
pragma ComponentBehavior: Bound

import QtQuick
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Sheet {
    id: root

    required property PanelModel panel

    readonly property AlertsModel alerts: root.panel.overview.alerts

    function focusList(): void {
        if (root.alerts.rows.count > 0)
            list.forceActiveFocus();
        else
            find.forceActiveFocus();
    }

    function begin(): void {
        root.alerts.rows.showPending();
    }
    function end(): void {
        root.alerts.markSeen(); // only now: while they are looked at, those that are new can be told
    }

    objectName: "alertsDrawer"
    overlay: true

    PaneHead {
        x: Theme.gap16
        y: Theme.gap12
        width: parent.width - 2 * x
        title: qsTr("Alerts")
        onCloseRequested: root.closeRequested()

        CaptionLabel {
            objectName: "alertsUnseen"
            height: Theme.sized(26)
            verticalAlignment: Text.AlignVCenter
            text: root.alerts.unseen > 0 ? qsTr("%1 new").arg(root.alerts.unseen) : ""
        }
    }
    ChoiceBox {
        id: level

        objectName: "alertsLevel"
        x: Theme.gap16
        y: Theme.sized(48)
        width: Theme.sized(136)
        label: qsTr("Level")
        model: root.alerts.levels
        currentIndex: root.alerts.level
        onActivated: index => root.alerts.level = index
    }
    SearchField {
        id: find

        objectName: "alertsFilter"
        x: level.x + level.width + Theme.gap8
        y: Theme.sized(48)
        width: parent.width - x - Theme.gap16
        label: qsTr("Filter alerts")
        symbol: "filter"
        onTextChanged: root.alerts.text = text
        Keys.onDownPressed: list.forceActiveFocus()
    }
    GlanceList {
        id: list

        objectName: "alertsList"
        y: Theme.sized(92)
        width: parent.width
        height: parent.height - y
        rows: root.alerts.rows
        label: qsTr("Alerts")
        visible: list.count > 0
        onOpenRequested: row => {
            const item = list.itemAt(row);
            if (item !== null && item.target !== "") {
                root.closeRequested();
                root.panel.overview.follow(item.target);
            }
        }

        delegate: AlertLine {
            host: list
            onOpenRequested: target => {
                root.closeRequested();
                root.panel.overview.follow(target);
            }
        }
    }
    EmptyState {
        objectName: "noAlerts"
        anchors.centerIn: parent
        width: parent.width - Theme.gap48
        visible: root.alerts.total === 0
        symbol: "bell"
        title: qsTr("No alerts yet")
        text: qsTr("What needs you, what fails, and what is done while this window is open is listed here, each with the way to it.")
    }
    EmptyState {
        objectName: "noAlertMatches"
        anchors.centerIn: parent
        width: parent.width - Theme.gap48
        visible: root.alerts.total > 0 && root.alerts.rows.count === 0
        symbol: "funnel"
        title: qsTr("No alert matches the filter")
        text: root.alerts.text === "" ? root.alerts.levels[root.alerts.level] : "“" + root.alerts.text + "”"
        actionText: qsTr("Clear the filter")
        onActionRequested: {
            find.clear();
            root.alerts.clearFilter();
        }
    }
}
