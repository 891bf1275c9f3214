// Role: sandboxes that failed or are no more, one row each, newest first, as the history on the Sandboxes page lists
// them. Thread: GUI.
// Invariants: an older generation never replaces a newer one; there are never more than kRowsMax, the oldest end goes.
#pragma once

#include "app/format/states.h"
#include "app/models/ticker.h"
#include "app/models/view_rows.h"

#include <QtQml/qqmlregistration.h>

namespace glovebox::models {

using EndedRow = ViewRow<api::EndedSandboxView>;

class EndedModel : public ViewRows<api::EndedSandboxView> {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")

public:
    enum Role {
        SandboxIdRole = FirstOwnRole,
        NameRole, // the operator's, or empty
        KeptRole,
        SessionTitleRole, // or its id; empty: none
        ToneRole,
        SymbolRole,
        WordRole,  // the cause: "Idle timer"
        EndedRole, // "3 min ago"
        RanRole,
        CpuRole,
        PeakRole,
        CostRole,
        SpokenRole,
        EndedAtRole,
        RanValueRole,
        CpuValueRole,
        PeakValueRole,
        CostValueRole,
    };

    /// What an engine tells at its start, and as many again that end while the window is open.
    static constexpr int kRowsMax = 1000;

    EndedModel(Ticker *ticker, QObject *parent = nullptr);

    void apply(const api::EndedSandboxView &view);

    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    /// Its end was told now: it failed, or was destroyed.
    void told(const QString &id);

private:
    QVariant figureData(const api::EndedSandboxView &view, int role) const;
    QString matched(const api::EndedSandboxView &view) const;

    Ticker *m_ticker;
};

} // namespace glovebox::models
