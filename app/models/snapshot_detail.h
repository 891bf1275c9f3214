// Role: the one snapshot that is selected, for the pane beside the list and for its dialogs.
// Thread: GUI.
#pragma once

#include "app/models/ended_model.h"
#include "app/models/row_detail.h"
#include "app/models/sandboxes_model.h"
#include "app/models/snapshots_model.h"

#include <QStringList>

namespace glovebox::models {

class SnapshotDetail : public glovebox::models::RowDetail { // in full: so it stands in the list of QML types
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(QString title READ title NOTIFY changed)
    Q_PROPERTY(bool named READ named NOTIFY changed)
    Q_PROPERTY(bool emulated READ emulated NOTIFY changed)
    Q_PROPERTY(QString ageText READ ageText NOTIFY changed)
    Q_PROPERTY(bool taking READ taking NOTIFY changed)
    Q_PROPERTY(bool verifying READ verifying NOTIFY changed)
    Q_PROPERTY(QString stepText READ stepText NOTIFY changed)
    Q_PROPERTY(double progress READ progress NOTIFY changed) // below 0: not known
    Q_PROPERTY(QString baseId READ baseId NOTIFY changed)
    Q_PROPERTY(QString parentId READ parentId NOTIFY changed) // empty: it stands on the template alone
    Q_PROPERTY(QStringList children READ children NOTIFY changed)
    Q_PROPERTY(QString sandboxId READ sandboxId NOTIFY changed)
    Q_PROPERTY(QString sandboxText READ sandboxText NOTIFY changed)
    Q_PROPERTY(bool sandboxThere READ sandboxThere NOTIFY changed)
    Q_PROPERTY(bool sandboxKnown READ sandboxKnown NOTIFY changed) // it lives, or its end is in the history
    Q_PROPERTY(int live READ live NOTIFY changed)
    Q_PROPERTY(QString liveText READ liveText NOTIFY changed)
    Q_PROPERTY(QStringList changes READ changes CONSTANT)               // what a guest notices after it was restored
    Q_PROPERTY(QString whyNotRestore READ whyNotRestore NOTIFY changed) // empty: it can be
    Q_PROPERTY(QString whyNotInPlace READ whyNotInPlace NOTIFY changed)
    Q_PROPERTY(QString whyNotDelete READ whyNotDelete NOTIFY changed)
    Q_PROPERTY(QString name READ name NOTIFY changed) // the operator's, or empty
    Q_PROPERTY(bool pinned READ pinned NOTIFY changed)
    Q_PROPERTY(QString whyNotPin READ whyNotPin NOTIFY changed)
    Q_PROPERTY(QString whyNotVerify READ whyNotVerify NOTIFY changed)
    Q_PROPERTY(QString whyNotRename READ whyNotPin NOTIFY changed)
    Q_PROPERTY(QString headText READ headText NOTIFY changed)   // age, pin
    Q_PROPERTY(QStringList targets READ targets NOTIFY changed) // that can go back to it now; its own first
    Q_PROPERTY(QStringList targetTexts READ targetTexts NOTIFY changed)

public:
    SnapshotDetail(SnapshotsModel *snapshots, SandboxesModel *sandboxes, EndedModel *ended, Ticker *ticker,
                   QObject *parent = nullptr);

    QString title() const { return text(SnapshotsModel::TitleRole); }
    bool named() const { return known() && !view()->name.empty(); }
    bool emulated() const { return known() && view()->acceleration == domain::Acceleration::Emulated; }
    QString ageText() const;
    bool verifying() const { return known() && view()->verifying; }
    bool taking() const { return known() && view()->state == domain::SnapshotState::Taking; }
    QString stepText() const;
    double progress() const { return known() ? role(SnapshotsModel::ProgressRole).toDouble() : -1; }
    QString baseId() const { return known() ? QString::fromStdString(view()->base.value()) : QString(); }
    QString parentId() const;
    QStringList children() const { return m_snapshots->childrenOf(id()); }
    QString sandboxId() const { return known() ? QString::fromStdString(view()->sandbox.value()) : QString(); }
    QString sandboxText() const;
    /// It was taken of a sandbox that is still in the list.
    bool sandboxThere() const { return m_sandboxes->find(sandboxId()) != nullptr; }
    bool sandboxKnown() const { return sandboxThere() || m_ended->find(sandboxId()); }
    int live() const { return known() ? view()->sandboxes : 0; }
    QString liveText() const;
    QStringList changes() const;
    QString whyNotRestore() const;
    QString whyNotInPlace() const;
    QString whyNotDelete() const { return m_snapshots->whyNotDelete({id()}); }
    QString name() const { return known() ? QString::fromStdString(view()->name) : QString(); }
    bool pinned() const { return known() && view()->pinned; }
    QString whyNotPin() const;
    QString whyNotVerify() const;
    QString headText() const;
    QStringList targets() const;
    QStringList targetTexts() const;
    Q_INVOKABLE bool isTarget(const QString &sandbox) const { return targets().contains(sandbox); }
    Q_INVOKABLE QString inPlaceConsequence(const QString &sandbox) const;

private:
    const api::SnapshotView *view() const { return m_snapshots->find(id()); }
    std::vector<Fact> factsNow() const override;
    format::Explanation problem() const override;

    SnapshotsModel *m_snapshots;
    SandboxesModel *m_sandboxes;
    EndedModel *m_ended;
    Ticker *m_ticker;
};

} // namespace glovebox::models
