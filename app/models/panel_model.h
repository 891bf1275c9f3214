// Role: the root of everything the window shows, and the actions it offers. Applies the engine's batches to the models.
// Thread: GUI.
#pragma once

#include "app/bridge/engine_client.h"
#include "app/models/banner_list.h"
#include "app/models/environment_status.h"
#include "app/models/host_status.h"
#include "app/models/log_model.h"
#include "app/models/quit_guard.h"
#include "app/models/sandbox_detail.h"
#include "app/models/session_detail.h"
#include "app/models/stable_list.h"

#include <QTimer>

namespace glovebox::models {

class PanelModel : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the program")
    Q_PROPERTY(Page page READ page WRITE setPage NOTIFY pageChanged)
    Q_PROPERTY(glovebox::models::HostStatus *host READ host CONSTANT)
    Q_PROPERTY(glovebox::models::EnvironmentStatus *environment READ environment CONSTANT)
    Q_PROPERTY(glovebox::models::BannerList *banners READ banners CONSTANT)
    Q_PROPERTY(glovebox::models::StableList *sessions READ sessions CONSTANT)
    Q_PROPERTY(glovebox::models::SessionDetail *session READ session CONSTANT)
    Q_PROPERTY(glovebox::models::StableList *sandboxes READ sandboxes CONSTANT)
    Q_PROPERTY(glovebox::models::SandboxDetail *sandbox READ sandbox CONSTANT)
    Q_PROPERTY(glovebox::models::LogModel *log READ log CONSTANT)
    Q_PROPERTY(glovebox::models::QuitGuard *quit READ quit CONSTANT)
    Q_PROPERTY(QString windowTitle READ windowTitle NOTIFY titleChanged)
    Q_PROPERTY(int needsApproval READ needsApproval NOTIFY badgesChanged)
    Q_PROPERTY(int failedSandboxes READ failedSandboxes NOTIFY badgesChanged)
    Q_PROPERTY(bool loaded READ loaded NOTIFY loadedChanged)
    Q_PROPERTY(bool firstTime READ firstTime NOTIFY loadedChanged)
    Q_PROPERTY(bool offersDemo READ offersDemo NOTIFY offersDemoChanged)
    Q_PROPERTY(bool engineBusy READ engineBusy NOTIFY engineBusyChanged)

public:
    enum Page { SessionsPage, SessionPage, SandboxesPage, LogsPage };
    Q_ENUM(Page)

    /// `client` may be null, for pictures and tests: then commands go nowhere and batches are applied by hand.
    PanelModel(bridge::EngineClient *client, Ticker::Now now, QTimeZone zone, QObject *parent = nullptr);

    /// Starts the window's own clock. Tests turn the ticker by hand instead.
    void startClock();
    Ticker *ticker() { return &m_ticker; }

    void apply(const bridge::Batch &batch);
    void heard();

    Page page() const { return m_page; }
    void setPage(Page page);
    HostStatus *host() { return &m_host; }
    EnvironmentStatus *environment() { return &m_environment; }
    BannerList *banners() { return &m_banners; }
    StableList *sessions() { return &m_sessions; }
    SessionDetail *session() { return &m_session; }
    StableList *sandboxes() { return &m_sandboxes; }
    SandboxDetail *sandbox() { return &m_sandbox; }
    LogModel *log() { return &m_log; }
    QuitGuard *quit() { return &m_quit; }
    QString windowTitle() const;
    int needsApproval() const { return m_sessionViews.needingApproval(); }
    int failedSandboxes() const { return m_sandboxViews.failed(); }
    /// The engine has told us something: an empty list is now really empty.
    bool loaded() const { return m_host.known(); }
    /// Nothing to poll: the window explains how to connect.
    bool firstTime() const { return m_host.known() && !m_environment.known(); }
    bool offersDemo() const { return m_offersDemo; }
    /// The program can open the demo control plane when demoRequested() is emitted.
    void setOffersDemo(bool offers);
    bool engineBusy() const { return m_engineRequests > 0; }

    Q_INVOKABLE void openSession(const QString &id);
    Q_INVOKABLE void openSandbox(const QString &id);
    Q_INVOKABLE void back();
    Q_INVOKABLE void startEngine();
    Q_INVOKABLE void drainEngine();
    Q_INVOKABLE void pausePolling();
    Q_INVOKABLE void resumePolling();
    Q_INVOKABLE void destroySandbox(const QString &id);
    Q_INVOKABLE void exploreDemo();
    Q_INVOKABLE void copyText(const QString &text);
    Q_INVOKABLE void copyLog();
    Q_INVOKABLE void copyInput();
    Q_INVOKABLE void copyOutput();
    Q_INVOKABLE void copySessionProblem();
    Q_INVOKABLE void copySandboxProblem();

Q_SIGNALS:
    void pageChanged();
    void titleChanged();
    void badgesChanged();
    void loadedChanged();
    void offersDemoChanged();
    void engineBusyChanged();
    void demoRequested();
    /// A short note at the window's edge; what matters is also next to its object.
    void toast(const QString &text, bool isProblem);

private:
    bridge::EngineClient::Answered engineAnswer();
    void refreshBanners();

    bridge::EngineClient *m_client;
    Ticker m_ticker;
    QTimer m_secondTimer;
    QTimer m_settleTimer;
    HostStatus m_host;
    EnvironmentStatus m_environment;
    BannerList m_banners;
    SessionsModel m_sessionViews;
    SandboxesModel m_sandboxViews;
    TranscriptStore m_transcripts;
    StableList m_sessions;
    StableList m_sandboxes;
    SessionDetail m_session;
    SandboxDetail m_sandbox;
    LogModel m_log;
    QuitGuard m_quit;
    Page m_page = SessionsPage;
    bool m_offersDemo = false;
    int m_engineRequests = 0;
};

} // namespace glovebox::models
