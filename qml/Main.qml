// The window: header, banners, rail, page, status bar, dialogs, and the keys that work everywhere.
import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Glovebox.App
import Glovebox.Theme

GloveWindow {
    id: root

    required property PanelModel panel

    readonly property QtObject theme: Theme // for the program, which sets the scheme
    readonly property bool narrow: root.width < Theme.widthNarrow
    readonly property bool roomForPane: root.width >= Theme.widthRegular
    readonly property bool paneOpen: root.panel.page === PanelModel.SessionPage || root.panel.page === PanelModel.ApprovalsPage
                                     || (root.panel.page === PanelModel.SandboxesPage && (sandboxesPage.hasSelection || sandboxesPage.hasEndedSelection))
                                     || (root.panel.page === PanelModel.QueuePage && root.panel.work.currentKey !== "")
                                     || (root.panel.page === PanelModel.SnapshotsPage && root.panel.snapshot.known)
                                     || libraryPages.paneOpen
                                     || egressPages.paneOpen
                                     || (root.panel.page === PanelModel.AuditPage && root.panel.history.audit.known)
    readonly property bool railCollapsed: root.width < Theme.widthRegular || (root.paneOpen && root.width < Theme.widthWide)

    // Where the keyboard goes when the page changes; a dialog over it keeps it, or Escape would not close it any more.
    function focusPage(): void {
        const over = T.Overlay.overlay.children;
        for (let i = 0; i < over.length; ++i)
            if (over[i].objectName === "shade")
                return;
        for (const page of [setupPage, overviewPage, approvalsPage, sessionsPage, sessionPage, queuePage, sandboxesPage, snapshotsPage, libraryPages, egressPages, logsPage, historyPages, environmentsPage, doctorPage, terminalPages, settingsPage])
            if (page.visible)
                page.forceActiveFocus();
    }
    function act(action: string): void {
        switch (action) {
        case "start": root.panel.startEngine(); break;
        case "leftovers": historyParts.showLeftovers(); break;
        case "recovered": historyParts.showRecovery(); break;
        case "doctor": root.panel.page = PanelModel.DoctorPage; break;
        default: windowParts.whyEmulated();
        }
    }

    width: Theme.sized(1440)
    height: Theme.sized(900)
    minimumWidth: Theme.sized(800)
    minimumHeight: Theme.sized(600)
    visible: false
    title: root.panel.windowTitle

    Component.onCompleted: root.focusPage()
    onClosing: close => {
        close.accepted = false; // the guard decides, and ends the program itself
        if (root.panel.desktop.hidesMain())
            root.hide();
        else
            root.panel.quit.requestClose();
    }

    ColumnLayout {
        anchors.fill: parent
        spacing: 0

        HeaderBar {
            id: header

            Layout.fillWidth: true
            panel: root.panel
            narrow: root.narrow
        }
        BannerStack {
            Layout.fillWidth: true
            banners: root.panel.banners
            onActionRequested: action => root.act(action)
        }
        RowLayout {
            Layout.fillWidth: true
            Layout.fillHeight: true
            spacing: 0

            Rail {
                id: rail

                Layout.fillHeight: true
                panel: root.panel
                collapsed: root.railCollapsed
            }
            PageKeys {
                id: pages

                Layout.fillWidth: true
                Layout.fillHeight: true
                panel: root.panel

                Loader {
                    id: setupPage

                    anchors.fill: parent
                    active: root.panel.setup.shown
                    visible: active
                    onLoaded: focusSoon.restart() // it may come without another page having been asked for
                    sourceComponent: SetupPage {
                        focus: true
                        panel: root.panel // qmllint disable unqualified
                    }
                }
                Loader {
                    id: overviewPage

                    anchors.fill: parent
                    active: !root.panel.firstTime && root.panel.page === PanelModel.OverviewPage
                    visible: active
                    sourceComponent: OverviewPage {
                        focus: true
                        panel: root.panel // qmllint disable unqualified
                    }
                }
                Loader {
                    id: approvalsPage

                    anchors.fill: parent
                    active: !root.panel.firstTime && root.panel.page === PanelModel.ApprovalsPage
                    visible: active
                    sourceComponent: ApprovalsPage {
                        focus: true
                        panel: root.panel // qmllint disable unqualified
                        roomForPane: root.roomForPane // qmllint disable unqualified
                    }
                }
                SessionsPage {
                    id: sessionsPage

                    anchors.fill: parent
                    visible: !root.panel.firstTime && root.panel.page === PanelModel.SessionsPage
                    panel: root.panel
                    onStartRequested: preparation.startSession("")
                }
                Loader { // made anew each time: layouts of Qt 6.4 miss what changes in them while they are hidden
                    id: sessionPage

                    anchors.fill: parent
                    active: !root.panel.firstTime && root.panel.page === PanelModel.SessionPage
                    visible: active
                    sourceComponent: SessionPage {
                        focus: true
                        // A bound component would not be made here ("outside its creation context", Qt 6.4.2).
                        panel: root.panel // qmllint disable unqualified
                        roomForPane: root.roomForPane // qmllint disable unqualified
                        onExportRequested: windowParts.exportOutputs() // qmllint disable unqualified
                    }
                }
                Loader {
                    id: queuePage

                    anchors.fill: parent
                    active: !root.panel.firstTime && root.panel.page === PanelModel.QueuePage
                    visible: active
                    sourceComponent: QueuePage {
                        focus: true
                        panel: root.panel // qmllint disable unqualified
                        roomForPane: root.roomForPane // qmllint disable unqualified
                        onRepairRequested: windowParts.repair() // qmllint disable unqualified
                    }
                }
                SandboxesPage {
                    id: sandboxesPage

                    anchors.fill: parent
                    visible: !root.panel.firstTime && root.panel.page === PanelModel.SandboxesPage
                    panel: root.panel
                    roomForPane: root.roomForPane
                    onDestroyRequested: machineParts.askToDestroy()
                    onNewRequested: preparation.create()
                    onReserveRequested: preparation.reserve()
                    onFilesRequested: preparation.putFiles()
                    onPortsRequested: preparation.showPorts()
                    onFilesDropped: files => preparation.putDropped(files)
                    onSeedAgainRequested: preparation.seedAgain()
                    onSessionRequested: preparation.startSession(root.panel.sandbox.id)
                    onSnapshotRequested: machineParts.takeSnapshot()
                    onForkRequested: machineParts.fork(false)
                    onLadderRequested: machineParts.editLadder(false)
                    onAwakeRequested: machineParts.keepAwake()
                    onDestroyMarkedRequested: machineParts.destroyMarked()
                }
                Loader {
                    id: snapshotsPage

                    anchors.fill: parent
                    active: !root.panel.firstTime && root.panel.page === PanelModel.SnapshotsPage
                    visible: active
                    sourceComponent: SnapshotsPage {
                        focus: true
                        panel: root.panel // qmllint disable unqualified
                        roomForPane: root.roomForPane // qmllint disable unqualified
                        onNewRequested: machineParts.fork(true) // qmllint disable unqualified
                        onSandboxRequested: snapshot => preparation.createFromSnapshot(snapshot) // qmllint disable unqualified
                        onInPlaceRequested: machineParts.restoreInPlace() // qmllint disable unqualified
                        onRenameRequested: machineParts.rename() // qmllint disable unqualified
                        onDeleteRequested: machineParts.deleteSnapshots() // qmllint disable unqualified
                    }
                }
                LibraryPages {
                    id: libraryPages

                    anchors.fill: parent
                    panel: root.panel
                    roomForPane: root.roomForPane
                    onSandboxRequested: (image, base) => preparation.createFrom(image, base)
                    onLadderRequested: machineParts.editLadder(true)
                    onOperationRequested: object => historyParts.showOperation(object)
                    onDialogClosed: root.focusPage()
                }
                EgressPages {
                    id: egressPages

                    anchors.fill: parent
                    panel: root.panel
                    roomForPane: root.roomForPane
                    onExportRequested: (json, text) => historyParts.exportEgress(json, text)
                    onDialogClosed: root.focusPage()
                }
                LogsPage {
                    id: logsPage

                    anchors.fill: parent
                    visible: !root.panel.firstTime && root.panel.page === PanelModel.LogsPage
                    panel: root.panel
                }
                HistoryPages {
                    id: historyPages

                    anchors.fill: parent
                    panel: root.panel
                    roomForPane: root.roomForPane
                    onCostsExportRequested: historyParts.exportCosts()
                    onAuditExportRequested: json => historyParts.exportAudit(json)
                    onBudgetsRequested: historyParts.editBudgets()
                }
                EnvironmentPages {
                    id: environmentsPage

                    anchors.fill: parent
                    panel: root.panel
                    onLeftoversRequested: historyParts.showLeftovers()
                    onDialogClosed: root.focusPage()
                }
                Loader { // also before an environment is set up
                    id: doctorPage

                    anchors.fill: parent
                    active: root.panel.page === PanelModel.DoctorPage
                    visible: active
                    sourceComponent: DoctorPage {
                        focus: true
                        panel: root.panel // qmllint disable unqualified
                        onExportRequested: windowParts.exportSupport() // qmllint disable unqualified
                    }
                }
                TerminalPages {
                    id: terminalPages

                    anchors.fill: parent
                    panel: root.panel
                    onDialogClosed: root.focusPage()
                }
                Loader {
                    id: settingsPage

                    anchors.fill: parent
                    active: root.panel.page === PanelModel.SettingsPage
                    visible: active
                    sourceComponent: SettingsPage {
                        focus: true
                        panel: root.panel // qmllint disable unqualified
                    }
                }
                HistoryParts {
                    id: historyParts

                    anchors.fill: parent
                    panel: root.panel
                    onClosed: root.focusPage()
                }
                ActionParts {
                    anchors.fill: parent
                    panel: root.panel
                    parts: [header, rail, pages, statusBar]
                    onOperationsRequested: historyParts.toggleOperations()
                    onAlertsRequested: historyParts.toggleAlerts()
                    onClosed: root.focusPage()
                }
            }
        }
        StatusBar {
            id: statusBar

            Layout.fillWidth: true
            host: root.panel.host
            narrow: root.narrow
            times: root.panel.settings.timesChoices[root.panel.settings.times]
            onTimesRequested: root.panel.registry.trigger("setting.times")
        }
    }

    Timer {
        id: focusSoon

        interval: 0
        onTriggered: root.focusPage()
    }
    OwnWindowParts {
        panel: root.panel
    }
    MachineParts {
        id: machineParts

        panel: root.panel
        onClosed: root.focusPage()
    }
    PreparationParts {
        id: preparation

        panel: root.panel
        onClosed: root.focusPage()
    }
    WindowParts {
        id: windowParts

        panel: root.panel
        onClosed: root.focusPage()
    }
    QuitDialog {
        quit: root.panel.quit
        onClosed: root.focusPage()
    }
    Notes {
        note: root.panel.note
        anchors.horizontalCenter: parent.horizontalCenter
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.statusBarHeight + Theme.gap16
    }
    Connections {
        function onLookChanged(): void {
            Theme.wear(root.panel.settings);
        }

        target: root.panel.settings
    }
    Connections {
        function onPageChanged(): void {
            root.focusPage();
        }

        target: root.panel
    }
}
