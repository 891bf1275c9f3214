// Role: everything that the window shows, each once: the engine's views as lists, these in the order that people see,
// what is selected of each, and the forms. Applies the engine's batches. Thread: GUI.
#pragma once

#include "app/bridge/mailbox.h"
#include "app/models/banner_list.h"
#include "app/models/bulk_denial.h"
#include "app/models/doctor_panel.h"
#include "app/models/edge_note.h"
#include "app/models/ended_detail.h"
#include "app/models/environment_status.h"
#include "app/models/host_status.h"
#include "app/models/keys_panel.h"
#include "app/models/lineage_model.h"
#include "app/models/log_model.h"
#include "app/models/new_sandbox_form.h"
#include "app/models/output_export.h"
#include "app/models/quit_guard.h"
#include "app/models/sandbox_detail.h"
#include "app/models/session_detail.h"
#include "app/models/snapshot_detail.h"
#include "app/models/stable_list.h"
#include "app/models/template_detail.h"
#include "app/models/terminals_panel.h"
#include "app/models/webhook_status.h"
#include "app/models/work_detail.h"

#include <memory>

namespace glovebox::models {

class SessionTimeline; // in full where it is used: what it draws with is no business of the other pages

class PanelLists : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The part that its kinds share")
    Q_MOC_INCLUDE("app/models/session_timeline.h")
    Q_PROPERTY(glovebox::models::HostStatus *host READ host CONSTANT)
    Q_PROPERTY(glovebox::models::EnvironmentStatus *environment READ environment CONSTANT)
    Q_PROPERTY(glovebox::models::EnvironmentsModel *environments READ environments CONSTANT)
    Q_PROPERTY(glovebox::models::WebhookStatus *webhook READ webhook CONSTANT)
    Q_PROPERTY(glovebox::models::StableList *approvals READ approvals CONSTANT)
    Q_PROPERTY(glovebox::models::ApprovalDetail *approval READ approval CONSTANT)
    Q_PROPERTY(glovebox::models::BulkDenial *denial READ denial CONSTANT)
    Q_PROPERTY(glovebox::models::StableList *work READ work CONSTANT)
    Q_PROPERTY(glovebox::models::WorkDetail *workItem READ workItem CONSTANT)
    Q_PROPERTY(glovebox::models::OutputExport *outputExport READ outputExport CONSTANT)
    Q_PROPERTY(glovebox::models::NewSandboxForm *newSandbox READ newSandbox CONSTANT)
    Q_PROPERTY(glovebox::models::BannerList *banners READ banners CONSTANT)
    Q_PROPERTY(glovebox::models::DoctorPanel *doctor READ doctor CONSTANT)
    Q_PROPERTY(glovebox::models::StableList *sessions READ sessions CONSTANT)
    Q_PROPERTY(glovebox::models::SessionDetail *session READ session CONSTANT)
    Q_PROPERTY(glovebox::models::SessionTimeline *timeline READ timeline CONSTANT) // of that session
    Q_PROPERTY(glovebox::models::StableList *sandboxes READ sandboxes CONSTANT)
    Q_PROPERTY(glovebox::models::SandboxDetail *sandbox READ sandbox CONSTANT)
    Q_PROPERTY(glovebox::models::StableList *ended READ ended CONSTANT)
    Q_PROPERTY(glovebox::models::EndedDetail *endedSandbox READ endedSandbox CONSTANT)
    Q_PROPERTY(glovebox::models::StableList *templates READ templates CONSTANT)
    Q_PROPERTY(glovebox::models::TemplateDetail *base READ base CONSTANT)
    Q_PROPERTY(glovebox::models::StableList *snapshots READ snapshots CONSTANT)
    Q_PROPERTY(glovebox::models::StableList *lineage READ lineage CONSTANT)
    Q_PROPERTY(glovebox::models::SnapshotDetail *snapshot READ snapshot CONSTANT)
    Q_PROPERTY(glovebox::models::LogModel *log READ log CONSTANT)
    Q_PROPERTY(glovebox::models::TerminalsPanel *terminals READ terminals CONSTANT) // of the sandbox of their page
    Q_PROPERTY(glovebox::models::KeysPanel *keys READ keys CONSTANT)
    Q_PROPERTY(glovebox::models::EdgeNote *note READ note CONSTANT)
    Q_PROPERTY(glovebox::models::QuitGuard *quit READ quit CONSTANT)

public:
    PanelLists(Ticker::Now now, QTimeZone zone, QObject *parent);
    ~PanelLists() override;

