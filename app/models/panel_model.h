// Role: the root of everything the window shows: the page it is on, what its head and rail say, and the actions it
// offers. What of sandboxes, snapshots and templates can be asked is in MachineActions, what is shown in PanelLists.
// Thread: GUI.
#pragma once

#include "app/bridge/engine_client.h"
#include "app/models/action_registry.h"
#include "app/models/egress_panel.h"
#include "app/models/history_panel.h"
#include "app/models/library_panel.h"
#include "app/models/machine_actions.h"
#include "app/models/overview_model.h"
#include "app/models/panel_lists.h"
#include "app/models/panel_settings.h"
#include "app/models/ports_panel.h"
#include "app/models/preparation_panel.h"
#include "app/models/sandbox_inside.h"
#include "app/models/secrets_panel.h"

#include <QTimer>
#include <QUrl>

#include <functional>
#include <memory>

namespace glovebox::models {

class DesktopPanel;
class SetupPanel;

class PanelModel : public glovebox::models::PanelLists { // in full: so it stands in the list of QML types
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the program")
    Q_MOC_INCLUDE("app/models/setup_panel.h")
    Q_PROPERTY(Page page READ page WRITE setPage NOTIFY pageChanged)
    Q_PROPERTY(QString backText READ backText NOTIFY pageChanged)
    Q_PROPERTY(QString logBackText READ logBackText NOTIFY pageChanged)
    Q_PROPERTY(int markedApprovals READ markedApprovals NOTIFY badgesChanged)
    Q_PROPERTY(glovebox::models::MachineActions *actions READ actions CONSTANT)
    Q_PROPERTY(glovebox::models::HistoryPanel *history READ history CONSTANT)
    Q_PROPERTY(glovebox::models::LibraryPanel *library READ library CONSTANT)
    Q_PROPERTY(glovebox::models::PreparationPanel *preparation READ preparation CONSTANT)
    Q_PROPERTY(glovebox::models::EgressPanel *egress READ egress CONSTANT)
    Q_PROPERTY(glovebox::models::OverviewModel *overview READ overview CONSTANT)
    Q_PROPERTY(glovebox::models::SecretsPanel *secrets READ secrets CONSTANT)
    Q_PROPERTY(glovebox::models::PortsPanel *ports READ ports CONSTANT)      // of the selected sandbox
    Q_PROPERTY(glovebox::models::SandboxInside *inside READ inside CONSTANT) // of the session's, or of that one
    Q_MOC_INCLUDE("app/models/desktop_panel.h")
    Q_PROPERTY(glovebox::models::DesktopPanel *desktop READ desktop CONSTANT)
    Q_PROPERTY(glovebox::models::PanelSettings *settings READ settings CONSTANT)
    Q_PROPERTY(glovebox::models::SetupPanel *setup READ setup CONSTANT)
    Q_PROPERTY(glovebox::models::ActionRegistry *registry READ registry CONSTANT)
    Q_PROPERTY(bool isSample READ isSample NOTIFY titleChanged)
    Q_PROPERTY(QString windowTitle READ windowTitle NOTIFY titleChanged)
    Q_PROPERTY(int waitingApprovals READ waitingApprovals NOTIFY badgesChanged)
    Q_PROPERTY(int stuckWork READ stuckWork NOTIFY badgesChanged)
    Q_PROPERTY(int troubledEnvironments READ troubledEnvironments NOTIFY badgesChanged)
    Q_PROPERTY(bool queueKnown READ queueKnown NOTIFY queueChanged)
    Q_PROPERTY(bool queueTroubled READ queueTroubled NOTIFY queueChanged)
    Q_PROPERTY(int failedSandboxes READ failedSandboxes NOTIFY badgesChanged)
    Q_PROPERTY(int takingSnapshots READ takingSnapshots NOTIFY badgesChanged)
    Q_PROPERTY(int buildingTemplates READ buildingTemplates NOTIFY badgesChanged)
    Q_PROPERTY(int failedTemplates READ failedTemplates NOTIFY badgesChanged)
    Q_PROPERTY(bool loaded READ loaded NOTIFY loadedChanged)
    Q_PROPERTY(bool firstTime READ firstTime NOTIFY loadedChanged)
    Q_PROPERTY(bool offersDemo READ offersDemo NOTIFY offersDemoChanged)
    Q_PROPERTY(bool engineBusy READ engineBusy NOTIFY engineBusyChanged)

public:
    /// Templates are on two pages: DefinedPage has those that somebody defined, TemplatesPage those that the engine
    /// makes by itself.
    // clang-format off
    enum Page {
        OverviewPage, ApprovalsPage, SessionsPage, SessionPage, QueuePage, SandboxesPage, SnapshotsPage, DefinedPage,
        TemplatesPage, ImagesPage, EgressPage, LogsPage, CostsPage, AuditPage, EnvironmentsPage, DoctorPage, TerminalPage,
        SettingsPage, SetupPage
    };
    // clang-format on
    Q_ENUM(Page)

