// Role: what the window asks about sandboxes, snapshots and templates, one at a time or several that are marked. Asking
// shows as such at once; what it led to, the views tell. Thread: GUI.
// Invariants: nothing is asked that the rules of the moment forbid; a refusal is said, in the dialog that asked or in a
// toast.
#pragma once

#include "app/bridge/engine_client.h"
#include "app/models/bulk_result.h"
#include "app/models/destroy_choice.h"
#include "app/models/ladder_form.h"
#include "app/models/offer.h"
#include "app/models/reported_work.h"
#include "app/models/safety_shots.h"
#include "app/models/templates_model.h"

#include <QHash>
#include <QSet>
#include <QStringList>

namespace glovebox::models {

class MachineActions : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(bool sending READ sending NOTIFY answerChanged) // a dialog's question is on its way
    Q_PROPERTY(QString refusal READ refusal NOTIFY answerChanged)
    Q_PROPERTY(int forkMax READ forkMax CONSTANT)
    Q_PROPERTY(int nameMax READ nameMax CONSTANT)
    Q_PROPERTY(int marked READ marked NOTIFY marksChanged)
    Q_PROPERTY(int pausable READ pausable NOTIFY marksChanged)
    Q_PROPERTY(int resumable READ resumable NOTIFY marksChanged)
    Q_PROPERTY(QString resumeWord READ resumeWord NOTIFY marksChanged) // "Start" when all of them are stopped
    Q_PROPERTY(int hibernatable READ hibernatable NOTIFY marksChanged)
    Q_PROPERTY(int snapshotable READ snapshotable NOTIFY marksChanged)
    Q_PROPERTY(int destroyable READ destroyable NOTIFY marksChanged)
    Q_PROPERTY(glovebox::models::DestroyChoice *destroying READ destroying CONSTANT) // of the dialog that asks
    Q_PROPERTY(glovebox::models::BulkResult *result READ result CONSTANT) // of what was last asked of those marked
    Q_PROPERTY(glovebox::models::LadderForm *ladder READ ladder CONSTANT) // of the dialog that edits one
    Q_PROPERTY(int markedSnapshots READ markedSnapshots NOTIFY marksChanged)
    Q_PROPERTY(QStringList deletion READ deletion NOTIFY deletionChanged) // ids of what a dialog asks about
    Q_PROPERTY(QStringList deletionLines READ deletionLines NOTIFY deletionChanged)
    Q_PROPERTY(QString deletionRefusal READ deletionRefusal NOTIFY deletionChanged) // what the engine would say

public:
    /// `client` may be null, for pictures: then nothing is asked.
    MachineActions(bridge::EngineClient *client, SandboxesModel *sandboxes, SnapshotsModel *snapshots,
                   TemplatesModel *templates, EndedModel *ended, Ticker *ticker, QObject *parent = nullptr);

    static constexpr int kNameMax = 60;      // fits a table's cell
    static constexpr int kBulkAtOnce = 4;    // of those marked: the others wait, and can be cancelled
    static constexpr int kNameBytesMax = 64; // as the engine counts

    bool sending() const { return m_sending; }
    QString refusal() const { return m_refusal; }
    int forkMax() const;
    int nameMax() const { return kNameMax; }
    int marked() const { return static_cast<int>(m_sandboxes->marked().size()); }
    int pausable() const { return static_cast<int>(able(SandboxVerb::Pause).size()); }
    int resumable() const { return static_cast<int>(able(SandboxVerb::Resume).size()); }
    QString resumeWord() const;
    int hibernatable() const { return static_cast<int>(able(SandboxVerb::Hibernate).size()); }
    int snapshotable() const { return static_cast<int>(able(SandboxVerb::Snapshot).size()); }
    int destroyable() const { return static_cast<int>(able(SandboxVerb::Destroy).size()); }
    DestroyChoice *destroying() { return &m_destroying; }
    BulkResult *result() { return &m_result; }
    LadderForm *ladder() { return &m_ladder; }
    int markedSnapshots() const { return static_cast<int>(m_snapshots->marked().size()); }
    QStringList deletion() const { return m_deletion; }
    QStringList deletionLines() const;
    QString deletionRefusal() const { return m_snapshots->whyNotDelete(m_deletion); }

