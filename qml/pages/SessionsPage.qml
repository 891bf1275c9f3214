// Find a session: one row each, what needs somebody first.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

FocusScope {
    id: root

    required property PanelModel panel

    readonly property StableList sessions: root.panel.sessions

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.gap16
        spacing: Theme.gap12

        PageHeader {
            Layout.fillWidth: true
            title: qsTr("Sessions")
            count: root.panel.loaded ? root.sessions.countText : ""

            SearchField {
                id: filter

                objectName: "filter"
                label: qsTr("Filter sessions")
                symbol: "filter"
                keys: "/"
                width: root.width < 900 ? 220 : 280
                onTextChanged: root.sessions.filterText = text
                Component.onCompleted: text = root.sessions.filterText
                Keys.onDownPressed: table.forceActiveFocus()
            }
        }
        Card {
            Layout.fillWidth: true
            Layout.fillHeight: true

            SessionTable {
                id: table

                anchors.fill: parent
                anchors.margins: 1
                focus: true
                sessions: root.sessions
                stale: root.panel.host.stale
                visible: root.sessions.count > 0
                onOpenRequested: row => {
                    root.sessions.select(row);
                    root.panel.openSession(root.sessions.currentKey);
                }
                onSandboxRequested: id => root.panel.openSandbox(id)
            }
            SkeletonRows {
                width: parent.width
                y: Theme.controlHeight
                shown: !root.panel.loaded
            }
            EmptyState {
                objectName: "noSessions"
                anchors.centerIn: parent
                width: parent.width - Theme.gap48
                visible: root.panel.loaded && root.sessions.total === 0
                symbol: "session"
                title: root.panel.host.canStart ? qsTr("The engine is not running") : qsTr("No sessions yet")
                text: root.panel.host.canStart ? qsTr("No work arrives until it runs. Sessions appear here once it is started.")
                                               : qsTr("When the environment has work, each session appears here and gets a microVM of its own.")
            }
            EmptyState {
                objectName: "nothingMatches"
                anchors.centerIn: parent
                width: parent.width - Theme.gap48
                visible: root.sessions.total > 0 && root.sessions.count === 0
                symbol: "funnel"
                title: qsTr("No session matches the filter")
                text: "“" + root.sessions.filterText + "”"
                actionText: qsTr("Clear the filter")
                onActionRequested: filter.clear()
            }
        }
    }
    Shortcut {
        sequence: "/"
        enabled: root.visible && !filter.activeFocus
        onActivated: filter.forceActiveFocus()
    }
    Shortcut {
        sequence: "Ctrl+F"
        enabled: root.visible
        onActivated: filter.forceActiveFocus()
    }
}
