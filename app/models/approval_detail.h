// Role: one call that waits for an answer, in full, and what allows or forbids answering it from here.
// Thread: GUI.
// Invariants: Allow is possible only after every line of the whole input was in view, and only while the call waits.
#pragma once

#include "app/models/approvals_model.h"
#include "app/models/fact_list.h"
#include "app/models/sandboxes_model.h"
#include "app/models/text_lines.h"

namespace glovebox::models {

class ApprovalDetail : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(bool known READ known NOTIFY changed)
    Q_PROPERTY(QString call READ call NOTIFY changed)
    Q_PROPERTY(QString tool READ tool NOTIFY changed)
    Q_PROPERTY(QString waitedText READ waitedText NOTIFY changed)
    Q_PROPERTY(QString sessionId READ sessionId NOTIFY changed)
    Q_PROPERTY(QString sessionTitle READ sessionTitle NOTIFY changed)
    Q_PROPERTY(QString context READ context NOTIFY changed)
    Q_PROPERTY(QString more READ more NOTIFY changed)
    Q_PROPERTY(int waitingInSession READ waitingInSession NOTIFY changed)
    Q_PROPERTY(glovebox::models::FactList *where READ where CONSTANT)
    Q_PROPERTY(QString word READ word NOTIFY changed)
    Q_PROPERTY(QString tone READ tone NOTIFY changed)
    Q_PROPERTY(QString symbol READ symbol NOTIFY changed)
    Q_PROPERTY(bool waiting READ waiting NOTIFY changed)
    Q_PROPERTY(bool hasKey READ hasKey NOTIFY changed)
    Q_PROPERTY(QString keyMissing READ keyMissing CONSTANT)
    Q_PROPERTY(bool sending READ sending NOTIFY changed)
    Q_PROPERTY(bool canAllow READ canAllow NOTIFY changed)
    Q_PROPERTY(bool canDeny READ canDeny NOTIFY changed)
    Q_PROPERTY(QString allowHint READ allowHint NOTIFY changed)
    Q_PROPERTY(int firstUnseen READ firstUnseen NOTIFY changed)
    Q_PROPERTY(QString statusText READ statusText NOTIFY changed)
    Q_PROPERTY(QString problem READ problem NOTIFY changed)
    Q_PROPERTY(QString link READ link NOTIFY changed)
    Q_PROPERTY(QString denyReason READ denyReason WRITE setDenyReason NOTIFY denyReasonChanged)
    Q_PROPERTY(int denyReasonMax READ denyReasonMax CONSTANT)
    Q_PROPERTY(glovebox::models::TextLines *input READ input CONSTANT)
    Q_PROPERTY(glovebox::models::FactList *facts READ facts CONSTANT)

public:
    /// A reason is a sentence or a few; it becomes part of the agent's context.
    static constexpr int kDenyReasonMax = 1000;

    ApprovalDetail(ApprovalsModel *approvals, const TranscriptStore *store, SessionsModel *sessions,
                   EnvironmentsModel *environments, Ticker *ticker, QObject *parent = nullptr);

    /// What calls can reach is said of these.
    void setSandboxes(const SandboxesModel *sandboxes) { m_sandboxes = sandboxes; }

    void open(const QString &call);

    bool known() const { return view() != nullptr; }
    QString call() const { return m_call; }
    QString tool() const;
    QString waitedText() const;
    QString sessionId() const;
    QString sessionTitle() const;
    /// What the agent said last before it asked.
    QString context() const;
    /// How many more of the session wait.
    QString more() const;
    /// Of its session, with this one: those that can be denied together.
    int waitingInSession() const;
    QString word() const;
    QString tone() const;
    QString symbol() const;
    bool waiting() const;
    bool hasKey() const;
    QString keyMissing() const;
    bool sending() const;
    bool canAllow() const;
    bool canDeny() const;
    QString allowHint() const;
    /// The first line that was not in view yet, while that keeps Allow away; -1: none.
    int firstUnseen() const;
    /// What the operator waits for, or has to do first.
    QString statusText() const;
    QString problem() const;
    QString link() const;
    QString denyReason() const { return m_denyReason; }
    void setDenyReason(const QString &reason);
    int denyReasonMax() const { return kDenyReasonMax; }
    TextLines *input() { return &m_input; }
    /// Who asks, and what the call can reach: stands beside the input.
    FactList *where() { return &m_where; }
    FactList *facts() { return &m_facts; }
    domain::SessionId session() const;

    /// These lines, from first to last, were in view as a whole.
    Q_INVOKABLE void saw(int first, int last);

Q_SIGNALS:
    void changed();
    void denyReasonChanged();

private:
    const api::ToolCallView *view() const { return m_approvals->find(m_call); }
    const api::SessionView *sessionView() const;
    QString role(int role) const;
    int unseen() const;
    QString earlierAnswers() const;
    void refresh();
    void refreshFacts(const api::ToolCallView &one);

    ApprovalsModel *m_approvals;
    const TranscriptStore *m_store;
    SessionsModel *m_sessions;
    EnvironmentsModel *m_environments;
    const SandboxesModel *m_sandboxes = nullptr; // none: not known
    Ticker *m_ticker;
    QString m_call;
    std::string m_shownInput;
    bool m_inputWhole = false;
    std::vector<bool> m_seen; // by line of the input
    QString m_denyReason;
    TextLines m_input;
    FactList m_where;
    FactList m_facts;
};

} // namespace glovebox::models
