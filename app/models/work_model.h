// Role: the work items that the queues list and that are not stopped, ours or not, one row each: what waits, why, and
// whether a repair would help. Thread: GUI.
// Invariants: an older generation never replaces a newer one; an item that is gone stays as a tombstone for kTombstone,
// so that what a repair has done can be read.
#pragma once

#include "app/format/work.h"
#include "app/models/environments_model.h"
#include "app/models/keyed_list.h"

namespace glovebox::models {

struct WorkRow {
    api::WorkView view;
    bool asked = false; // a repair, and the engine has not begun it yet
    std::optional<WallTime> goneAt;

    QString key() const { return QString::fromStdString(view.id.value()); }
};

class WorkModel : public KeyedList<WorkRow> {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")

public:
    enum Role {
        WorkIdRole = FirstOwnRole,
        ShortIdRole,
        EnvironmentRole, // its name
        SessionIdRole,   // empty: a health check
        SessionTitleRole,
        ToneRole,
        SymbolRole,
        WordRole,
        ReasonRole, // why it waits, one sentence; empty when it moves
        StuckRole,
        HolderRole,    // "this host", "another worker", "nobody"
        AgeRole,       // since it was queued
        HeartbeatRole, // "4 s ago", "none", or empty when none is due
        CanRepairRole,
        RepairVerbRole,
        RepairWordRole, // empty: no repair was asked for
        RepairToneRole,
        RepairSymbolRole,
        SpokenRole,
        StateOrderRole,
        AgeAtRole,
        HeartbeatAtRole,
    };

    WorkModel(EnvironmentsModel *environments, Ticker *ticker, QObject *parent = nullptr);

    void apply(const api::WorkView &view);
    void markGone(const domain::WorkId &id);
    /// A repair was asked for; the engine has not begun it yet.
    void setAsked(const QString &id, bool asked);
    const api::WorkView *find(const QString &id) const;
    const std::vector<WorkRow> &all() const { return rows(); }
    bool isGone(const QString &id) const;
    bool canRepair(const QString &id) const;
    /// Items that a repair helps; for the rail.
    int stuck() const;

    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

private:
    bool repairable(const WorkRow &row) const;
    format::StateLook lookOf(const WorkRow &row) const;
    QVariant repairData(const WorkRow &row, int role) const;
    QVariant textData(const WorkRow &row, int role) const;
    void onTick();

    EnvironmentsModel *m_environments;
    Ticker *m_ticker;
};

} // namespace glovebox::models
