// Keys that work on every page. Letters only when nobody is typing.
import QtQuick
import Glovebox.App

Item {
    id: root

    required property PanelModel panel
    required property bool typing

    signal operationsRequested
    signal alertsRequested

    Shortcut {
        sequence: "G,O"
        enabled: !root.typing
        onActivated: root.panel.page = PanelModel.OverviewPage
    }
    Shortcut {
        sequence: "G,S"
        enabled: !root.typing
        onActivated: root.panel.page = PanelModel.SessionsPage
    }
    Shortcut {
        sequence: "G,A"
        enabled: !root.typing
        onActivated: root.panel.page = PanelModel.ApprovalsPage
    }
    Shortcut {
        sequence: "G,Q"
        enabled: !root.typing
        onActivated: root.panel.page = PanelModel.QueuePage
    }
    Shortcut {
        sequence: "G,V"
        enabled: !root.typing
        onActivated: root.panel.page = PanelModel.EnvironmentsPage
    }
    Shortcut {
        sequence: "G,E"
        enabled: !root.typing
        onActivated: root.panel.page = PanelModel.EgressPage
    }
    Shortcut {
        sequence: "G,B"
        enabled: !root.typing
        onActivated: root.panel.page = PanelModel.SandboxesPage
    }
    Shortcut {
        sequence: "G,N"
        enabled: !root.typing
        onActivated: root.panel.page = PanelModel.SnapshotsPage
    }
    Shortcut {
        sequence: "G,T"
        enabled: !root.typing
        onActivated: root.panel.page = PanelModel.DefinedPage
    }
    Shortcut {
        sequence: "G,I"
        enabled: !root.typing
        onActivated: root.panel.page = PanelModel.ImagesPage
    }
    Shortcut {
        sequence: "G,L"
        enabled: !root.typing
        onActivated: root.panel.page = PanelModel.LogsPage
    }
    Shortcut {
        sequence: "G,C"
        enabled: !root.typing
        onActivated: root.panel.page = PanelModel.CostsPage
    }
    Shortcut {
        sequence: "G,U"
        enabled: !root.typing
        onActivated: root.panel.page = PanelModel.AuditPage
    }
    Shortcut {
        sequence: "Ctrl+J"
        onActivated: root.operationsRequested()
    }
    Shortcut {
        sequence: "Ctrl+Shift+J"
        onActivated: root.alertsRequested()
    }
    Shortcut {
        sequence: "Ctrl+Shift+N"
        onActivated: root.panel.nextApproval()
    }
    Shortcut { // means the call that is shown in full, and nothing elsewhere
        sequence: "Ctrl+Shift+A"
        enabled: !root.panel.host.stale
        onActivated: root.panel.allowShown()
    }
    Shortcut {
        sequence: "Ctrl+Shift+D"
        enabled: !root.panel.host.stale
        onActivated: root.panel.denyShown()
    }
    Shortcut {
        sequence: "Alt+Left"
        onActivated: root.panel.back()
    }
    Shortcut {
        // Everything is live except the queues, which are read now and then.
        sequence: "F5"
        enabled: root.panel.page !== PanelModel.CostsPage && root.panel.page !== PanelModel.AuditPage // they read themselves
        onActivated: root.panel.readQueues()
    }
}