    /// `client` may be null, for pictures and tests: then commands go nowhere and batches are applied by hand.
    PanelModel(bridge::EngineClient *client, Ticker::Now now, QTimeZone zone, QObject *parent = nullptr);
    ~PanelModel() override;

    /// The window is there: its own clock begins. Tests turn the ticker by hand instead.
    void startClock();

    void apply(const bridge::Batch &batch);
    void heard();

    Page page() const { return m_page; }
    void setPage(Page page);
    static QString nameOf(Page page);
    QString backText() const;    // where back() leads from the session page
    QString logBackText() const; // likewise from the log, when an event, an operation or an entry led there
    int markedApprovals() const { return static_cast<int>(m_approvalViews.marked().size()); } // to be denied together
    MachineActions *actions() { return &m_actions; }
    HistoryPanel *history() { return &m_history; }
    LibraryPanel *library() { return &m_library; }
    PreparationPanel *preparation() { return &m_preparation; }
    EgressPanel *egress() { return &m_egress; }
    OverviewModel *overview() { return &m_overview; }
    SecretsPanel *secrets() { return &m_secrets; }
    PortsPanel *ports() { return &m_ports; }
    SandboxInside *inside() { return &m_inside; }
    DesktopPanel *desktop() { return m_desktop.get(); }
    PanelSettings *settings() { return &m_settings; }
    SetupPanel *setup() { return m_setup.get(); }
    ActionRegistry *registry() { return &m_registry; }
    bool isSample() const { return m_isSample; } // what stands behind the window is not real: it says so everywhere
    void setSample(bool sample);
    QString windowTitle() const;
    int waitingApprovals() const { return m_approvalViews.waiting(); }
    int stuckWork() const { return m_workViews.stuck(); }              // that only a repair moves
    int troubledEnvironments() const;                                  // that take no work though nobody paused them
    bool queueKnown() const { return m_environments.anyQueueKnown(); } // one was read: an empty list is empty
    bool queueTroubled() const { return m_environments.anyQueueProblem(); }
    int failedSandboxes() const { return m_sandboxViews.failed(); }
    int takingSnapshots() const { return m_snapshotViews.taking(); }
    int buildingTemplates() const { return m_templateViews.building() + m_library.busy(); } // of all three kinds
    int failedTemplates() const { return m_templateViews.failed() + m_library.failed(); }
    bool loaded() const { return m_host.known(); } // the engine told us something: an empty list is really empty
    bool firstTime() const { return m_host.known() && !m_environment.known(); } // nothing to poll: how to connect
    /// Where the window keeps what it remembers between two starts; without it, nothing.
    void setMemoryFile(const QString &file);
    /// How files and folders are shown to the operator; the desktop's way by default.
    void setOpener(std::function<bool(const QUrl &)> opener) { m_opener = std::move(opener); }
    bool offersDemo() const { return m_offersDemo; }
    void setOffersDemo(bool offers); // the program opens the demo control plane when demoRequested() is emitted
    bool engineBusy() const { return m_engineRequests > 0; }

