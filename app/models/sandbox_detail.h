// Role: the one sandbox that is selected, for the preview pane and the destroy dialog.
// Thread: GUI.
#pragma once

#include "app/format/sandboxes.h"
#include "app/models/check_list.h"
#include "app/models/ended_model.h"
#include "app/models/row_detail.h"
#include "app/models/sandboxes_model.h"
#include "app/models/text_lines.h"

namespace glovebox::models {

class SandboxDetail : public glovebox::models::RowDetail { // in full: so it stands in the list of QML types
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(QString queueText READ queueText NOTIFY changed) // a sentence; empty: it does not wait
    Q_PROPERTY(bool hibernated READ hibernated NOTIFY changed)
    Q_PROPERTY(bool stopped READ stopped NOTIFY changed)
    Q_PROPERTY(glovebox::models::CheckList *checks READ checks CONSTANT)
    Q_PROPERTY(QString checkedText READ checkedText NOTIFY changed)        // "12 min ago"
    Q_PROPERTY(QString endText READ endText NOTIFY changed)                // of one that ends or failed: why
    Q_PROPERTY(QString endUseText READ endUseText NOTIFY changed)          // and what it used until then
    Q_PROPERTY(QString awakeText READ awakeText NOTIFY changed)            // "3 h 12 min" still; empty: nobody asked
    Q_PROPERTY(glovebox::models::TextLines *console READ console CONSTANT) // what a failed one left
    Q_PROPERTY(glovebox::models::TextLines *monitor READ monitor CONSTANT)
    Q_PROPERTY(bool hasEvidence READ hasEvidence NOTIFY changed)
    Q_PROPERTY(QString busyText READ busyText NOTIFY changed)
    Q_PROPERTY(QString name READ name NOTIFY changed)
    Q_PROPERTY(bool kept READ kept NOTIFY changed)
    Q_PROPERTY(QString reservedText READ reservedText NOTIFY changed) // "team = billing, until …"; empty: for nobody
    Q_PROPERTY(bool guestRunner READ guestRunner NOTIFY changed)
    Q_PROPERTY(bool egressOpen READ egressOpen NOTIFY changed)
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
    Q_PROPERTY(bool parked READ parked NOTIFY changed)   // paused or hibernated: any use wakes it
    Q_PROPERTY(bool movable READ movable NOTIFY changed) // paused or resumed, if not now
    Q_PROPERTY(QString whyNotPause READ whyNotPause NOTIFY changed)
    Q_PROPERTY(QString whyNotResume READ whyNotResume NOTIFY changed)
    Q_PROPERTY(QString whyNotHibernate READ whyNotHibernate NOTIFY changed)
    Q_PROPERTY(QString whyNotSnapshot READ whyNotSnapshot NOTIFY changed)
    Q_PROPERTY(QString whyNotFork READ whyNotFork NOTIFY changed)
    Q_PROPERTY(QString operationText READ operationText NOTIFY changed) // empty: nothing is done to it
    Q_PROPERTY(double progress READ progress NOTIFY changed)            // of that; below 0: not known
    Q_PROPERTY(QString fromId READ fromId NOTIFY changed)               // the newest snapshot of its line
    Q_PROPERTY(QString forkOfId READ forkOfId NOTIFY changed)
    Q_PROPERTY(bool hasLadder READ hasLadder NOTIFY changed)
    Q_PROPERTY(QString ladderText READ ladderText NOTIFY changed)
    Q_PROPERTY(QString nextStepText READ nextStepText NOTIFY changed) // "pauses in 40 s"; empty: nothing
    Q_PROPERTY(QString pauseNote READ pauseNote NOTIFY changed)
    Q_PROPERTY(QString refusal READ refusal NOTIFY changed)
    Q_PROPERTY(QString lateText READ lateText NOTIFY changed) // it takes longer than usual; empty: it does not
    Q_PROPERTY(bool canDestroy READ canDestroy NOTIFY changed)
    Q_PROPERTY(bool requested READ requested NOTIFY changed)
    Q_PROPERTY(QString destroyConsequence READ destroyConsequence NOTIFY changed)

public:
    SandboxDetail(SandboxesModel *sandboxes, EndedModel *ended, Ticker *ticker, QObject *parent = nullptr);

    QString queueText() const;
    bool hibernated() const { return known() && view()->state == domain::SandboxState::Hibernated; }
    /// Its machine went with its host or its supervisor; its disk is there.
    bool stopped() const { return known() && view()->state == domain::SandboxState::Stopped; }
    CheckList *checks() { return &m_checks; }
    QString checkedText() const;
    QString endText() const;
    QString endUseText() const;
    QString awakeText() const;
    TextLines *console() { return &m_console; }
    TextLines *monitor() { return &m_monitor; }
    bool hasEvidence() const { return m_console.count() + m_monitor.count() > 0; }
    /// From now until the next "14:30" by the window's clock; below 0: that is no time of day.
    Q_INVOKABLE double secondsUntil(const QString &timeOfDay) const;
    QString busyText() const;
    /// The operator's, or empty.
    QString name() const;
    bool kept() const { return known() && view()->kept; }
    QString reservedText() const;
    /// A runner of its image executes its session's calls in it.
    bool guestRunner() const { return known() && view()->guestRunner; }
    bool egressOpen() const { return known() && format::isEgressOpen(*view()); }
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
    bool parked() const { return paused() || hibernated() || stopped(); }
    bool movable() const { return parked() || (known() && view()->state == domain::SandboxState::Running); }
    /// Why a running one cannot be paused now, for beside the button; or empty.
    QString pauseNote() const { return movable() && !parked() && !requested() ? whyNotPause() : QString(); }
    /// Empty: it is offered.
    QString whyNotPause() const { return whyNot(SandboxVerb::Pause); }
    QString whyNotResume() const { return whyNot(SandboxVerb::Resume); }
    QString whyNotHibernate() const { return whyNot(SandboxVerb::Hibernate); }
    QString whyNotSnapshot() const { return whyNot(SandboxVerb::Snapshot); }
    QString whyNotFork() const { return whyNot(SandboxVerb::Fork); }
    QString operationText() const;
    double progress() const { return known() ? view()->progress.value_or(-1) : -1; }
    QString fromId() const;
    QString forkOfId() const;
    bool hasLadder() const;
    QString ladderText() const;
    QString nextStepText() const;
    QString refusal() const { return m_sandboxes->refusal(id()); }
    QString lateText() const { return m_sandboxes->late(id()); }
    bool canDestroy() const;
    bool requested() const { return m_sandboxes->isRequested(id()); }
    QString destroyConsequence() const;

private:
    const api::SandboxView *view() const { return m_sandboxes->find(id()); }
    QString whyNot(SandboxVerb verb) const { return m_sandboxes->whyNot(id(), verb); }
    std::vector<Fact> factsNow() const override;
    format::Explanation problem() const override;

    void readMore();

    SandboxesModel *m_sandboxes;
    EndedModel *m_ended;
    Ticker *m_ticker;
    CheckList m_checks;
    TextLines m_console;
    TextLines m_monitor;
};

} // namespace glovebox::models
