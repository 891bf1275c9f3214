// Understand one run: what happened turn by turn, live, and everything about the entry that is selected.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

FocusScope {
    id: root

    required property PanelModel panel
    required property bool roomForPane

    readonly property SessionDetail session: root.panel.session
    readonly property bool eventsShown: root.panel.inside.tab === SandboxInside.Page
    readonly property real selectedAt: root.session.selectedAt
    property bool sheetOpen: false

    signal exportRequested

    objectName: "sessionPage"
    Component.onCompleted: if (!root.eventsShown)
        inside.focus = true
    onEventsShownChanged: if (!tabs.activeFocus)
        (root.eventsShown ? events : inside).forceActiveFocus()
    onSelectedAtChanged: if (root.selectedAt > 0) // whoever selects an event wants to see it
        root.panel.inside.tab = SandboxInside.Page
    Keys.onEscapePressed: {
        if (root.sheetOpen)
            root.sheetOpen = false;
        else if (!root.eventsShown)
            root.panel.inside.tab = SandboxInside.Page;
        else if (root.session.hasSelection)
            root.session.clearSelection();
        else
            root.panel.back();
    }

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.gap16
        spacing: Theme.gap12

        SessionHead {
            Layout.fillWidth: true
            panel: root.panel
            session: root.session
            detailsOffered: !root.roomForPane
            onDetailsRequested: {
                root.session.clearSelection();
                root.sheetOpen = true;
            }
        }
        ApprovalCard {
            objectName: "approvalCard"
            Layout.fillWidth: true
            visible: root.session.approvalWaiting && !root.session.selectionNeedsApproval // the pane says it then
            session: root.session
            onShowRequested: {
                root.session.selectApproval();
                root.panel.inside.tab = SandboxInside.Page;
                root.sheetOpen = !root.roomForPane;
            }
        }
        TimelineCard {
            objectName: "timeline"
            Layout.fillWidth: true
            visible: root.session.known && (root.eventsShown || root.roomForPane)
            panel: root.panel
            onOpenRequested: {
                events.forceActiveFocus();
                root.sheetOpen = !root.roomForPane;
            }
        }
        InsideTabs {
            id: tabs

            Layout.fillWidth: true
            inside: root.panel.inside
            first: qsTr("Events")
        }
        InsideParts {
            id: inside

            Layout.fillWidth: true
            Layout.fillHeight: true
            visible: !root.eventsShown
            panel: root.panel
        }
        Item { // placed by hand: a pane that comes and goes must not depend on when a layout notices
            id: split

            // Wide enough for 80 columns of output where there is room.
            readonly property real paneWidth: Math.max(Theme.detailWidth, Math.min(Theme.detailWidthMax, width * 0.49))
            readonly property real paneSpace: root.roomForPane ? split.paneWidth + Theme.gap12 : 0

            Layout.fillWidth: true
            Layout.fillHeight: true
            visible: root.eventsShown

            Card {
                width: split.width - split.paneSpace
                height: split.height

                ThreadFilter {
                    id: threads

                    x: Theme.gap16
                    y: Theme.gap12
                    session: root.session
                }
                TranscriptList {
                    id: events

                    anchors.fill: parent
                    anchors.margins: 1
                    anchors.topMargin: threads.visible ? threads.y + threads.height + Theme.gap4 : 1
                    focus: true
                    session: root.session
                    onOpenRequested: root.sheetOpen = !root.roomForPane
                }
                EmptyState {
                    objectName: "noEvents"
                    anchors.centerIn: parent
                    width: parent.width - Theme.gap48
                    visible: root.session.transcript.count === 0
                    symbol: "session"
                    title: root.session.emptyTitle
                    text: root.session.emptyText
                }
            }
            SessionPane {
                x: split.width - width
                width: split.paneWidth
                height: split.height
                visible: root.roomForPane
                panel: root.panel
                session: root.session
                onExportRequested: root.exportRequested()
            }
        }
    }
    Sheet {
        anchors.right: parent.right
        width: Math.min(parent.width < Theme.sized(820) ? parent.width : Theme.sized(480), parent.width)
        height: parent.height
        overlay: true
        visible: root.sheetOpen && !root.roomForPane
        onCloseRequested: {
            root.sheetOpen = false;
            events.forceActiveFocus();
        }

        SessionPane {
            anchors.fill: parent
            radius: 0 // the sheet has the edge
            border.width: 0
            panel: root.panel
            session: root.session
            closable: true
            onExportRequested: root.exportRequested()
            onCloseRequested: {
                root.sheetOpen = false;
                events.forceActiveFocus();
            }
        }
    }
    Connections {
        function onAsked(id: string): void {
            switch (id) {
            case "session.export": root.exportRequested(); break;
            }
        }

        enabled: root.visible
        target: root.panel.registry
    }
}
