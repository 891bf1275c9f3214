// Role: the tool calls that wait for somebody to allow or deny them, of all sessions, one row each, oldest first; and
// what became of the answers given here. Thread: GUI. Invariants: only what the engine confirmed ends a wait; an
// answered call stays for kTombstone, so that its outcome can be seen; one answer per call is under way at a time.
#pragma once

#include "app/models/environments_model.h"
#include "app/models/sessions_model.h"
#include "app/models/transcript_store.h"

namespace glovebox::models {

struct ApprovalRow {
    QString id; // ApprovalsModel::keyOf()
    QString session;
    quint64 sequence = 0;
    std::optional<WallTime> goneAt;          // answered
    std::optional<api::AnswerState> askedAt; // the engine's word when we asked; none: nothing is under way
    bool accepted = false;
    QString refusal;
    bool marked = false;

    const QString &key() const { return id; }
};

class ApprovalsModel : public KeyedList<ApprovalRow> {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")

public:
    enum Role {
        CallIdRole = FirstOwnRole,
        ToolRole,
        SummaryRole,
        SessionIdRole,
        SessionTitleRole,
        AskerRole,       // agent, and the thread's where there are several
        EnvironmentRole, // its name
        WaitedRole,      // "3 min"
        WaitingRole,     // not answered yet
        ToneRole,
        SymbolRole,
        WordRole, // "Needs approval", "Sending", "Sent", "Not sent", and the call's own word once it is confirmed
        SpokenRole,
        RequestedAtRole,
        MarkedRole,   // one of those that are to be denied together
        MarkableRole, // can be answered from here now
    };

    /// What became of an answer given here.
    enum class Answer { None, Sending, Sent, Failed, Confirmed };

    ApprovalsModel(const TranscriptStore *store, SessionsModel *sessions, EnvironmentsModel *environments,
                   Ticker *ticker, QObject *parent = nullptr);

    /// A row's key. Ids of calls are the control plane's; nothing here relies on their being different across sessions.
    static QString keyOf(const std::string &session, const domain::EventId &call);
    const api::TranscriptEntry *entry(const QString &call) const;
    const api::ToolCallView *find(const QString &call) const;
    const std::vector<ApprovalRow> &all() const { return rows(); }
    Answer answerOf(const QString &call) const;
    /// Why an answer did not go out, one sentence; of Answer::Failed.
    QString refusalOf(const QString &call) const;
    /// Its session's; never empty: the id stands in.
    QString titleOf(const ApprovalRow &row) const;
    /// Waiting calls.
    int waiting() const;
    int waitingOf(const QString &session) const;
    /// The one that waits longest; empty: none.
    QString oldest() const;
    /// It waits, no answer is under way, and its environment has the operator key.
    bool canAnswer(const QString &call) const;
    /// Of this session, those that wait, oldest first.
    QStringList waitingCallsOf(const QString &session) const;
    /// Chosen to be denied together. Only calls that can be answered are.
    QStringList marked() const;
    bool isMarked(const QString &call) const;
    void setMarked(const QString &call, bool marked);
    void clearMarks();
    /// Of waiting calls in a thread beside the main one: its agent's name, or its id. Empty: none.
    QString waitingThreadOf(const QString &session) const;

    void setAsked(const QString &call);
    void setAccepted(const QString &call);
    void setRefused(const QString &call, const QString &reason);

    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    /// Calls of this session began or ceased to wait.
    void waitingChanged(const QString &session);

private:
    const api::TranscriptEntry *entryOf(const ApprovalRow &row) const;
    const api::ToolCallView *callOf(const ApprovalRow &row) const;
    Answer answerOf(const ApprovalRow &row) const;
    QString askerOf(const ApprovalRow &row) const;
    bool canAnswer(const ApprovalRow &row) const;
    QVariant callData(const ApprovalRow &row, const api::ToolCallView &call, int role) const;
    void onEntryChanged(const QString &session, quint64 sequence);
    void onEntryForgotten(const QString &session, quint64 sequence);
    void onSessionRemoved(const QString &session);
    void drop(int row);
    void onTick();

    const TranscriptStore *m_store;
    SessionsModel *m_sessions;
    EnvironmentsModel *m_environments;
    Ticker *m_ticker;
};

/// Of a session's thread: its agent's name, or its shortened id.
QString threadName(const api::SessionView *session, const domain::ThreadId &thread);

} // namespace glovebox::models
