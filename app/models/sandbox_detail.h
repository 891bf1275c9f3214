// Role: the one sandbox that is selected, for the preview pane and the destroy dialog.
// Thread: GUI.
#pragma once

#include "app/models/fact_list.h"
#include "app/models/sandboxes_model.h"

namespace glovebox::models {

class SandboxDetail : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(bool known READ known NOTIFY changed)
    Q_PROPERTY(QString id READ id NOTIFY changed)
    Q_PROPERTY(QString word READ word NOTIFY changed)
    Q_PROPERTY(QString tone READ tone NOTIFY changed)
    Q_PROPERTY(QString symbol READ symbol NOTIFY changed)
    Q_PROPERTY(QString forText READ forText NOTIFY changed)
    Q_PROPERTY(QString busyText READ busyText NOTIFY changed)
    Q_PROPERTY(QString name READ name NOTIFY changed)
    Q_PROPERTY(bool kept READ kept NOTIFY changed)
    Q_PROPERTY(bool emulated READ emulated NOTIFY changed)
    Q_PROPERTY(QString sessionId READ sessionId NOTIFY changed)
    Q_PROPERTY(QString sessionTitle READ sessionTitle NOTIFY changed)
    Q_PROPERTY(double cpuShare READ cpuShare NOTIFY changed) // of its vCPUs, 0 to 1; below 0: unknown
    Q_PROPERTY(QString cpuText READ cpuText NOTIFY changed)
    Q_PROPERTY(double memoryShare READ memoryShare NOTIFY changed)
    Q_PROPERTY(QString memoryText READ memoryText NOTIFY changed)
    Q_PROPERTY(double diskShare READ diskShare NOTIFY changed)
    Q_PROPERTY(QString diskText READ diskText NOTIFY changed)
    Q_PROPERTY(QString chipTone READ chipTone NOTIFY changed)
    Q_PROPERTY(QString chipSymbol READ chipSymbol NOTIFY changed)
    Q_PROPERTY(QString chipWord READ chipWord NOTIFY changed)
    Q_PROPERTY(QString templateId READ templateId NOTIFY changed) // empty: booted
    Q_PROPERTY(QString originText READ originText NOTIFY changed)
    Q_PROPERTY(bool paused READ paused NOTIFY changed)
    Q_PROPERTY(bool movable READ movable NOTIFY changed) // paused or resumed, if not now
    Q_PROPERTY(QString whyNotPause READ whyNotPause NOTIFY changed)
    Q_PROPERTY(QString whyNotResume READ whyNotResume NOTIFY changed)
    Q_PROPERTY(QString pauseNote READ pauseNote NOTIFY changed)
    Q_PROPERTY(QString refusal READ refusal NOTIFY changed)
    Q_PROPERTY(bool canDestroy READ canDestroy NOTIFY changed)
    Q_PROPERTY(bool requested READ requested NOTIFY changed)
    Q_PROPERTY(glovebox::models::FactList *facts READ facts CONSTANT)
    Q_PROPERTY(QString problemWhat READ problemWhat NOTIFY changed)
    Q_PROPERTY(QString problemWhy READ problemWhy NOTIFY changed)
    Q_PROPERTY(QString problemTodo READ problemTodo NOTIFY changed)
    Q_PROPERTY(QString problemDetail READ problemDetail NOTIFY changed)
    Q_PROPERTY(QString problemCode READ problemCode NOTIFY changed)
    Q_PROPERTY(QString destroyConsequence READ destroyConsequence NOTIFY changed)

public:
    SandboxDetail(SandboxesModel *sandboxes, Ticker *ticker, QObject *parent = nullptr);

    void open(const QString &sandbox);

    bool known() const { return view() != nullptr; }
    QString id() const { return m_id; }
    QString word() const;
    QString tone() const;
    QString symbol() const;
    QString forText() const;
    QString busyText() const;
    /// The operator's, or empty.
    QString name() const;
    bool kept() const { return known() && view()->kept; }
    bool emulated() const;
    QString sessionId() const;
    QString sessionTitle() const;
    double cpuShare() const;
    QString cpuText() const;
    double memoryShare() const;
    QString memoryText() const;
    double diskShare() const;
    QString diskText() const;
    QString chipTone() const;
    QString chipSymbol() const;
    QString chipWord() const;
    QString templateId() const;
    QString originText() const;
    bool paused() const { return known() && view()->state == domain::SandboxState::Paused; }
    bool movable() const { return paused() || (known() && view()->state == domain::SandboxState::Running); }
    /// Why a running one cannot be paused now, for beside the button; or empty.
    QString pauseNote() const { return movable() && !paused() && !requested() ? whyNotPause() : QString(); }
    /// Empty: it is offered.
    QString whyNotPause() const { return m_sandboxes->whyNotPause(m_id); }
    QString whyNotResume() const { return m_sandboxes->whyNotResume(m_id); }
    QString refusal() const { return m_sandboxes->refusal(m_id); }
    bool canDestroy() const;
    bool requested() const { return m_sandboxes->isRequested(m_id); }
    FactList *facts() { return &m_facts; }
    QString problemWhat() const;
    QString problemWhy() const;
    QString problemTodo() const;
    QString problemDetail() const;
    QString problemCode() const;
    QString destroyConsequence() const;

Q_SIGNALS:
    void changed();

private:
    const api::SandboxView *view() const { return m_sandboxes->find(m_id); }
    QVariant role(int role) const;
    void refresh();

    SandboxesModel *m_sandboxes;
    Ticker *m_ticker;
    QString m_id;
    FactList m_facts;
};

} // namespace glovebox::models
