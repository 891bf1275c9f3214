// Find a session: one row each, what needs somebody first.
import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

FocusScope {
    id: root

    required property PanelModel panel

    readonly property StableList sessions: root.panel.sessions
    readonly property PastSessions past: root.panel.history.sessions
    property bool showsPast: false

    signal startRequested

    // Its events are here only as long as the engine shows it.
    function openPast(): void {
        const key = root.past.rows.currentKey;
        if (root.panel.hasObject("session/" + key)) {
            root.panel.openSession(key);
            return;
        }
        root.panel.copyText(key);
        root.panel.toast(qsTr("It is over and its events are at the control plane. Its id was copied."), false);
    }

    objectName: "sessionsPage"
    onShowsPastChanged: {
        filter.text = root.showsPast ? root.past.text : root.sessions.filterText;
        if (root.showsPast)
            root.past.refresh();
    }

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.gap16
        spacing: Theme.gap12

        PageHeader {
            Layout.fillWidth: true
            title: qsTr("Sessions")
            count: root.showsPast ? root.past.countText : root.panel.loaded ? root.sessions.countText : ""

            SegmentSwitch {
                objectName: "sessionsSwitch"
                Accessible.name: qsTr("Live or past sessions")
                choices: [qsTr("Live"), qsTr("Past")]
                current: root.showsPast ? 1 : 0
                onChosen: index => root.showsPast = index === 1
            }
            SearchField {
                id: filter

                objectName: "filter"
                label: root.showsPast ? qsTr("Search past sessions") : qsTr("Filter sessions")
                symbol: "filter"
                keys: root.panel.registry.find("list.filter").keysText
                width: root.width < Theme.sized(900) ? Theme.sized(220) : Theme.sized(280)
                onTextChanged: {
                    if (root.showsPast)
                        root.past.text = text;
                    else
                        root.sessions.filterText = text;
                }
                Component.onCompleted: text = root.sessions.filterText
                Keys.onDownPressed: root.showsPast ? past.forceActiveFocus() : table.forceActiveFocus()
            }
            PushButton {
                objectName: "startSession"
                text: root.width < Theme.sized(900) ? qsTr("Start…") : qsTr("Start session…")
                symbol: "plus-lg"
                hint: qsTr("With an environment's operator key")
                onClicked: root.startRequested()
            }
        }
        NoteBox {
            objectName: "pastProblem"
            Layout.fillWidth: true
            visible: root.showsPast && root.past.problem !== "" && root.past.loaded
            kind: "error"
            text: qsTr("Past sessions could not be read. %1").arg(root.past.problem)
            actionText: qsTr("Try again")
            actionSymbol: "arrow-clockwise"
            onActionRequested: root.past.refresh()
        }
        Card {
            Layout.fillWidth: true
            Layout.fillHeight: true
            visible: root.showsPast

            Loader {
                id: past

                anchors.fill: parent
                anchors.margins: 1
                active: root.showsPast
                sourceComponent: PastSessionTable {
                    objectName: "pastTable"
                    focus: true
                    past: root.past // qmllint disable unqualified
                    visible: root.past.rows.count > 0 // qmllint disable unqualified
                    onOpenRequested: row => {
                        root.past.rows.select(row);
                        root.openPast();
                    }
                }
            }
            SkeletonRows {
                width: parent.width
                y: Theme.controlHeight
                shown: root.showsPast && !root.past.loaded && root.past.problem === ""
            }
            EmptyState {
                objectName: "noPast"
                anchors.centerIn: parent
                width: parent.width - Theme.gap48
                visible: root.past.loaded && root.past.rows.count === 0
                symbol: root.past.text === "" ? "session" : "funnel"
                title: root.past.text === "" ? qsTr("No session was served here yet") : qsTr("No past session matches")
                text: root.past.text === "" ? qsTr("Each one is remembered for a year, with its calls and costs.") : "“" + root.past.text + "”"
                actionText: root.past.text === "" ? "" : qsTr("Clear the search")
                onActionRequested: filter.clear()
            }
            EmptyState {
                objectName: "pastUnread"
                anchors.centerIn: parent
                width: parent.width - Theme.gap48
                visible: root.past.problem !== "" && !root.past.loaded
                symbol: "state/octagon-cross"
                title: qsTr("Past sessions could not be read")
                text: root.past.problem
                actionText: qsTr("Try again")
                actionSymbol: "arrow-clockwise"
                onActionRequested: root.past.refresh()
            }
        }
        Card {
            Layout.fillWidth: true
            Layout.fillHeight: true
            visible: !root.showsPast

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
    Connections { // also set from elsewhere
        function onFilterTextChanged(): void {
            if (!root.showsPast)
                filter.text = root.sessions.filterText;
        }

        target: root.sessions
    }
    Connections { // what was counted is among those that live
        function onSessionsAsked(): void {
            root.showsPast = false;
        }

        target: root.panel.overview
    }
    Connections { // the search is set from elsewhere, too
        function onTextChanged(): void {
            if (root.showsPast && filter.text !== root.past.text)
                filter.text = root.past.text;
        }

        target: root.past
    }
    Connections {
        function onAsked(id: string): void {
            switch (id) {
            case "list.filter": filter.forceActiveFocus(); break;
            }
        }

        enabled: root.visible
        target: root.panel.registry
    }
}