    Ticker *ticker() { return &m_ticker; }
    HostStatus *host() { return &m_host; }
    EnvironmentStatus *environment() { return &m_environment; }
    EnvironmentsModel *environments() { return &m_environments; }
    WebhookStatus *webhook() { return &m_webhook; }
    StableList *approvals() { return &m_approvals; }
    ApprovalDetail *approval() { return &m_approval; }
    BulkDenial *denial() { return &m_denial; }
    StableList *work() { return &m_work; }
    WorkDetail *workItem() { return &m_workItem; }
    OutputExport *outputExport() { return &m_outputExport; }
    NewSandboxForm *newSandbox() { return &m_newSandbox; }
    BannerList *banners() { return &m_banners; }
    DoctorPanel *doctor() { return &m_doctor; }
    StableList *sessions() { return &m_sessions; }
    SessionDetail *session() { return &m_session; }
    SessionTimeline *timeline() { return m_timeline.get(); }
    StableList *sandboxes() { return &m_sandboxes; }
    SandboxDetail *sandbox() { return &m_sandbox; }
    StableList *ended() { return &m_ended; }
    /// Another one, for a window of its own.
    std::unique_ptr<SandboxDetail> newSandboxDetail()
    {
        return std::make_unique<SandboxDetail>(&m_sandboxViews, &m_endedViews, &m_ticker);
    }
    EndedDetail *endedSandbox() { return &m_endedSandbox; }
    StableList *templates() { return &m_templates; }
    TemplateDetail *base() { return &m_base; }
    StableList *snapshots() { return &m_snapshots; }
    StableList *lineage() { return &m_lineage; }
    SnapshotDetail *snapshot() { return &m_snapshot; }
    LogModel *log() { return &m_log; }
    TerminalsPanel *terminals() { return &m_terminals; }
    KeysPanel *keys() { return &m_keys; }
    EdgeNote *note() { return &m_note; }
    QuitGuard *quit() { return &m_quit; }
    const SessionsModel &sessionViews() const { return m_sessionViews; }
    const SandboxesModel &sandboxViews() const { return m_sandboxViews; }
    const SnapshotsModel &snapshotViews() const { return m_snapshotViews; }
    const TemplatesModel &templateViews() const { return m_templateViews; }

protected:
    /// Row by row, as the batch says.
    void applyViews(const bridge::Batch &batch);

    Ticker m_ticker;
    HostStatus m_host;
    EnvironmentsModel m_environments;
    EnvironmentStatus m_environment;
    WebhookStatus m_webhook;
    BannerList m_banners;
    DoctorPanel m_doctor{&m_ticker};
    SessionsModel m_sessionViews;
    SandboxesModel m_sandboxViews;
    EndedModel m_endedViews;
    TemplatesModel m_templateViews;
    SnapshotsModel m_snapshotViews;
    LineageModel m_lineageViews;
    TranscriptStore m_transcripts;
    ApprovalsModel m_approvalViews; // before what shows a session: it has to know of a waiting call first
    WorkModel m_workViews;
    StableList m_sessions;
    StableList m_sandboxes;
    StableList m_ended;
    StableList m_templates;
    StableList m_snapshots;
    StableList m_lineage;
    StableList m_approvals;
    StableList m_work;
    SessionDetail m_session;
    SandboxDetail m_sandbox;
    EndedDetail m_endedSandbox;
    TemplateDetail m_base;
    SnapshotDetail m_snapshot;
    ApprovalDetail m_approval;
    BulkDenial m_denial;
    WorkDetail m_workItem;
    OutputExport m_outputExport;
    NewSandboxForm m_newSandbox;
    LogModel m_log;
    TerminalsPanel m_terminals;
    KeysPanel m_keys{&m_ticker};
    EdgeNote m_note{&m_ticker};
    QuitGuard m_quit;
    std::unique_ptr<SessionTimeline> m_timeline;

private:
    void applyGone(const bridge::Batch &batch);
    void applyNew(const bridge::Batch &batch);
};

} // namespace glovebox::models
