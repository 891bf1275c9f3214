// Where one can go. Groups follow the jobs; an entry is here when its page exists.
import QtQuick
import QtQuick.Controls.Basic as Basic
import QtQuick.Layouts
import Glovebox.App
import Glovebox.Controls
import Glovebox.Theme

Rectangle {
    id: root

    required property PanelModel panel
    required property bool collapsed

    // What is not an entry: margins, and the gaps between entries.
    readonly property int gap: root.height < Theme.sized(480) ? 0 : Theme.gap4 // a low window with two banners has none to spare
    readonly property real entryTall: Math.max(Theme.sized(34), Math.min(Theme.sized(56), Math.floor((root.height - 2 * Theme.gap12 - 15 * root.gap) / 14)))

    // Where there is no room for all, what has the focus is seen.
    function reveal(item: Item): void {
        if (item === null || !root.activeFocus)
            return;
        const y = item.mapToItem(entries, 0, 0).y + Theme.gap12;
        view.contentY = Math.max(0, Math.min(view.contentHeight - view.height, Math.max(y + item.height + Theme.gap12 - view.height, Math.min(view.contentY, y - Theme.gap12))));
    }

    implicitWidth: root.collapsed ? Theme.railWidthCollapsed : Theme.railWidth
    color: Theme.surfacePanel
    Accessible.role: Accessible.PageTabList
    Accessible.name: qsTr("Pages")
    Window.onActiveFocusItemChanged: root.reveal(root.Window.activeFocusItem)

    Flickable {
        id: view

        anchors.fill: parent
        clip: true
        interactive: contentHeight > height
        contentHeight: Math.max(height, entries.implicitHeight + 2 * Theme.gap12)
        boundsBehavior: Flickable.StopAtBounds
        Basic.ScrollBar.vertical: ThinScrollBar {}

        ColumnLayout {
            id: entries

            y: Theme.gap12
            width: view.width
            height: view.contentHeight - 2 * Theme.gap12
            spacing: root.collapsed ? root.gap : Theme.gap2

            RailGroup {
                text: qsTr("Operate")
                visible: !root.collapsed
            }
            RailEntry {
                objectName: "railOverview"
                text: qsTr("Overview")
                symbol: "house"
                keys: "G O"
                collapsed: root.collapsed
                tall: root.entryTall
                current: root.panel.page === PanelModel.OverviewPage
                badge: root.panel.overview.problems
                badgeTone: "failed"
                onClicked: root.panel.page = PanelModel.OverviewPage
            }
            RailEntry {
                objectName: "railApprovals"
                text: qsTr("Approvals")
                symbol: "shield-check"
                keys: root.panel.registry.find("go.approvals").keysText
                collapsed: root.collapsed
                tall: root.entryTall
                current: root.panel.page === PanelModel.ApprovalsPage
                badge: root.panel.waitingApprovals
                badgeTone: "attention"
                onClicked: root.panel.page = PanelModel.ApprovalsPage
            }
            RailEntry {
                objectName: "railSessions"
                text: qsTr("Sessions")
                symbol: "session"
                keys: root.panel.registry.find("go.sessions").keysText
                collapsed: root.collapsed
                tall: root.entryTall
                current: root.panel.page === PanelModel.SessionsPage || root.panel.page === PanelModel.SessionPage
                onClicked: root.panel.page = PanelModel.SessionsPage
            }
            RailEntry {
                objectName: "railQueue"
                text: qsTr("Queue")
                symbol: "list-task"
                keys: root.panel.registry.find("go.queue").keysText
                collapsed: root.collapsed
                tall: root.entryTall
                current: root.panel.page === PanelModel.QueuePage
                badge: root.panel.stuckWork
                badgeTone: "attention"
                onClicked: root.panel.page = PanelModel.QueuePage
            }
            RailEntry {
                objectName: "railSandboxes"
                text: qsTr("Sandboxes")
                symbol: "sandbox"
                keys: root.panel.registry.find("go.sandboxes").keysText
                collapsed: root.collapsed
                tall: root.entryTall
                current: root.panel.page === PanelModel.SandboxesPage || root.panel.page === PanelModel.TerminalPage
                badge: root.panel.failedSandboxes
                badgeTone: "failed"
                onClicked: root.panel.page = PanelModel.SandboxesPage
            }
            RailGroup {
                text: qsTr("Build")
                visible: !root.collapsed
            }
            RailEntry {
                objectName: "railSnapshots"
                text: qsTr("Snapshots")
                symbol: "state/diamond"
                keys: root.panel.registry.find("go.snapshots").keysText
                collapsed: root.collapsed
                tall: root.entryTall
                current: root.panel.page === PanelModel.SnapshotsPage
                badge: root.panel.takingSnapshots
                badgeTone: "progress"
                onClicked: root.panel.page = PanelModel.SnapshotsPage
            }
            RailEntry {
                objectName: "railTemplates"
                text: qsTr("Templates")
                symbol: "template"
                keys: root.panel.registry.find("go.templates").keysText
                collapsed: root.collapsed
                tall: root.entryTall
                current: root.panel.page === PanelModel.DefinedPage || root.panel.page === PanelModel.TemplatesPage || root.panel.page === PanelModel.ImagesPage
                badge: root.panel.failedTemplates > 0 ? root.panel.failedTemplates : root.panel.buildingTemplates
                badgeTone: root.panel.failedTemplates > 0 ? "failed" : "progress"
                onClicked: root.panel.page = PanelModel.DefinedPage
            }
            RailGroup {
                text: qsTr("Observe")
                visible: !root.collapsed
            }
            RailEntry {
                objectName: "railEgress"
                text: qsTr("Egress")
                symbol: "egress"
                keys: root.panel.registry.find("go.egress").keysText
                collapsed: root.collapsed
                tall: root.entryTall
                current: root.panel.page === PanelModel.EgressPage
                onClicked: root.panel.page = PanelModel.EgressPage
            }
            RailEntry {
                objectName: "railLogs"
                text: qsTr("Logs")
                symbol: "journal-text"
                keys: root.panel.registry.find("go.logs").keysText
                collapsed: root.collapsed
                tall: root.entryTall
                current: root.panel.page === PanelModel.LogsPage
                onClicked: root.panel.page = PanelModel.LogsPage
            }
            RailEntry {
                objectName: "railCosts"
                text: qsTr("Costs")
                symbol: "coin"
                keys: root.panel.registry.find("go.costs").keysText
                collapsed: root.collapsed
                tall: root.entryTall
                current: root.panel.page === PanelModel.CostsPage
                onClicked: root.panel.page = PanelModel.CostsPage
            }
            RailEntry {
                objectName: "railAudit"
                text: qsTr("Audit")
                symbol: "patch-check"
                keys: root.panel.registry.find("go.audit").keysText
                collapsed: root.collapsed
                tall: root.entryTall
                current: root.panel.page === PanelModel.AuditPage
                onClicked: root.panel.page = PanelModel.AuditPage
            }
            RailGroup {
                text: qsTr("System")
                visible: !root.collapsed
            }
            RailEntry {
                objectName: "railEnvironments"
                text: qsTr("Environments")
                symbol: "environment"
                keys: root.panel.registry.find("go.environments").keysText
                collapsed: root.collapsed
                tall: root.entryTall
                current: root.panel.page === PanelModel.EnvironmentsPage
                badge: root.panel.troubledEnvironments
                badgeTone: "failed"
                onClicked: root.panel.page = PanelModel.EnvironmentsPage
            }
            RailEntry {
                objectName: "railDoctor"
                text: qsTr("Host doctor")
                symbol: "cpu"
                keys: root.panel.registry.find("go.doctor").keysText
                collapsed: root.collapsed
                tall: root.entryTall
                current: root.panel.page === PanelModel.DoctorPage
                badge: root.panel.doctor.failed
                badgeTone: "failed"
                onClicked: root.panel.page = PanelModel.DoctorPage
            }
            RailEntry {
                objectName: "railSettings"
                text: qsTr("Settings")
                symbol: "sliders"
                keys: root.panel.registry.find("go.settings").keysText
                collapsed: root.collapsed
                tall: root.entryTall
                current: root.panel.page === PanelModel.SettingsPage
                onClicked: root.panel.page = PanelModel.SettingsPage
            }
            Item {
                Layout.fillHeight: true
            }
            CaptionLabel {
                Layout.leftMargin: Theme.gap16
                Layout.fillWidth: true
                text: root.panel.host.version
                visible: !root.collapsed
            }
        }
    }
    Rectangle {
        anchors.right: parent.right
        width: 1
        height: parent.height
        color: Theme.borderSubtle
    }
}
