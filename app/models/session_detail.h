// Role: the one session that is open: its head, its transcript, and the entry that the reader selected.
// Thread: GUI.
#pragma once

#include "app/models/approval_detail.h"
#include "app/models/fact_list.h"
#include "app/models/memory_list.h"
#include "app/models/outputs_model.h"
#include "app/models/sandboxes_model.h"
#include "app/models/sessions_model.h"
#include "app/models/text_lines.h"
#include "app/models/transcript_model.h"

namespace glovebox::models {

class SessionDetail : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(bool known READ known NOTIFY changed)
    Q_PROPERTY(QString id READ id NOTIFY changed)
    Q_PROPERTY(QString shortId READ shortId NOTIFY changed)
    Q_PROPERTY(QString title READ title NOTIFY changed)
    Q_PROPERTY(QString agent READ agent NOTIFY changed)
    Q_PROPERTY(QString word READ word NOTIFY changed)
    Q_PROPERTY(QString tone READ tone NOTIFY changed)
    Q_PROPERTY(QString symbol READ symbol NOTIFY changed)
    Q_PROPERTY(QString reason READ reason NOTIFY changed)
    Q_PROPERTY(QString sandbox READ sandbox NOTIFY changed)
    Q_PROPERTY(bool guestRunner READ guestRunner NOTIFY changed)
    Q_PROPERTY(QString sandboxWord READ sandboxWord NOTIFY changed)
    Q_PROPERTY(QString sandboxTone READ sandboxTone NOTIFY changed)
    Q_PROPERTY(QString sandboxSymbol READ sandboxSymbol NOTIFY changed)
    Q_PROPERTY(QString countsText READ countsText NOTIFY changed)
    Q_PROPERTY(QString emptyTitle READ emptyTitle NOTIFY changed)
    Q_PROPERTY(QString emptyText READ emptyText NOTIFY changed)
    Q_PROPERTY(QString costText READ costText NOTIFY changed)
    Q_PROPERTY(double budgetShare READ budgetShare NOTIFY changed)
    Q_PROPERTY(QString budgetNote READ budgetNote NOTIFY changed)
    Q_PROPERTY(bool usageKnown READ usageKnown NOTIFY changed)
    Q_PROPERTY(glovebox::models::FactList *usage READ usage CONSTANT)
    Q_PROPERTY(QStringList skills READ skills NOTIFY changed)
    Q_PROPERTY(QStringList skillProblems READ skillProblems NOTIFY changed)
    Q_PROPERTY(glovebox::models::MemoryList *memories READ memories CONSTANT)
    Q_PROPERTY(glovebox::models::OutputsModel *outputs READ outputs CONSTANT)
    Q_PROPERTY(QStringList threadChoices READ threadChoices NOTIFY changed)
    Q_PROPERTY(int threadIndex READ threadIndex WRITE setThreadIndex NOTIFY changed)
    Q_PROPERTY(bool interruptOffered READ interruptOffered NOTIFY changed)
    Q_PROPERTY(bool canInterrupt READ canInterrupt NOTIFY changed)
    Q_PROPERTY(QString interruptHint READ interruptHint NOTIFY changed)
    Q_PROPERTY(QString interruptText READ interruptText NOTIFY changed)
    Q_PROPERTY(glovebox::models::FactList *facts READ facts CONSTANT)
    Q_PROPERTY(glovebox::models::TranscriptModel *transcript READ transcript CONSTANT)

    Q_PROPERTY(QString problemWhat READ problemWhat NOTIFY changed)
    Q_PROPERTY(QString problemWhy READ problemWhy NOTIFY changed)
    Q_PROPERTY(QString problemTodo READ problemTodo NOTIFY changed)
    Q_PROPERTY(QString problemDetail READ problemDetail NOTIFY changed)
    Q_PROPERTY(QString problemCode READ problemCode NOTIFY changed)

    Q_PROPERTY(int selectedRow READ selectedRow NOTIFY selectionChanged)
    Q_PROPERTY(bool hasSelection READ hasSelection NOTIFY selectionChanged)
    Q_PROPERTY(bool selectionIsCall READ selectionIsCall NOTIFY selectedChanged)
    Q_PROPERTY(QString selectionNote READ selectionNote NOTIFY selectedChanged)
    Q_PROPERTY(bool canCancel READ canCancel NOTIFY selectedChanged)
    Q_PROPERTY(QString cancelText READ cancelText NOTIFY selectedChanged)
    Q_PROPERTY(bool selectionNeedsApproval READ selectionNeedsApproval NOTIFY selectedChanged)
    Q_PROPERTY(double selectedAt READ selectedAt NOTIFY selectedChanged)
    Q_PROPERTY(QString selectedTitle READ selectedTitle NOTIFY selectedChanged)
    Q_PROPERTY(QString selectedWord READ selectedWord NOTIFY selectedChanged)
    Q_PROPERTY(QString selectedTone READ selectedTone NOTIFY selectedChanged)
    Q_PROPERTY(QString selectedSymbol READ selectedSymbol NOTIFY selectedChanged)
    Q_PROPERTY(glovebox::models::FactList *selectedFacts READ selectedFacts CONSTANT)
    Q_PROPERTY(glovebox::models::TextLines *input READ input CONSTANT)
    Q_PROPERTY(glovebox::models::TextLines *output READ output CONSTANT)

