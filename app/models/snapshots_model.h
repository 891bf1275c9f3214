// Role: the snapshots on this host, one row each, as the flat list of the Snapshots page shows them; what the lineage
// tree says of one, it asks here.
// Thread: GUI.
// Invariants: an older generation never replaces a newer one; one that is gone stays as a tombstone for kTombstone.
#pragma once

#include "app/format/states.h"
#include "app/models/ticker.h"
#include "app/models/view_rows.h"

#include <QtQml/qqmlregistration.h>

namespace glovebox::models {

using SnapshotRow = ViewRow<api::SnapshotView>;

class SnapshotsModel : public ViewRows<api::SnapshotView> {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")

public:
    /// Shared with the tree, whose rows are templates and sandboxes, too.
    enum Role {
        ObjectIdRole = FirstOwnRole,
        KindRole,     // "snapshot", in the tree also "template" and "sandbox"
        DepthRole,    // below its root; 0 here
        FoldableRole, // others stand below it in the tree
        FoldedRole,
        TitleRole,   // the operator's name, or the id
        CaptionRole, // what stands below the title where there is a second line
        ToneRole,
        SymbolRole,
        WordRole,
        ReasonRole,   // while it is taken what it is at; of a failed one the cause
        ProgressRole, // 0 to 1; below 0: none
        SizeRole,     // its own, memory and disk
        SharedRole,   // with what it stands on
        AgeRole,      // "4 h"
        SandboxRole,  // it was taken of
        LiveRole,     // sandboxes alive that came from it
        StoppedRole,  // how long the guest stood still
        SpokenRole,
        PinnedRole,
        StateOrderRole,
        SizeValueRole,
        AgeValueRole,
        LiveValueRole,
        StoppedValueRole,
    };

    SnapshotsModel(Ticker *ticker, QObject *parent = nullptr);

    void markGone(const domain::SnapshotId &id);
    /// What others stand on that are not among them is refused; so is what goes already. Empty: they can be deleted.
    QString whyNotDelete(const QStringList &ids) const;
    /// Those that stand on it directly and stay.
    QStringList childrenOf(const QString &id) const;
    int taking() const { return countOf(domain::SnapshotState::Taking); }

    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

private:
    QVariant figureData(const api::SnapshotView &view, int role) const;
    QVariant stateData(const SnapshotRow &row, int role) const;
    QString reason(const api::SnapshotView &view) const;
    void onTick();

    Ticker *m_ticker;
};

} // namespace glovebox::models
