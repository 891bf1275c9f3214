// Role: the form for a session to be started at the control plane: where, which agent, with what, and in which sandbox;
// how its agents are being read, what is wrong, and what came of starting. Thread: GUI.
// Invariants: nothing that was typed is lost when it is refused; a message that is missing is sent to the session that
// there is, never with a second one.
#pragma once

#include "app/models/environments_model.h"
#include "app/models/pair_list.h"
#include "app/models/sandboxes_model.h"
#include "core/api/session_actions.h"

#include <QHash>
#include <QStringList>

namespace glovebox::models {

class StartSessionForm : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(QStringList environments READ environments NOTIFY changed)
    Q_PROPERTY(int environment READ environment WRITE setEnvironment NOTIFY changed)
    Q_PROPERTY(bool hasKey READ hasKey NOTIFY changed)
    Q_PROPERTY(QStringList agents READ agents NOTIFY changed)
    Q_PROPERTY(int agent READ agent WRITE setAgent NOTIFY changed) // -1: none of them
    Q_PROPERTY(bool loading READ loading NOTIFY changed)
    Q_PROPERTY(QString agentsProblem READ agentsProblem NOTIFY changed) // why they could not be read
    Q_PROPERTY(QString agentsText READ agentsText NOTIFY ageChanged)    // "12 agents, read 3 s ago"
    Q_PROPERTY(QString title READ title WRITE setTitle NOTIFY changed)
    Q_PROPERTY(QString message READ message WRITE setMessage NOTIFY changed)
    Q_PROPERTY(glovebox::models::PairList *metadata READ metadata CONSTANT)
    Q_PROPERTY(QStringList sandboxes READ sandboxes NOTIFY changed)
    Q_PROPERTY(int sandbox READ sandbox WRITE setSandbox NOTIFY changed)
    Q_PROPERTY(QString sandboxText READ sandboxText NOTIFY changed)
    Q_PROPERTY(QString problem READ problem NOTIFY changed) // of what was typed
    Q_PROPERTY(bool canStart READ canStart NOTIFY changed)
    Q_PROPERTY(bool sending READ sending NOTIFY changed)
    Q_PROPERTY(QString refusal READ refusal NOTIFY changed)
    Q_PROPERTY(QString session READ session NOTIFY changed) // that was started; empty: not yet
    Q_PROPERTY(bool messageMissing READ messageMissing NOTIFY changed)

public:
    StartSessionForm(const EnvironmentsModel *environments, const SandboxesModel *sandboxes, Ticker *ticker,
                     QObject *parent = nullptr);

    /// The dialog opens; `sandbox` is the one that it gets, or none.
    void begin(const QString &sandbox);
    void apply(const api::AgentsView &view);
    /// Of anybody's start; ours is told by its ticket.
    void apply(const api::StartedSessionView &view);

    /// Of a form that can be sent; also for a message that is missing.
    std::optional<api::StartSession> wanted() const;
    void setSending(std::uint64_t ticket);
    void refuse(const QString &why);
    std::optional<domain::EnvironmentId> environmentId() const;

    QStringList environments() const;
    int environment() const;
    void setEnvironment(int index);
    bool hasKey() const;
    QStringList agents() const;
    int agent() const;
    void setAgent(int index);
    bool loading() const;
    QString agentsProblem() const;
    QString agentsText() const;
    QString title() const { return m_title; }
    void setTitle(const QString &text) { set(m_title, text); }
    QString message() const { return m_message; }
    void setMessage(const QString &text) { set(m_message, text); }
    PairList *metadata() { return &m_metadata; }
    QStringList sandboxes() const;
    int sandbox() const;
    void setSandbox(int index);
    QString sandboxText() const;
    QString problem() const;
    bool canStart() const { return wanted().has_value() && !m_sending; }
    bool sending() const { return m_sending; }
    QString refusal() const { return m_refusal; }
    QString session() const { return m_session; }
    bool messageMissing() const { return m_messageMissing; }

Q_SIGNALS:
    void changed();
    void ageChanged();
    /// Another one is chosen: its agents are to be read.
    void environmentChosen();

private:
    void set(QString &field, const QString &text);
    const api::AgentsView *agentsView() const;
    /// Kept, with nobody in them: ids.
    QStringList freeSandboxes() const;

    const EnvironmentsModel *m_environments;
    const SandboxesModel *m_sandboxes;
    Ticker *m_ticker;
    QHash<QString, api::AgentsView> m_agents; // by environment
    QString m_environment;
    QString m_agent;
    QString m_title;
    QString m_message;
    PairList m_metadata;
    QString m_sandbox;
    std::uint64_t m_ticket = 0;
    std::uint64_t m_generation = 0;
    bool m_sending = false;
    QString m_refusal;
    QString m_session;
    bool m_messageMissing = false;
};

} // namespace glovebox::models