    Q_INVOKABLE void openSession(const QString &id);
    Q_INVOKABLE void openSandbox(const QString &id);
    Q_INVOKABLE void openTerminals(const QString &sandbox);
    Q_INVOKABLE void openFiles(const QString &sandbox);
    Q_INVOKABLE void openTemplate(const QString &id);
    Q_INVOKABLE void openDefined(const QString &name);
    Q_INVOKABLE void openImage(const QString &id);
    Q_INVOKABLE void openSnapshot(const QString &id);
    Q_INVOKABLE void setFolded(const QString &id, bool folded); // of the tree
    Q_INVOKABLE void showSnapshotsOf(const QString &origin);    // of a template or sandbox
    Q_INVOKABLE void showSandboxesOf(const QString &origin);    // that stand on a template or snapshot
    /// "sandbox/sbx-1", "snapshot/…", "template/…", "image/…", "session/…": as operations and audit entries name them.
    Q_INVOKABLE void openObject(const QString &object);
    Q_INVOKABLE bool hasObject(const QString &object) const; // openObject() leads there
    /// The log of "session/…" or "sandbox/…", the engine's of anything else, at a time in ms since 1970 (0: its end).
    Q_INVOKABLE void openLog(const QString &object, double at);
    /// What the selected line is about: its call when it names one.
    Q_INVOKABLE void openLogged();
    Q_INVOKABLE void back();
    Q_INVOKABLE void startEngine();
    Q_INVOKABLE void drainEngine();
    Q_INVOKABLE void pausePolling(const QString &environment);
    Q_INVOKABLE void resumePolling(const QString &environment);
    Q_INVOKABLE void readQueue(const QString &environment);
    Q_INVOKABLE void readQueues();
    Q_INVOKABLE void switchWebhook(bool on);
    Q_INVOKABLE void openApproval(const QString &call);
    /// The next thing that needs somebody: the call that waits longest, else the most urgent.
    Q_INVOKABLE void nextApproval();
    /// Allow and deny mean the call that is shown in full; nothing else can be answered.
    Q_INVOKABLE void allowShown();
    Q_INVOKABLE void denyShown();
    Q_INVOKABLE void markApproval(const QString &call, bool marked);
    Q_INVOKABLE void toggleMark(const QString &call);
    Q_INVOKABLE void clearMarks();
    /// Lists what would be denied together; denyPrepared() does it, once somebody has read the list.
    Q_INVOKABLE void prepareDenialOfMarked();
    Q_INVOKABLE void prepareDenialOfSession(const QString &session);
    Q_INVOKABLE void denyPrepared();
    Q_INVOKABLE void repairWork(const QString &id);
    Q_INVOKABLE void interruptSession();
    Q_INVOKABLE void cancelCall();
    Q_INVOKABLE void openOutput(int row);
    Q_INVOKABLE void openOutputFolder();
    Q_INVOKABLE bool prepareExport(); // false: one still goes on, which is said
    /// From the default image, or from that image, defined template or snapshot.
    Q_INVOKABLE void prepareNewSandbox(const QString &image = {}, const QString &base = {},
                                       const QString &snapshot = {});
    Q_INVOKABLE void createSandbox();
    Q_INVOKABLE void exploreDemo();
    Q_INVOKABLE void copyText(const QString &text);
    Q_INVOKABLE void copyEvidence(glovebox::models::TextLines *lines);
    Q_INVOKABLE void copyLog(int how = LogModel::WithTimes);
    Q_INVOKABLE void copyInput();
    Q_INVOKABLE void copyOutput();
    Q_INVOKABLE void copySessionProblem();
    Q_INVOKABLE void copyApprovalLink();
    Q_INVOKABLE void copyApprovalInput();

Q_SIGNALS:
    void pageChanged();
    void titleChanged();
    void badgesChanged();
    void queueChanged();
    void loadedChanged();
    void offersDemoChanged();
    void engineBusyChanged();
    void demoRequested();
    /// The Sandboxes page is to show its history: a link led to one that ended.
    void endedAsked();
    /// denial() lists calls: show them, and ask.
    void denialPrepared();
    /// A short note at the window's edge; what matters is also next to its object.
    void toast(const QString &text, bool isProblem);

private:
    bridge::EngineClient::Answered engineAnswer();
    bool mayAskEngine();
    void refreshBanners();
    void connectLists();
    void connectPorts();
    void connectOverview();
    void connectInside();
    void connectVoice();
    void openWay(const QString &target);
    ApprovalDetail *shownApproval();
    void answer(const QString &key, const api::ApprovalAnswer &answer);
    void show(const QString &path);
    void explain(const QString &what, const api::Verdict &verdict);
    std::vector<SandboxOrigin> sandboxOrigins() const;

    bridge::EngineClient *m_client;
    QTimer m_secondTimer;
    QTimer m_settleTimer;
    MachineActions m_actions;
    HistoryPanel m_history;
    LibraryPanel m_library;
    PreparationPanel m_preparation;
    EgressPanel m_egress;
    OverviewModel m_overview;
    SecretsPanel m_secrets;
    PortsPanel m_ports;
    SandboxInside m_inside;
    Page m_page = OverviewPage;
    Page m_cameFrom = SessionsPage;       // where the session page leads back to
    Page m_terminalsFrom = SandboxesPage; // likewise
    std::optional<Page> m_logFrom;        // where the log leads back to
    std::function<bool(const QUrl &)> m_opener;
    bool m_offersDemo = false;
    bool m_isSample = false;
    int m_engineRequests = 0;
    PanelSettings m_settings{*this};
    std::unique_ptr<SetupPanel> m_setup;
    ActionRegistry m_registry{*this}; // it looks at all the others
    std::unique_ptr<DesktopPanel> m_desktop;
};

} // namespace glovebox::models