    Q_PROPERTY(glovebox::models::ApprovalDetail *approval READ approval CONSTANT)
    Q_PROPERTY(bool approvalWaiting READ approvalWaiting NOTIFY approvalChanged)
    Q_PROPERTY(QString approvalMore READ approvalMore NOTIFY approvalChanged)
    Q_PROPERTY(QString approvalTool READ approvalTool NOTIFY approvalChanged)
    Q_PROPERTY(QString approvalWaited READ approvalWaited NOTIFY approvalChanged)
    Q_PROPERTY(QString approvalSummary READ approvalSummary NOTIFY approvalChanged)

public:
    /// An interrupt or a cancellation that brings nothing for this long is given up.
    static constexpr std::chrono::seconds kRequestMax{30};

    SessionDetail(SessionsModel *sessions, const TranscriptStore *store, ApprovalsModel *approvals,
                  EnvironmentsModel *environments, Ticker *ticker, QObject *parent = nullptr);

    void open(const QString &session);

    bool known() const { return view() != nullptr; }
    QString id() const { return m_id; }
    QString shortId() const;
    QString title() const;
    QString agent() const;
    QString word() const;
    QString tone() const;
    QString symbol() const;
    QString reason() const;
    QString sandbox() const;
    bool guestRunner() const { return view() && view()->guestRunner; }
    QString sandboxWord() const;
    QString sandboxTone() const;
    QString sandboxSymbol() const;
    QString countsText() const;
    /// What stands where no event is.
    QString emptyTitle() const;
    QString emptyText() const;
    /// "$1.87 of $5.00", or empty.
    QString costText() const;
    /// Of the session's budget, spent; below 0: it has none, or the cost is not reported.
    double budgetShare() const;
    QString budgetNote() const;
    bool usageKnown() const { return view() && view()->usage; }
    FactList *usage() { return &m_usage; }
    QStringList skills() const;
    QStringList skillProblems() const;
    MemoryList *memories() { return &m_memories; }
    OutputsModel *outputs() { return &m_outputs; }
    /// "All threads", "Main thread", then each; empty when there is only one.
    QStringList threadChoices() const;
    int threadIndex() const { return m_threadIndex; }
    void setThreadIndex(int index);
    bool interruptOffered() const;
    bool canInterrupt() const;
    QString interruptHint() const;
    QString interruptText() const;
    void setInterruptAsked(bool asked);
    void setCancelAsked(bool asked);
    std::optional<domain::EventId> selectedCallId() const;
    FactList *facts() { return &m_facts; }
    TranscriptModel *transcript() { return &m_transcript; }
    QString problemWhat() const;
    QString problemWhy() const;
    QString problemTodo() const;
    QString problemDetail() const;
    QString problemCode() const;

    int selectedRow() const { return m_transcript.rowOfSequence(m_selected); }
    bool hasSelection() const { return selectedRow() >= 0; }
    /// In ms since 1970; 0: nothing is selected.
    double selectedAt() const;
    bool selectionIsCall() const { return selectedCall() != nullptr; }
    /// What is special about the selected call, one sentence; may be empty.
    QString selectionNote() const;
    bool canCancel() const;
    QString cancelText() const;
    bool selectionNeedsApproval() const;
    QString selectedTitle() const;
    QString selectedWord() const;
    QString selectedTone() const;
    QString selectedSymbol() const;
    FactList *selectedFacts() { return &m_selectedFacts; }
    TextLines *input() { return &m_input; }
    TextLines *output() { return &m_output; }
    ApprovalDetail *approval() { return &m_approval; }
    bool approvalWaiting() const { return approvalCall() != nullptr; }
    QString approvalMore() const;
    QString approvalTool() const;
    QString approvalWaited() const;
    QString approvalSummary() const;

    Q_INVOKABLE void select(int row);
    /// Headings are passed over.
    Q_INVOKABLE void moveSelection(int rows);
    Q_INVOKABLE void clearSelection();
    Q_INVOKABLE void selectApproval();
    /// A tool call by its id, when it is known.
    void selectCall(const QString &call);

Q_SIGNALS:
    void changed();
    void selectionChanged(); // another entry
    void selectedChanged();  // its content
    void approvalChanged();

private:
    const api::SessionView *view() const { return m_sessions->find(m_id); }
    QVariant role(int role) const;
    QVariant selectedRole(int role) const;
    const api::TranscriptEntry *selectedEntry() const { return m_transcript.entryAt(selectedRow()); }
    const api::ToolCallView *selectedCall() const;
    const api::ToolCallView *approvalCall() const;
    void refresh();
    void refreshSelected();
    void refreshUsage(const api::SessionView &session);
    void refreshRequests();

    SessionsModel *m_sessions;
    Ticker *m_ticker;
    QString m_id;
    quint64 m_selected = 0;
    ApprovalsModel *m_approvals;
    ApprovalDetail m_approval;
    OutputsModel m_outputs;
    MemoryList m_memories;
    FactList m_usage;
    int m_threadIndex = 0;
    std::optional<WallTime> m_interruptAskedAt;
    api::SessionState m_stateWhenAsked = api::SessionState::Running;
    std::optional<WallTime> m_cancelAskedAt;
    quint64 m_cancelled = 0; // sequence of the call that was asked to end
    FactList m_facts;
    FactList m_selectedFacts;
    TextLines m_input;
    TextLines m_output;
    TranscriptModel m_transcript;
};

} // namespace glovebox::models