    /// What sandboxes here get when nothing else was said; the engine tells it.
    void setDefaultLadder(const domain::IdleLadder &ladder) { m_defaultLadder = ladder; }
    /// A dialog opens: what the last one was told is forgotten.
    Q_INVOKABLE void begin();
    Q_INVOKABLE void pauseSandbox(const QString &id);
    Q_INVOKABLE void resumeSandbox(const QString &id);
    Q_INVOKABLE void hibernateSandbox(const QString &id);
    Q_INVOKABLE void destroySandbox(const QString &id);
    Q_INVOKABLE void takeSnapshot(const QString &sandbox, const QString &name);
    Q_INVOKABLE void forkSandbox(const QString &sandbox, int count);
    /// The form shows the ladder as it is; sendLadder() sends it as it was made.
    Q_INVOKABLE void editLadder(const QString &sandbox);
    Q_INVOKABLE void editTemplateLadder(const QString &base);
    Q_INVOKABLE void sendLadder();
    /// Seconds from now on; 0: no longer.
    Q_INVOKABLE void keepAwake(const QString &sandbox, double seconds);
    Q_INVOKABLE void restoreAsNew(const QString &snapshot, int count, const QString &name);
    Q_INVOKABLE void restoreInPlace(const QString &snapshot, const QString &sandbox, bool safety);
    Q_INVOKABLE bool nameFits(const QString &name) const;
    Q_INVOKABLE void renameSnapshot(const QString &snapshot, const QString &name);
    Q_INVOKABLE void pinSnapshot(const QString &snapshot, bool pinned);
    Q_INVOKABLE void verifySnapshot(const QString &snapshot);
    /// What was found of it before stays.
    Q_INVOKABLE void cancelVerify(const QString &snapshot);
    Q_INVOKABLE void cancelSnapshot(const QString &snapshot);
    /// What a dialog is to ask about; deletePrepared() does it.
    Q_INVOKABLE void prepareDeletion(const QStringList &snapshots);
    Q_INVOKABLE void prepareDeletionOfMarked();
    Q_INVOKABLE void deletePrepared();
    Q_INVOKABLE void rebuildTemplate(const QString &base);
    Q_INVOKABLE void deleteTemplate(const QString &base);
    Q_INVOKABLE void markSandbox(const QString &id, bool marked) { m_sandboxes->setMarked(id, marked); }
    Q_INVOKABLE void toggleSandbox(const QString &id) { m_sandboxes->setMarked(id, !m_sandboxes->isMarked(id)); }
    Q_INVOKABLE void toggleSnapshot(const QString &id) { m_snapshots->setMarked(id, !m_snapshots->isMarked(id)); }
    void markSnapshot(const QString &id, bool marked) { m_snapshots->setMarked(id, marked); }
    Q_INVOKABLE QStringList markedIds() const { return m_sandboxes->marked(); }
    Q_INVOKABLE void clearMarks();
    Q_INVOKABLE void pauseMarked();
    Q_INVOKABLE void resumeMarked();
    Q_INVOKABLE void hibernateMarked();
    Q_INVOKABLE void snapshotMarked();
    /// Those that the dialog asked about, when the words are right; of each that is kept a snapshot is there first.
    Q_INVOKABLE void destroyChosen(const QString &typed);
    Q_INVOKABLE void retryFailed();
    /// What is under way ends by itself; the others of those that were marked are not begun.
    Q_INVOKABLE void cancelMarked();
    /// Every sandbox that is not gone, whatever is marked, selected or filtered.
    QStringList liveIds() const;
    int countAll(SandboxVerb verb) const { return static_cast<int>(ableOf(liveIds(), verb).size()); }
    /// The emergency: what waits from before is dropped.
    bool askAll(SandboxVerb verb);

Q_SIGNALS:
    void answerChanged();
    void marksChanged();
    void deletionChanged();
    /// What a dialog asked for was begun: it may close.
    void accepted();
    void toast(const QString &text, bool isProblem);
    void offered(const glovebox::models::Offer &offer);
    void reviewAsked(const QString &sandbox);

private:
    using Answered = bridge::EngineClient::Answered;
    struct Move {
        domain::SandboxState from;
        domain::SandboxState to;
    };

    /// Destroying does not wait for what else was asked of it.
    QString whyNotAsk(const QString &id, SandboxVerb verb) const;
    QStringList ableOf(QStringList ids, SandboxVerb verb) const;
    QStringList able(SandboxVerb verb) const { return ableOf(m_sandboxes->marked(), verb); }
    /// Not while the one before still goes on, which is said.
    bool mayBegin();
    void askMarked(SandboxVerb verb);
    bool askEach(SandboxVerb verb, const QStringList &ids);
    void askWaiting();
    void askThoseWhoseTurnIs();
    /// What is asked of those marked is one operation: "12 of 20".
    void tellBulk();
    void askOne(const QString &id, SandboxVerb verb);
    void destroyOrKeep(const QString &id);
    void keptFirst(const QString &id);
    void notKept(const QString &id, const QString &why);
    void tellEnd(const QString &sandbox);
    /// Said beside, not in a dialog: what was refused.
    void ask(const api::SandboxAction &action, const QString &failed, const Offer &undo = {});
    /// Moves the sandbox to what was asked for, or says why not.
    const api::SandboxView *asking(const QString &id, SandboxVerb verb, SandboxRow::Request request,
                                   const QString &failed);
    Answered sandboxAnswer(const QString &id, const QString &failed);
    Answered dialogAnswer(const QString &begun, const Offer &undo);
    void askInDialog(const api::SandboxAction &action, const QString &begun, const Offer &undo = {});
    /// Undo of something that another such action takes back.
    Offer undoing(const QString &done, const api::SandboxAction &back, const QString &failed);
    /// Pausing, resuming and hibernating are taken back once they are done.
    void noteMove(const QString &id, domain::SandboxState to);
    void offerUndo(const QString &id);
    void moveBack(const QString &id, domain::SandboxState to);
    /// It is not what it was when somebody asked for something.
    bool tellChange(const QString &id, domain::SandboxState seen);

    bridge::EngineClient *m_client;
    SandboxesModel *m_sandboxes;
    SnapshotsModel *m_snapshots;
    TemplatesModel *m_templates;
    EndedModel *m_ended;
    Ticker *m_ticker;
    BulkResult m_result;
    DestroyChoice m_destroying;
    SafetyShots m_safety;
    QSet<QString> m_keepFirst; // to be destroyed, each after a snapshot
    ReportedWork m_bulk;
    QString m_bulkSaid; // its result so far: the list may be closed before the end
    LadderForm m_ladder;
    domain::IdleLadder m_defaultLadder;
    QString m_ladderOf;           // a sandbox's or a template's id
    QHash<QString, Move> m_moves; // that can be taken back, by sandbox, until it is what it was asked to be
    QSet<QString> m_destroys;     // asked for one by one: what each used is told
    bool m_asking = false;        // the rows of m_result change under us
    bool m_sending = false;
    QString m_refusal;
    QStringList m_deletion;
};

} // namespace glovebox::models
