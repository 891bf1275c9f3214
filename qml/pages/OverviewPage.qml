// Is this host healthy, and what needs somebody? At a usual size all of it is seen at once; in a small window the parts
// stand below each other, what needs somebody first.
import QtQuick
import QtQuick.Controls.Basic as Basic
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

FocusScope {
    id: root

    required property PanelModel panel

    readonly property OverviewModel overview: root.panel.overview
    readonly property bool wide: root.width >= Theme.sized(1040)
    readonly property bool stale: root.panel.host.stale
    readonly property real room: view.height - Theme.gap16

    // What has the keyboard's focus is seen.
    function reveal(item: Item): void {
        if (item === null || !root.activeFocus)
            return;
        const at = item.mapToItem(parts, 0, 0);
        if (at.x < 0 && at.y < 0)
            return;
        const top = Math.max(0, at.y - Theme.gap16);
        const bottom = at.y + Math.min(item.height, view.height) + Theme.gap16;
        if (top < view.contentY)
            view.contentY = top;
        else if (bottom > view.contentY + view.height)
            view.contentY = Math.min(bottom - view.height, Math.max(0, view.contentHeight - view.height));
    }

    objectName: "overviewPage"
    onActiveFocusChanged: if (root.activeFocus && !needs.activeFocus)
        needs.focusList()
    Window.onActiveFocusItemChanged: root.reveal(root.Window.activeFocusItem)
    Keys.onPressed: event => {
        if (event.key !== Qt.Key_PageDown && event.key !== Qt.Key_PageUp)
            return;
        const by = event.key === Qt.Key_PageDown ? view.height / 2 : -view.height / 2;
        view.contentY = Math.max(0, Math.min(view.contentY + by, view.contentHeight - view.height));
        event.accepted = true;
    }

    PageHeader {
        id: head

        x: Theme.gap16
        y: Theme.gap16
        width: root.width - 2 * x
        title: qsTr("Overview")

        CaptionLabel {
            objectName: "overviewAge"
            height: Theme.controlHeight
            text: root.panel.host.age
            color: root.stale ? Theme.attention : Theme.textTertiary
        }
    }
    Flickable {
        id: view

        objectName: "overviewView"
        y: head.y + Theme.controlHeight + Theme.gap12
        width: root.width
        height: root.height - y
        clip: true
        interactive: contentHeight > height
        contentHeight: parts.height + Theme.gap16
        boundsBehavior: Flickable.StopAtBounds
        Basic.ScrollBar.vertical: ThinScrollBar {}

        Item { // placed by hand: every height hangs on what there is and on the room for it
            id: parts

            readonly property real gap: Theme.gap12
            readonly property real rightWide: root.wide ? Math.round(Math.min(Theme.sized(560), width * 0.42)) : width
            readonly property real leftWide: root.wide ? width - rightWide - gap : width
            readonly property real leastActivity: activity.headHeight + 3 * activity.rowHeight + 4
            readonly property real otherRows: Math.max(queue.wantedHeight, sandboxes.wantedHeight) + Math.max(sessions.wantedHeight, cost.wantedHeight)
            // As many needs as there are, in whole rows; below each other never all of the first screen.
            readonly property real roomForNeeds: root.wide ? root.room - otherRows - leastActivity - 3 * gap : Math.max(root.room * 0.6, needs.heightOf(3))
            readonly property real needsHeight: Math.max(root.wide ? capacity.wantedHeight : 0, Math.min(needs.wantedHeight, needs.heightOf(needs.rowsIn(roomForNeeds))))

            x: Theme.gap16
            width: root.width - 2 * x
            height: activity.y + activity.height

            NeedsCard {
                id: needs

                width: parts.leftWide
                height: parts.needsHeight
                focus: true
                overview: root.overview
                loaded: root.panel.loaded
                stale: root.stale
                age: root.panel.host.age
            }
            CapacityCard {
                id: capacity

                x: root.wide ? parts.leftWide + parts.gap : 0
                y: root.wide ? 0 : needs.y + needs.height + parts.gap
                width: parts.rightWide
                height: root.wide ? needs.height : wantedHeight
                inLine: !root.wide
                capacity: root.overview.capacity
                host: root.panel.host
            }
            QueueCard {
                id: queue

                y: root.wide ? needs.height + parts.gap : capacity.y + capacity.height + parts.gap
                width: parts.leftWide
                height: root.wide ? Math.max(wantedHeight, sandboxes.wantedHeight) : wantedHeight
                panel: root.panel
                onOpenRequested: root.panel.page = PanelModel.QueuePage
            }
            CountsCard {
                id: sandboxes

                objectName: "sandboxesCard"
                x: root.wide ? parts.leftWide + parts.gap : 0
                y: root.wide ? queue.y : sessions.y + sessions.height + parts.gap
                width: parts.rightWide
                height: root.wide ? queue.height : wantedHeight
                title: qsTr("Sandboxes")
                source: qsTr("This host, %1").arg(root.panel.host.age.toLowerCase())
                counts: root.overview.sandboxes
                stale: root.stale
                loading: !root.panel.loaded
                onListRequested: filter => root.overview.showSandboxes(filter)
            }
            CountsCard {
                id: sessions

                objectName: "sessionsCard"
                y: queue.y + queue.height + parts.gap
                width: parts.leftWide
                height: root.wide ? Math.max(wantedHeight, cost.wantedHeight) : wantedHeight
                title: qsTr("Sessions")
                source: root.overview.asOf === "" ? qsTr("Control plane") : qsTr("Control plane, %1").arg(root.overview.asOf)
                counts: root.overview.sessions
                stale: root.overview.asOf !== ""
                loading: !root.panel.loaded
                onListRequested: filter => root.overview.showSessions(filter)
            }
            CostTodayCard {
                id: cost

                x: sandboxes.x
                y: root.wide ? sessions.y : sandboxes.y + sandboxes.height + parts.gap
                width: parts.rightWide
                height: root.wide ? sessions.height : wantedHeight
                inLine: !root.wide
                today: root.overview.today
                onOpenRequested: root.panel.page = PanelModel.CostsPage
            }
            ActivityCard {
                id: activity

                y: root.wide ? sessions.y + sessions.height + parts.gap : cost.y + cost.height + parts.gap
                width: parts.width
                height: root.wide ? Math.max(parts.leastActivity, root.room - y) : parts.leastActivity
                panel: root.panel
                onAuditRequested: root.panel.page = PanelModel.AuditPage
            }
        }
    }
    NoteBox { // lies over the cards: it is gone in some seconds
        objectName: "overviewUndo"
        readonly property bool floats: true

        anchors.horizontalCenter: parent.horizontalCenter
        y: parent.height - height - Theme.gap16
        width: Math.min(parent.width - Theme.gap48, Theme.sized(560))
        visible: root.panel.egress.undoText !== ""
        text: root.panel.egress.undoText
        actionText: qsTr("Undo")
        actionSymbol: "arrow-clockwise"
        onActionRequested: root.panel.egress.undo()
    }
}
